/* From a report's findings to plans. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "judge/action.h"
#include "judge/state.h"

enum { MOST_WORDS = 50 };

static const char *text_at(const sonde_value *v, const char *key) {
  const sonde_value *t = value_get(v, key);
  return t && t->kind == SONDE_TEXT ? t->u.s : "";
}

/* FNV-1a: an identity, no protection. */
static void mix(uint64_t *hash, const char *s) {
  for (const unsigned char *c = (const unsigned char *)s;; c++) {
    *hash = (*hash ^ *c) * UINT64_C(0x100000001b3);
    if (!*c) return;
  }
}

/* The report's finding with pid and start_id of its target beside, as scripts read them. */
static sonde_value finding_for_script(arena *a, const sonde_value *f) {
  const sonde_value *target = value_get(f, "target"), *pid = value_get(target, "pid");
  sonde_pair *pairs = arena_alloc(a, (f->len + 2u) * sizeof *pairs);
  size_t n = f->len;
  memcpy(pairs, f->u.map, n * sizeof *pairs);
  if (pid && pid->kind == SONDE_I64) pairs[n++] = (sonde_pair){"pid", *pid};
  if (*text_at(target, "start_id"))
    pairs[n++] = (sonde_pair){"start_id", value_u64(strtoull(text_at(target, "start_id"), NULL, 0))};
  return value_map(pairs, n);
}

static bool handles(const script *s, const char *kind) {
  const sonde_value *words = value_get(script_declaration(s), "handles");
  for (uint32_t i = 0; words && words->kind == SONDE_LIST && i < words->len; i++)
    if (words->u.list[i].kind == SONDE_TEXT && strcmp(words->u.list[i].u.s, kind) == 0) return true;
  return false;
}

static void read_words(arena *a, const sonde_value *said, action_plan *p) {
  const sonde_value *items = said->kind == SONDE_LIST ? said->u.list : said;
  size_t n = said->kind == SONDE_LIST ? said->len : said->kind == SONDE_TEXT;
  const char **words = arena_alloc(a, (MOST_WORDS + 1) * sizeof *words);
  for (size_t i = 0; i < n && p->nwords < MOST_WORDS; i++)
    if (items[i].kind == SONDE_TEXT) words[p->nwords++] = arena_text(a, items[i].u.s, items[i].len);
  p->words = words;
}

static void ask_for_plan(arena *a, action_plan *p) {
  trouble t = {0};
  sonde_value said = value_nil();
  const char *obstacle = script_obstacle(p->action, a);
  if (obstacle) {
    p->refusal = obstacle;
  } else if (script_call(p->action, "plan", true, &p->finding, 1, a, &said, &t)) {
    p->refusal = arena_text(a, t.text, strcspn(t.text, "\n"));
  } else {
    read_words(a, &said, p);
    if (!p->nwords) p->refusal = "the action's plan says nothing: there is nothing it would do";
  }
}

static action_plan make(arena *a, script *action, const sonde_value *found, const char *run_id) {
  action_plan p = {.action = action,
      .finding = finding_for_script(a, found),
      .finding_id = text_at(found, "id"),
      .subject = text_at(found, "subject"),
      .text = text_at(found, "text"),
      .refusal = ""};
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  mix(&hash, script_id(action));
  mix(&hash, p.finding_id);
  mix(&hash, run_id);
  snprintf(p.id, sizeof p.id, "p-%016llx", (unsigned long long)hash);
  ask_for_plan(a, &p);
  return p;
}

static sonde_status check_report(const judge *j, const sonde_value *report, error *e) {
  const sonde_value *run = value_get(report, "run"), *findings = value_get(report, "findings");
  if (strcmp(text_at(report, "format"), "sonde-report/1") != 0 || !run || !findings ||
      findings->kind != SONDE_LIST)
    return error_set(e, SONDE_ARG, "it is no report: 'sonde run NAME --json -o FILE' writes one");
  const session *s = j->session;
  if (strcmp(text_at(run, "boot_id"), s->boot_id) != 0 || strcmp(text_at(run, "machine"), s->machine) != 0)
    return error_set(e, SONDE_STATE,
        "the report is of another machine or of an earlier start of this one, whose processes are gone: run "
        "the "
        "check again");
  return SONDE_OK;
}

sonde_status action_plan_report(
    judge *j, const char *json, size_t len, arena *a, action_plan **plans, size_t *n, error *e) {
  sonde_value report;
  sonde_status status = json_read(a, json, len, &report, e);
  if (!status) status = check_report(j, &report, e);
  if (status) return status;
  const sonde_value *findings = value_get(&report, "findings");
  action_plan *all = arena_alloc(a, (findings->len * j->count + 1) * sizeof *all);
  *n = 0;
  for (uint32_t i = 0; i < findings->len; i++) {
    const sonde_value *f = &findings->u.list[i];
    for (size_t k = 0; f->kind == SONDE_MAP && k < j->count; k++) {
      script *s = j->scripts[k].script;
      if (script_get_kind(s) == SCRIPT_ACTION && handles(s, text_at(f, "kind")))
        all[(*n)++] = make(a, s, f, text_at(value_get(&report, "run"), "id"));
    }
  }
  *plans = all;
  return SONDE_OK;
}
