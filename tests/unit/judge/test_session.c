/* Findings joined by identity; severity and outcome words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "judge/finding.h"

static finding sample(const char *kind, const char *subject, uint32_t pid, severity v, const char *sentence) {
  return (finding){.kind = kind,
      .subject = subject,
      .pid = pid,
      .start_id = 9,
      .severity = v,
      .text = sentence,
      .confidence = -1};
}

static void words(void **state) {
  (void)state;
  severity v = 0;
  assert_true(severity_parse("critical", &v));
  assert_int_equal(v, SEVERITY_CRITICAL);
  assert_false(severity_parse("fatal", &v));
  assert_false(severity_parse("", &v));
  for (int i = SEVERITY_INFO; i <= SEVERITY_CRITICAL; i++) {
    assert_true(severity_parse(severity_word((severity)i), &v));
    assert_int_equal(v, i);
  }
  assert_string_equal(outcome_word(OUTCOME_NOT_RUN), "not run");
}

static void equal_findings_are_one(void **state) {
  (void)state;
  session *s = session_new();
  finding f = sample("cpu.busy", "machine", 0, SEVERITY_WARNING, "91 %");
  f.last_wall_ns = 100;
  char id[20];
  snprintf(id, sizeof id, "%s", session_add_finding(s, &f)->id);
  f.text = "99 %";
  f.last_wall_ns = 300;
  finding *joined = session_add_finding(s, &f);
  assert_int_equal(s->nfindings, 1);
  assert_string_equal(joined->id, id);
  assert_int_equal(joined->count, 2);
  assert_int_equal(joined->first_wall_ns, 100);
  assert_int_equal(joined->last_wall_ns, 300);
  assert_string_equal(joined->text, "99 %"); /* the latest of equals */
  f.severity = SEVERITY_INFO;
  f.text = "40 %";
  joined = session_add_finding(s, &f);
  assert_int_equal(joined->severity, SEVERITY_WARNING); /* never falls */
  assert_string_equal(joined->text, "99 %");
  assert_int_equal(joined->count, 3);
  session_free(s);
}

static void identity_is_kind_subject_target(void **state) {
  (void)state;
  session *s = session_new();
  finding all[] = {
      sample("ab", "c", 1, SEVERITY_INFO, ""), sample("a", "bc", 1, SEVERITY_INFO, ""),
      sample("ab", "c", 2, SEVERITY_INFO, ""), sample("ab", "", 1, SEVERITY_INFO, ""),
      sample("ab", "c", 1, SEVERITY_ERROR, "another text"), /* the first again */
  };
  for (size_t i = 0; i < 5; i++) {
    session_add_finding(s, &all[i]);
  }
  assert_int_equal(s->nfindings, 4);
  assert_int_equal(session_count_severity(s, SEVERITY_ERROR), 1);
  finding_identify(&all[0]);
  assert_string_equal(all[0].id, "f-71aef5545ea05869"); /* stable from run to run and on every platform */
  assert_ptr_equal(session_find(s, all[0].id), &s->findings[0]);
  assert_null(session_find(s, "f-0000000000000000"));
  session_free(s);
}

static void texts_are_copied(void **state) {
  (void)state;
  session *s = session_new();
  char line[] = "first", key[] = "n";
  sonde_pair pair = {key, value_text(line)};
  finding f = sample("k", "s", 1, SEVERITY_INFO, line);
  f.evidence = value_map(&pair, 1);
  session_add_finding(s, &f);
  memset(line, 'x', sizeof line - 1);
  assert_string_equal(s->findings[0].text, "first");
  assert_string_equal(value_get(&s->findings[0].evidence, "n")->u.s, "first");
  finding again = s->findings[0]; /* joins with its own copy */
  session_add_finding(s, &again);
  assert_string_equal(s->findings[0].text, "first");
  assert_string_equal(s->findings[0].advice, "");
  session_free(s);
}

static void five_thousand_findings(void **state) {
  (void)state;
  session *s = session_new();
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 5000; i++) {
      char subject[32];
      snprintf(subject, sizeof subject, "subject %d", i);
      finding f = sample("k", subject, 1, SEVERITY_INFO, "");
      session_add_finding(s, &f);
    }
  }
  assert_int_equal(s->nfindings, 5000);
  assert_int_equal(s->findings[4999].count, 2);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words),
      cmocka_unit_test(equal_findings_are_one),
      cmocka_unit_test(identity_is_kind_subject_target),
      cmocka_unit_test(texts_are_copied),
      cmocka_unit_test(five_thousand_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
