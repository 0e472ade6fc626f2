/* How a test runs a check, a classes file and an action. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "judge/classes.h"
#include "judge/selftest_state.h"

bool test_run_check(test_run *t) {
  sonde_value result = {0};
  script_call(t->script, "run", false, NULL, 0, &t->arena, &result, &t->trouble);
  check_refuse_result(t->script, &result, &t->trouble);
  return true;
}

bool test_run_classes(test_run *t) {
  const sonde_value *given = value_get(t->test, "given");
  error e = {0};
  if (!given) {
    text_puts(&t->why, "a test of classes needs 'given', the error: given = { code = \"win32:5\" }");
    return false;
  }
  class_error read;
  unsigned matched;
  if (class_error_read(given, &t->arena, &read, &e) != SONDE_OK) {
    text_printf(&t->why, "given: %s", e.text);
    return false;
  }
  const sonde_value *best = class_best(t->script, &read, &matched);
  if (best) {
    t->result = class_answer(t->script, best, &t->arena);
  } else if (class_ask(t->script, given, &t->arena, &t->result, &e) != SONDE_OK) {
    t->trouble.kind = TROUBLE_ERROR;
    snprintf(t->trouble.text, sizeof t->trouble.text, "%s", e.text);
  }
  return true;
}

/* The finding that an action is asked to handle, complete: kind, severity, subject, text, pid. */
static sonde_value finding_of(test_run *t) {
  const sonde_value *given =
      value_get(value_get(t->test, "given") ? value_get(t->test, "given") : t->test, "finding");
  const sonde_value *handles = value_get(script_declaration(t->script), "handles");
  const sonde_value first =
      handles && handles->kind == SONDE_LIST && handles->len ? handles->u.list[0] : value_text("");
  const sonde_pair defaults[] = {{"id", value_text("f-0000000000000000")}, {"kind", first},
      {"severity", value_text("error")}, {"subject", value_text("")}, {"text", value_text("")}};
  size_t ngiven = given && given->kind == SONDE_MAP ? given->len : 0, n = 0;
  sonde_pair *pairs = arena_alloc(&t->arena, (ngiven + COUNT(defaults)) * sizeof *pairs);
  for (size_t i = 0; i < ngiven; i++) {
    pairs[n++] = given->u.map[i];
  }
  for (size_t i = 0; i < COUNT(defaults); i++) {
    if (!given || !value_get(given, defaults[i].key)) pairs[n++] = defaults[i];
  }
  return value_map(pairs, n);
}

/* What run returned, with `plan` and `verified` beside it. */
static void put_result(test_run *t, const sonde_value *ran, const sonde_value *plan, bool verified) {
  size_t n = ran->kind == SONDE_MAP ? ran->len : 0;
  sonde_pair *pairs = arena_alloc(&t->arena, (n + 3) * sizeof *pairs);
  if (n > 0) memcpy(pairs, ran->u.map, n * sizeof *pairs);
  if (ran->kind != SONDE_MAP) pairs[n++] = (sonde_pair){"value", *ran};
  pairs[n++] = (sonde_pair){"plan", *plan};
  pairs[n++] = (sonde_pair){"verified", value_bool(verified)};
  t->result = value_map(pairs, n);
}

bool test_run_action(test_run *t) {
  sonde_value f = finding_of(t), plan = {0}, ran = {0}, verified = {0};
  bool there = script_has(t->script, "verify");
  sonde_status status = script_call(t->script, "plan", true, &f, 1, &t->arena, &plan, &t->trouble);
  if (status == SONDE_OK && fake_call_count(t->fake) > 0) {
    text_printf(&t->why, "plan must change nothing, it called %s", fake_call_at(t->fake, 0));
    return false;
  }
  if (status == SONDE_OK) status = script_call(t->script, "run", false, &f, 1, &t->arena, &ran, &t->trouble);
  if (status == SONDE_OK && there)
    script_call(t->script, "verify", false, &f, 1, &t->arena, &verified, &t->trouble);
  put_result(t, &ran, &plan, verified.kind == SONDE_BOOL && verified.u.u);
  return true;
}
