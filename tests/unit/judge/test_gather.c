/* What a script may give to host.finding, and what is said about the rest. */
#include "../check.h"

#include <stdio.h>

#include "judge/judge.h"
#include "os/file.h"
#include "os/process.h"
#include "toy.h"

/* Runs a check with this body; its outcome and reason, or the text of its one finding. */
static void expect(const char *body, outcome wanted, const char *part) {
  host *h = toy_host();
  session *s = session_new();
  judge *j = judge_new(h, NULL, s);
  arena a = {0};
  const char *path = arena_format(&a, "%s/sonde-%u-gather.lua", file_temporary_folder(&a), process_self());
  char source[600];
  snprintf(source, sizeof source,
      "return { kind = 'check', api = 1, id = 'gather', title = 't', needs = {},\nrun = "
      "function(host)\n%s\nend "
      "}\n",
      body);
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_true(fputs(source, f) >= 0);
  assert_int_equal(fclose(f), 0);
  assert_non_null(judge_add_script(j, path, true, NULL));
  judge_run_checks(j);
  assert_int_equal(s->nchecks, 1);
  const char *told = s->nfindings ? s->findings[0].text : s->checks[0].reason;
  if (s->checks[0].outcome != wanted || !strstr(told, part)) fail_msg("%s: got '%s'", body, told);
  judge_free(j);
  session_free(s);
  host_free(h);
  file_remove(path, NULL);
  arena_free(&a);
}

static void good_ones(void **state) {
  (void)state;
  expect("host.finding { severity = 'info', text = 'fine' }", OUTCOME_FINDINGS, "fine");
  expect("return nil", OUTCOME_CLEAN, "");
}

static void wrong_ones(void **state) {
  (void)state;
  static const char *const wrong[][2] = {
      {"host.finding()",
          "lua:3: host.finding: a finding is a table { severity = ..., text = ... }, not a nil"},
      {"host.finding { text = 'x' }", "host.finding: severity: must be given"},
      {"host.finding { severity = 'info' }", "host.finding: text: must be given"},
      {"host.finding { severity = 'info', text = '' }", "host.finding: text: is empty"},
      {"host.finding { severity = 'info', text = {} }", "host.finding: text: must be a text, is a list"},
      {"host.finding { severity = 'info', text = '\\xff' }", "text: is not valid UTF-8 at byte 0"},
      {"host.finding { severity = 'info', text = 'x', sevrity = 1 }", "'sevrity', did you mean 'severity'?"},
      {"host.finding { severity = 'bad', text = 'x' }", "severity: must be one of: info, warning, error"},
      {"host.finding { severity = 'info', text = 'x', confidence = 2 }", "confidence: must be at most 1"},
      {"return { { severity = 'info', text = 'x' } }",
          "gather.lua:2: run returned a list, which nobody reads: a check tells its findings with"},
  };
  for (size_t i = 0; i < COUNT(wrong); i++)
    expect(wrong[i][0], OUTCOME_FAILED, wrong[i][1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(good_ones), cmocka_unit_test(wrong_ones)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
