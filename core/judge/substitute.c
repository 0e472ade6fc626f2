/* Parameters and the target inside a rule's declaration: "param.NAME" and "target.pid" stand for their
 * values. */
#include <stdio.h>
#include <string.h>

#include "base/schema.h"
#include "judge/rule.h"

enum { NAMES_MOST = 64 };

static sonde_status unknown_param(const sonde_value *params, const char *path, const char *name, error *e) {
  const char *names[NAMES_MOST];
  size_t n = 0;
  for (uint32_t i = 0; params->kind == SONDE_MAP && i < params->len && n < NAMES_MOST; i++) {
    names[n++] = params->u.map[i].key;
  }
  const char *near = schema_suggest(names, n, name);
  if (near) return error_set(e, SONDE_ARG, "%s: no parameter '%s', did you mean '%s'?", path, name, near);
  return error_set(e, SONDE_ARG, "%s: no parameter '%s'", path, name);
}

static sonde_status replace_text(
    const rule_setting *set, const char *path, const sonde_value *from, arena *a, sonde_value *to, error *e) {
  const char *s = from->u.s;
  if (strcmp(s, "target.pid") == 0) {
    *to = set->session->target_pid ? value_u64(set->session->target_pid) : value_nil();
    return SONDE_OK;
  }
  if (strncmp(s, "param.", 6) == 0) {
    const sonde_value *v = value_get(&set->params, s + 6);
    return v ? value_copy(a, v, to, e) : unknown_param(&set->params, path, s + 6, e);
  }
  return value_copy(a, from, to, e);
}

static sonde_status replace_map(
    const rule_setting *set, const char *path, const sonde_value *from, arena *a, sonde_value *to, error *e) {
  sonde_pair *pairs = arena_alloc(a, (from->len + 1u) * sizeof *pairs);
  size_t n = 0;
  for (uint32_t i = 0; i < from->len; i++) {
    char full[200];
    snprintf(full, sizeof full, "%s.%s", path, from->u.map[i].key);
    pairs[n].key = from->u.map[i].key;
    sonde_status status = rule_substitute(set, full, &from->u.map[i].value, a, &pairs[n].value, e);
    if (status != SONDE_OK) return status;
    if (pairs[n].value.kind != SONDE_NIL) n++; /* no target: the key is left out */
  }
  *to = value_map(pairs, n);
  return SONDE_OK;
}

sonde_status rule_substitute(
    const rule_setting *set, const char *path, const sonde_value *from, arena *a, sonde_value *to, error *e) {
  if (from->kind == SONDE_TEXT) return replace_text(set, path, from, a, to, e);
  if (from->kind == SONDE_MAP) return replace_map(set, path, from, a, to, e);
  if (from->kind != SONDE_LIST) return value_copy(a, from, to, e);
  sonde_value *items = arena_alloc(a, (from->len + 1u) * sizeof *items);
  for (uint32_t i = 0; i < from->len; i++) {
    sonde_status status = rule_substitute(set, path, &from->u.list[i], a, &items[i], e);
    if (status != SONDE_OK) return status;
  }
  *to = value_list(items, from->len);
  return SONDE_OK;
}
