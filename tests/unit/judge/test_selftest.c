/* Tests in scripts: good ones pass, bad ones fail with a sentence that tells why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "judge/selftest.h"
#include "toy.h"

typedef struct log {
  char lines[40][400];
  size_t n;
} log;

static void keep(void *self, const selftest_result *r) {
  static const char *const words[] = {"", "passed", "FAILED", "skipped"};
  log *l = self;
  assert_true(l->n < 40);
  snprintf(l->lines[l->n++], sizeof l->lines[0], "%s: %s%s%.300s", r->name, words[r->outcome],
      *r->text ? ": " : "", r->text);
}

static void expect_all_pass(const char *path, uint32_t want) {
  host *h = toy_host();
  log l = {.n = 0};
  selftest_tally tally = {0};
  selftest_run(h, path, keep, &l, &tally);
  for (size_t i = 0; i < l.n; i++) {
    if (!strstr(l.lines[i], ": passed")) fail_msg("%s: %s", path, l.lines[i]);
  }
  assert_int_equal(tally.passed, want);
  assert_int_equal(tally.failed + tally.skipped, 0);
  host_free(h);
}

static void checks(void **state) {
  (void)state;
  expect_all_pass(TOY_SCRIPTS "look.lua", 5);
}

static void rules_of_data(void **state) {
  (void)state;
  expect_all_pass(TOY_SCRIPTS "busy.lua", 8);
}

static void rules_with_a_check(void **state) {
  (void)state;
  expect_all_pass(TOY_SCRIPTS "growth.lua", 4);
}

static void classes(void **state) {
  (void)state;
  expect_all_pass(TOY_SCRIPTS "kinds.lua", 8);
}

static void actions(void **state) {
  (void)state;
  expect_all_pass(TOY_SCRIPTS "mend.lua", 2);
}

static void wrong_tests_fail(void **state) {
  (void)state;
  static const char *const want[] = {
      "severity: FAILED: finding 1.severity is 'info', expected 'error'",
      "one too few: FAILED: 1 findings, expected 2; missing: {subject = t}",
      "nothing: FAILED: a finding where none is expected: info s: size is 1",
      "calls: FAILED: call 2 is none, expected toy.open",
      "no fake: FAILED: *the test does not say what toy.size answers: add fake = { [\"toy.size\"] = ... }*",
      "should fail: FAILED: it should end with the error 'no toys', but it came to a good end",
      "text: FAILED: finding 1.text is 'size is 2', expected 'size is 1*'",
      "fake of another kind: FAILED: *",
      "skipped: skipped: not run: no plugin gives tracer.call",
  };
  host *h = toy_host();
  log l = {.n = 0};
  selftest_tally tally = {0};
  selftest_run(h, TOY_SCRIPTS "wrong.lua", keep, &l, &tally);
  assert_int_equal(l.n, COUNT(want));
  for (size_t i = 0; i < l.n; i++) {
    size_t n = strcspn(want[i], "*"); /* up to a star, then the rest anywhere */
    const char *rest = want[i][n] ? want[i] + n + 1 : "";
    char middle[200];
    snprintf(middle, sizeof middle, "%.*s", (int)strcspn(rest, "*"), rest);
    bool prefix = strcmp(l.lines[i], want[i]) == 0 || (want[i][n] && strncmp(l.lines[i], want[i], n) == 0);
    if (!prefix || !strstr(l.lines[i], middle)) fail_msg("got '%s', not '%s'", l.lines[i], want[i]);
  }
  assert_int_equal(tally.failed, 8);
  assert_int_equal(tally.skipped, 1);
  assert_int_equal(tally.passed, 0);
  host_free(h);
}

static void a_script_that_does_not_load(void **state) {
  (void)state;
  host *h = toy_host();
  log l = {.n = 0};
  selftest_tally tally = {0};
  selftest_run(h, TOY_SCRIPTS "missing.lua", keep, &l, &tally);
  assert_int_equal(tally.failed, 1);
  assert_non_null(strstr(l.lines[0], "loads: FAILED: "));
  host_free(h);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checks),
      cmocka_unit_test(rules_of_data),
      cmocka_unit_test(rules_with_a_check),
      cmocka_unit_test(classes),
      cmocka_unit_test(actions),
      cmocka_unit_test(wrong_tests_fail),
      cmocka_unit_test(a_script_that_does_not_load),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
