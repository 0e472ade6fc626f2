/* The SARIF log: what its readers need of every result, the limit, and the stored form of the sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/memory.h"
#include "os/file.h"
#include "report/report.h"
#include "sample.h"

static const report_roots roots = {"/repo", "/repo", "/opt/sonde/scripts"};

/* The log's only run, read back. */
static sonde_value written(arena *a, const session *s) {
  text out = {0};
  sonde_value log = {0};
  report_sarif(&out, s, &roots);
  assert_int_equal(json_read(a, text_chars(&out), out.len, &log, NULL), SONDE_OK);
  text_free(&out);
  assert_string_equal(value_get(&log, "version")->u.s, "2.1.0");
  assert_int_equal(value_get(&log, "runs")->len, 1);
  return value_get(&log, "runs")->u.list[0];
}

/* A member below, by names and "0", "1" of lists: "tool driver rules 0 id". */
static const sonde_value *at(const sonde_value *v, const char *path) {
  char name[40];
  for (int n; *path; path += n + (path[n] == ' ')) {
    n = (int)strcspn(path, " ");
    snprintf(name, sizeof name, "%.*s", n, path);
    bool index = v->kind == SONDE_LIST;
    if (index) assert_true((uint32_t)(*name - '0') < v->len);
    v = index ? &v->u.list[*name - '0'] : value_get(v, name);
    if (!v) fail_msg("no member %s", path);
  }
  return v;
}

static void is_text(const sonde_value *v, const char *path, const char *want) {
  const sonde_value *have = at(v, path);
  assert_int_equal(have->kind, SONDE_TEXT);
  assert_string_equal(have->u.s, want);
}

static void every_result_has_its_rule(void **state) {
  (void)state;
  arena a = {0};
  session *s = sample_session();
  sonde_value run = written(&a, s);
  const sonde_value *rules = at(&run, "tool driver rules"), *results = at(&run, "results");
  assert_int_equal(results->len, 3);
  assert_int_equal(rules->len, 8); /* three kinds of findings, five checks */
  for (uint32_t i = 0; i < results->len; i++) {
    const sonde_value *r = &results->u.list[i];
    const sonde_value *rule = &rules->u.list[at(r, "ruleIndex")->u.u];
    is_text(rule, "id", at(r, "ruleId")->u.s);
    assert_true(at(r, "message text")->len > 0);
    assert_true(at(r, "locations 0 physicalLocation artifactLocation uri")->len > 0);
    assert_true(at(r, "locations 0 physicalLocation region startLine")->u.u >= 1);
    assert_true(at(r, "partialFingerprints primaryLocationLineHash")->len > 0);
  }
  for (uint32_t i = 0; i < rules->len; i++) {
    assert_true(at(&rules->u.list[i], "shortDescription text")->len > 0);
    assert_true(at(&rules->u.list[i], "fullDescription text")->len > 0);
    assert_true(at(&rules->u.list[i], "help markdown")->len > 0);
  }
  session_free(s);
  arena_free(&a);
}

static void a_result_tells_where_and_what(void **state) {
  (void)state;
  arena a = {0};
  session *s = sample_session();
  sonde_value run = written(&a, s);
  const sonde_value *r = at(&run, "results 0");
  is_text(r, "ruleId", "memory.growth");
  is_text(r, "level", "error");
  is_text(r, "message text", "shop grows by 3.0 MiB/s\nLook at what is kept for each order.");
  is_text(r, "locations 0 physicalLocation artifactLocation uri", "scripts/checks/first-look.lua");
  is_text(r, "locations 0 physicalLocation artifactLocation uriBaseId", "%SRCROOT%");
  assert_int_equal(at(r, "locations 0 physicalLocation region startLine")->u.u, 12);
  is_text(r, "locations 0 logicalLocations 0 kind", "host");
  is_text(r, "locations 0 logicalLocations 0 name", "ws-042");
  is_text(r, "locations 0 logicalLocations 1 kind", "process");
  is_text(r, "locations 0 logicalLocations 1 fullyQualifiedName", "ws-042/pid 4242");
  is_text(r, "partialFingerprints sondeFinding/v1", s->findings[0].id);
  is_text(&run, "results 1 level", "warning");
  assert_int_equal(at(&run, "results 1 occurrenceCount")->u.u, 3);
  is_text(&run, "results 2 level", "note");
  is_text(&run, "automationDetails id", "sonde/first-look+disk+slow-calls+2/linux-x64/r-0123456789ab");
  session_free(s);
  arena_free(&a);
}

static void what_did_not_run_is_a_notification(void **state) {
  (void)state;
  arena a = {0};
  session *s = sample_session();
  s->quality.lost = 5;
  sonde_value run = written(&a, s);
  const sonde_value *i = at(&run, "invocations 0");
  assert_int_equal(at(i, "exitCode")->u.i, 1);
  assert_true(at(i, "executionSuccessful")->u.u);
  assert_int_equal(at(i, "toolExecutionNotifications")->len, 5);
  is_text(i, "toolExecutionNotifications 0 message text", "slow-calls: not run: no plugin gives tracer.call");
  is_text(i, "toolExecutionNotifications 0 level", "warning");
  is_text(i, "toolExecutionNotifications 0 associatedRule id", "slow-calls");
  is_text(i, "toolExecutionNotifications 1 level", "note");
  is_text(i, "toolExecutionNotifications 2 descriptor id", "check.failed");
  is_text(i, "toolExecutionNotifications 2 level", "error");
  is_text(i, "toolExecutionNotifications 4 message text", "5 of 315 records were lost");
  s->exit_code = 3;
  run = written(&a, s);
  assert_false(at(&run, "invocations 0 executionSuccessful")->u.u);
  session_free(s);
  arena_free(&a);
}

