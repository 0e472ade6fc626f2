/* The tests that sit in scripts: one after the other, each with a fresh script, session and clock. */
#include <stdio.h>
#include <string.h>

#include "base/schema.h"
#include "judge/expect.h"
#include "judge/selftest_state.h"

static const sonde_value *part(const test_run *t, const char *key) {
  return value_get(t->test, key);
}

/* ------------------------------------------------------------------------------------------------------ what
 * came out -- */

static bool contains(const char *in, const sonde_value *what) {
  return what->kind == SONDE_TEXT && strstr(in, what->u.s) != NULL;
}

/* The first line of a trouble: the source lines below it are for people who debug. */
static int first_line(const char *s) {
  return (int)strcspn(s, "\n");
}

/* The end that the test wants: `fails`, `unknown`, or a good one. */
static bool end_fits(test_run *t) {
  const sonde_value *fails = part(t, "fails"), *unknown = part(t, "unknown");
  const trouble *end = &t->trouble;
  const sonde_value *want = fails ? fails : unknown;
  int kind = fails ? TROUBLE_ERROR : unknown ? TROUBLE_UNKNOWN : TROUBLE_NONE;
  if (fails && end->kind == TROUBLE_LIMIT) kind = TROUBLE_LIMIT;
  if ((int)end->kind == kind && (!want || contains(end->text, want))) return true;
  if (end->kind == TROUBLE_NONE) {
    text_printf(&t->why, "it should end %s '%s', but it came to a good end",
        fails ? "with the error" : "unknown,", want->kind == SONDE_TEXT ? want->u.s : "");
  } else {
    text_printf(
        &t->why, "%s%.*s", end->kind == TROUBLE_UNKNOWN ? "unknown: " : "", first_line(end->text), end->text);
    if (want && want->kind == SONDE_TEXT) text_printf(&t->why, "; expected '%s'", want->u.s);
  }
  return false;
}

static bool calls_fit(test_run *t) {
  const sonde_value *want = part(t, "calls");
  if (!want) return true;
  size_t n = fake_call_count(t->fake);
  for (size_t i = 0; i < n || i < want->len; i++) {
    const char *got = i < n ? fake_call_at(t->fake, i) : "none";
    bool more = want->kind == SONDE_LIST && i < want->len && want->u.list[i].kind == SONDE_TEXT;
    const char *wanted = more ? want->u.list[i].u.s : "none";
    if (strcmp(got, wanted) == 0) continue;
    text_printf(&t->why, "call %zu is %s, expected %s", i + 1, got, wanted);
    return false;
  }
  return true;
}

static bool result_fits(test_run *t) {
  const sonde_value *want = part(t, "expect");
  script_kind kind = script_get_kind(t->script);
  if (!want) return true;
  if (kind == SCRIPT_CHECK || kind == SCRIPT_RULE) return expect_findings(t->session, want, &t->why);
  return expect_fits(&t->result, want, &t->why);
}

/* ------------------------------------------------------------------------------------------------------------
 * one test -- */

static bool run_script(test_run *t) {
  switch (script_get_kind(t->script)) {
  case SCRIPT_CHECK: return test_run_check(t);
  case SCRIPT_RULE: return test_run_rule(t);
  case SCRIPT_CLASSES: return test_run_classes(t);
  default: return test_run_action(t);
  }
}

/* Parameters of the test over the defaults. */
static bool set_params(test_run *t) {
  error e = {0};
  const sonde_value *params = part(t, "params");
  sonde_value *values = NULL;
  uint32_t n = 0;
  const sonde_field *fields = script_params(t->script, &n);
  values = arena_alloc(&t->arena, (n + 1u) * sizeof *values);
  sonde_pair *pairs = arena_alloc(&t->arena, (n + 1u) * sizeof *pairs);
  sonde_status status =
      schema_check_all(&t->arena, fields, n, params ? params : &(sonde_value){0}, values, &e);
  size_t set = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (values[i].kind != SONDE_NIL) pairs[set++] = (sonde_pair){fields[i].name, values[i]};
  }
  t->judge->scripts[0].params = value_map(pairs, set);
  if (status == SONDE_OK) status = script_set_params(t->script, &t->judge->scripts[0].params, &e);
  if (status != SONDE_OK) text_printf(&t->why, "params: %s", e.text);
  return status == SONDE_OK;
}

