/* From the map that a script gives to a finding of the session. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "judge/gather.h"

enum { KIND, SEVERITY, SUBJECT, TEXT, EVIDENCE, CLASS, CONFIDENCE, ADVICE, TARGET, PID, NKEYS };

static const sonde_field target_fields[] = {
    {.name = "pid", .unit = "pid", .doc = "", .kind = SONDE_U64, .most = "4294967295"},
    {.name = "start_id", .unit = "id", .doc = "", .kind = SONDE_U64},
};

static const sonde_field fields[NKEYS] = {
    [KIND] = {.name = "kind", .unit = "", .doc = "", .kind = SONDE_TEXT, .most = "200"},
    [SEVERITY] = {.name = "severity",
        .unit = "",
        .doc = "",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_REQUIRED,
        .choices = "info warning error critical"},
    [SUBJECT] = {.name = "subject", .unit = "", .doc = "", .kind = SONDE_TEXT, .most = "4000"},
    [TEXT] = {.name = "text",
        .unit = "",
        .doc = "",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_REQUIRED,
        .least = "1",
        .most = "4000"},
    [EVIDENCE] = {.name = "evidence", .unit = "", .doc = "", .kind = SONDE_MAP},
    [CLASS] = {.name = "class", .unit = "", .doc = "", .kind = SONDE_TEXT, .most = "200"},
    [CONFIDENCE] =
        {.name = "confidence", .unit = "ratio", .doc = "", .kind = SONDE_F64, .least = "0", .most = "1"},
    [ADVICE] = {.name = "advice", .unit = "", .doc = "", .kind = SONDE_TEXT, .most = "4000"},
    [TARGET] = {.name = "target",
        .unit = "",
        .doc = "",
        .kind = SONDE_MAP,
        .members = target_fields,
        .nmembers = COUNT(target_fields)},
    [PID] = {.name = "pid", .unit = "pid", .doc = "", .kind = SONDE_U64, .most = "4294967295"},
};

sonde_status class_check(const char *word, error *e) {
  static const char *const tree[] = {"transient", "busy", "resource", "config", "permission", "missing",
      "bug", "external", "corruption", "unsupported"};
  char first[32];
  size_t n = strcspn(word, ".");
  snprintf(first, sizeof first, "%.*s", n < sizeof first ? (int)n : (int)sizeof first - 1, word);
  for (size_t i = 0; i < COUNT(tree); i++) {
    if (strcmp(first, tree[i]) == 0) return SONDE_OK;
  }
  const char *near = schema_suggest(tree, COUNT(tree), first);
  if (near) return error_set(e, SONDE_ARG, "no class starts with '%s', did you mean '%s'?", first, near);
  return error_set(e, SONDE_ARG,
      "no class starts with '%s': use transient, busy, resource, config, permission, missing, bug, external, "
      "corruption or "
      "unsupported",
      first);
}

static const char *text_of(const sonde_value *v) {
  return v->kind == SONDE_TEXT ? v->u.s : "";
}

/* The process it is about: target {pid, start_id}, or pid, or what the command line named. */
static void gather_target(const session *s, const sonde_value *v, finding *out) {
  const sonde_value *pid = value_get(&v[TARGET], "pid"), *start = value_get(&v[TARGET], "start_id");
  if (!pid && v[PID].kind != SONDE_NIL) pid = &v[PID];
  out->pid = s->target_pid;
  out->start_id = s->target_start_id;
  if (!pid || pid->kind == SONDE_NIL || (uint32_t)pid->u.u == s->target_pid) return;
  out->pid = (uint32_t)pid->u.u;
  out->start_id = start && start->kind != SONDE_NIL ? start->u.u : 0;
}

sonde_status gather_finding(const session *s, const script *from, const sonde_value *given, int64_t wall_ns,
    arena *a, finding *out, error *e) {
  if (given->kind != SONDE_MAP)
    return error_set(e, SONDE_ARG, "a finding is a table { severity = ..., text = ... }, not a %s",
        kind_word(given->kind));
  sonde_value v[NKEYS], copy;
  sonde_status status = value_copy(a, given, &copy, e); /* zero bytes behind all texts */
  if (status == SONDE_OK) status = schema_check_all(a, fields, NKEYS, &copy, v, e);
  if (status == SONDE_OK && v[CLASS].kind == SONDE_TEXT) status = class_check(v[CLASS].u.s, e);
  if (status != SONDE_OK) return status;
  *out = (finding){.kind = v[KIND].kind == SONDE_TEXT ? v[KIND].u.s : script_id(from),
      .subject = text_of(&v[SUBJECT]),
      .text = text_of(&v[TEXT]),
      .advice = text_of(&v[ADVICE]),
      .class_name = text_of(&v[CLASS]),
      .evidence = v[EVIDENCE],
      .confidence = v[CONFIDENCE].kind == SONDE_F64 ? v[CONFIDENCE].u.n : -1,
      .script_id = script_id(from),
      .script_file = script_file(from),
      .last_wall_ns = wall_ns};
  severity_parse(text_of(&v[SEVERITY]), &out->severity);
  gather_target(s, v, out);
  return SONDE_OK;
}