/* Another run has other processes; a second process with the same trouble is a second result. */
static void fingerprints_outlive_the_run(void **state) {
  (void)state;
  arena a = {0};
  char first[40];
  for (uint32_t run_nr = 0; run_nr < 2; run_nr++) {
    session *s = session_new();
    for (uint32_t i = 0; i < 2; i++)
      session_add_finding(s, &(finding){.kind = "k",
                                 .subject = "s",
                                 .text = "t",
                                 .severity = SEVERITY_INFO,
                                 .pid = 10 + i + 100 * run_nr});
    sonde_value run = written(&a, s);
    const char *one = at(&run, "results 0 partialFingerprints primaryLocationLineHash")->u.s;
    const char *two = at(&run, "results 1 partialFingerprints primaryLocationLineHash")->u.s;
    assert_int_equal(strlen(one), 18);
    assert_string_equal(one + 16, ":1");
    assert_string_equal(two + 16, ":2");
    assert_memory_equal(one, two, 16);
    if (run_nr == 0)
      snprintf(first, sizeof first, "%s", one);
    else
      assert_string_equal(first, one);
    session_free(s);
  }
  arena_free(&a);
}

static void the_worst_stay(void **state) {
  (void)state;
  arena a = {0};
  session *s = session_new();
  char subject[20];
  for (int i = 0; i < REPORT_SARIF_RESULTS + 10; i++) {
    snprintf(subject, sizeof subject, "s%d", i);
    session_add_finding(s, &(finding){.kind = "k",
                               .subject = subject,
                               .text = "t",
                               .severity = i < REPORT_SARIF_RESULTS ? SEVERITY_INFO : SEVERITY_CRITICAL});
  }
  sonde_value run = written(&a, s);
  assert_int_equal(at(&run, "results")->len, REPORT_SARIF_RESULTS);
  is_text(&run, "results 0 properties subject", "s5000");
  is_text(&run, "results 9 level", "error");
  is_text(&run, "results 9 properties severity", "critical");
  is_text(&at(&run, "results")->u.list[REPORT_SARIF_RESULTS - 1], "properties subject", "s4989");
  is_text(&run, "invocations 0 toolExecutionNotifications 0 message text",
      "only the worst 5000 of 5010 findings are in this file");
  session_free(s);
  arena_free(&a);
}

static const char *uri_of(arena *a, const char *platform, const char *file, const char **base) {
  session *s = session_new();
  s->platform = platform;
  session_add_finding(
      s, &(finding){.kind = "k", .text = "t", .severity = SEVERITY_INFO, .script_file = file});
  sonde_value run = written(a, s);
  const sonde_value *where = at(&run, "results 0 locations 0");
  session_free(s);
  const sonde_value *artifact =
      value_get(where, "physicalLocation") ? at(where, "physicalLocation artifactLocation") : NULL;
  const sonde_value *id = artifact ? value_get(artifact, "uriBaseId") : NULL;
  *base = id ? id->u.s : "";
  return artifact ? at(artifact, "uri")->u.s : NULL;
}

static void paths_are_relative(void **state) {
  (void)state;
  arena a = {0};
  const char *base;
  assert_string_equal(
      uri_of(&a, "linux-x64", "checks/a b%:\xC3\xA9.lua", &base), "checks/a%20b%25%3A%C3%A9.lua");
  assert_string_equal(base, "%SRCROOT%");
  assert_string_equal(uri_of(&a, "linux-x64", "/repo/x/y.lua", &base), "x/y.lua");
  assert_string_equal(base, "%SRCROOT%");
  assert_string_equal(uri_of(&a, "linux-x64", "/opt/sonde/scripts/checks/y.lua", &base), "checks/y.lua");
  assert_string_equal(base, "SONDE_SCRIPTS");
  assert_string_equal(uri_of(&a, "linux-x64", "/repository/y.lua", &base), "file:///repository/y.lua");
  assert_string_equal(base, "");
  assert_string_equal(uri_of(&a, "windows-x64", ".\\checks\\y.lua", &base), "checks/y.lua");
  assert_string_equal(uri_of(&a, "linux-x64", "checks\\y.lua", &base), "checks%5Cy.lua");
  assert_string_equal(uri_of(&a, "linux-x64", "./x/../../repo/./y.lua", &base), "y.lua");
  assert_string_equal(base, "%SRCROOT%");
  assert_string_equal(uri_of(&a, "linux-x64", "../../../y.lua", &base), "file:///y.lua");
  assert_string_equal(base, "");
  assert_null(uri_of(&a, "linux-x64", "", &base));
  arena_free(&a);
}

/* The whole form; after a wanted change: report_sample sarif >tests/unit/report/sample.sarif */
static void the_sample_is_as_stored(void **state) {
  (void)state;
  session *s = sample_session();
  text out = {0};
  size_t len;
  report_sarif(&out, s, &roots);
  char *stored = file_read("tests/unit/report/sample.sarif", 1 << 20, &len, NULL);
  assert_non_null(stored);
  assert_string_equal(text_chars(&out), stored);
  memory_free(stored);
  text_free(&out);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_result_has_its_rule),
      cmocka_unit_test(a_result_tells_where_and_what),
      cmocka_unit_test(what_did_not_run_is_a_notification),
      cmocka_unit_test(fingerprints_outlive_the_run),
      cmocka_unit_test(the_worst_stay),
      cmocka_unit_test(paths_are_relative),
      cmocka_unit_test(the_sample_is_as_stored),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