static bool run_test(test_run *t, const char *path) {
  trouble load = {0};
  t->session = session_new();
  host_set_source(t->host, fake_source(t->fake));
  t->judge = judge_new(t->host, NULL, t->session);
  t->script = judge_add_script(t->judge, path, false, &load);
  if (!t->script) {
    text_puts(&t->why, load.text);
    return false;
  }
  return set_params(t) && run_script(t) && end_fits(t) && calls_fit(t) && result_fits(t);
}

static void end_test(test_run *t) {
  judge_free(t->judge);
  session_free(t->session);
  host_set_source(t->host, NULL);
  fake_free(t->fake);
  text_free(&t->why);
  arena_free(&t->arena);
}

/* Rows that no plugin gives yet: the test cannot say anything. */
static const char *missing_row(host *h, const script *s, const sonde_value *test) {
  const char *missing = fake_missing_row(h, value_get(test, "fake"));
  return missing ? missing : test_missing_collect(h, s);
}

static void report(const script *s, uint32_t index, const sonde_value *test, selftest_outcome end,
    const char *why, void (*sink)(void *self, const selftest_result *result), void *self) {
  char path[40], number[40];
  const sonde_value *name = value_get(test, "name");
  snprintf(path, sizeof path, "tests[%u]", index + 1);
  snprintf(number, sizeof number, "test %u", index + 1);
  selftest_result r = {.script = script_id(s),
      .file = script_file(s),
      .line = script_line(s, path),
      .outcome = end,
      .name = name && name->kind == SONDE_TEXT ? name->u.s : number,
      .text = why};
  sink(self, &r);
}

static void one_test(host *h, const script *s, uint32_t index, const sonde_value *test,
    void (*sink)(void *self, const selftest_result *result), void *self, selftest_tally *tally) {
  const char *missing = missing_row(h, s, test);
  char skipped[200];
  if (missing || value_get(test, "tape")) {
    tally->skipped++;
    if (missing) snprintf(skipped, sizeof skipped, "not run: no plugin gives %s", missing);
    if (!missing) snprintf(skipped, sizeof skipped, "not run: it is replayed from a tape, see sonde replay");
    report(s, index, test, SELFTEST_SKIPPED, skipped, sink, self);
    return;
  }
  bool given = value_get(test, "given") != NULL && script_get_kind(s) == SCRIPT_RULE;
  test_run t = {.host = h, .test = test, .fake = fake_new(h, value_get(test, "fake"), given)};
  bool good = run_test(&t, script_file(s));
  tally->passed += good;
  tally->failed += !good;
  report(s, index, test, good ? SELFTEST_PASSED : SELFTEST_FAILED, text_chars(&t.why), sink, self);
  end_test(&t);
}

void selftest_run(host *h, const char *path, void (*sink)(void *self, const selftest_result *result),
    void *self, selftest_tally *tally) {
  trouble t = {0};
  script_services none = {.host = h};
  script *s = script_load(&none, path, NULL, &t);
  if (!s) {
    selftest_result r = {.script = path,
        .file = path,
        .name = "loads",
        .line = t.line,
        .outcome = SELFTEST_FAILED,
        .text = t.text};
    tally->failed++;
    sink(self, &r);
    return;
  }
  const sonde_value *tests = value_get(script_declaration(s), "tests");
  for (uint32_t i = 0; tests && tests->kind == SONDE_LIST && i < tests->len; i++) {
    one_test(h, s, i, &tests->u.list[i], sink, self, tally);
  }
  script_free(s);
}
