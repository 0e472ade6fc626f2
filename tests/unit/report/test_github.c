/* GitHub's commands and the Markdown summary: escaping and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "report/report.h"
#include "sample.h"

static const report_roots roots = {"/repo", "/repo/sub", NULL};

static size_t count(const char *s, const char *word) {
  size_t n = 0;
  for (const char *p = strstr(s, word); p; p = strstr(p + 1, word))
    n++;
  return n;
}

static void add_many(session *s, int n, severity v, const char *told) {
  char subject[20];
  for (int i = 0; i < n; i++) {
    snprintf(subject, sizeof subject, "s%d-%d", (int)v, i);
    session_add_finding(s, &(finding){.kind = "k", .subject = subject, .text = told, .severity = v});
  }
}

static void a_command_a_line(void **state) {
  (void)state;
  session *s = sample_session();
  text out = {0};
  report_github(&out, s, &roots);
  const char *x = text_chars(&out);
  assert_non_null(
      strstr(x, "::error file=sub/scripts/checks/first-look.lua,line=12,title=memory.growth%3A shop::"
                "shop grows by 3.0 MiB/s%0ALook at what is kept for each order.\n"));
  assert_non_null(strstr(x, "::warning title=cpu.busy%3A machine::all processors are busy (98 %25)\n"));
  assert_non_null(strstr(x, "::error title=broken%3A failed::broken.lua:7: attempt to index a nil value%0A"));
  assert_non_null(strstr(x, "::warning title=slow-calls%3A not run::not run: no plugin gives tracer.call\n"));
  assert_non_null(strstr(x, "::notice title=rights%3A unknown::handles of pid 12 (denied)\n"));
  assert_int_equal(count(x, "\n"), 6);
  for (const char *line = x; *line; line = strchr(line, '\n') + 1)
    assert_memory_equal(line, "::", 2);
  text_free(&out);
  session_free(s);
}

/* No text of a program becomes a command of its own or breaks out of its property. */
static void hostile_texts_stay_texts(void **state) {
  (void)state;
  session *s = session_new();
  session_add_finding(s, &(finding){.kind = "k,file=x::",
                             .subject = "a\r\n::stop",
                             .severity = SEVERITY_INFO,
                             .text = "100%\r\n::error::no\033[31m",
                             .script_file = "a,b:c.lua"});
  text out = {0};
  report_github(&out, s, &roots);
  assert_string_equal(text_chars(&out),
      "::notice file=sub/a%2Cb%3Ac.lua,line=1,title=k%2Cfile=x%3A%3A%3A a%0D%0A%3A%3Astop::"
      "100%25%0D%0A::error::no?[31m\n");
  text_free(&out);
  session_free(s);
}

static void ten_of_each_kind(void **state) {
  (void)state;
  session *s = session_new();
  add_many(s, 10, SEVERITY_WARNING, "t");
  add_many(s, 7, SEVERITY_ERROR, "t");
  add_many(s, 7, SEVERITY_CRITICAL, "t");
  text out = {0};
  report_github(&out, s, &roots);
  const char *x = text_chars(&out);
  assert_int_equal(count(x, "::warning "), 10);
  assert_int_equal(count(x, "::error "), 10);
  assert_non_null(strstr(x, "::error title=Sonde::5 more in the summary of this job\n"));
  assert_memory_equal(x, "::error title=k%3A s4-0::t", 26); /* the worst first */
  text_free(&out);
  session_free(s);
}

static void the_summary_has_everything(void **state) {
  (void)state;
  session *s = sample_session();
  text out = {0};
  report_markdown(&out, s, REPORT_SUMMARY_BYTES);
  const char *x = text_chars(&out);
  assert_memory_equal(x, "## Sonde: 1 error, 1 warning, 1 info", 36);
  assert_non_null(strstr(x, "| error | memory.growth | shop | shop grows by 3.0 MiB/s |\n"));
  assert_non_null(strstr(x, "| warning | cpu.busy | machine | all processors are busy (98 %) (3 times) |\n"));
  assert_non_null(strstr(x, "| info | plugin.refused | evil?\\[31m&lt;&amp;&gt;\"??? | bad bytes |\n"));
  assert_non_null(strstr(x, "advice: Look at what is kept for each order.<br>evidence: "));
  assert_non_null(strstr(x, "* **slow-calls** not run: not run: no plugin gives tracer.call\n"));
  assert_non_null(strstr(x, "Data: 310 records, 0 lost, 1 values unknown; 1 of 5 checks clean"));
  assert_null(strstr(x, "do not fit"));
  text_free(&out);
  session_free(s);
}

static void the_summary_is_cut_and_says_so(void **state) {
  (void)state;
  session *s = session_new();
  add_many(s, 900, SEVERITY_INFO, "an \xC3\xA9ntry of some length, to fill the page");
  add_many(s, 1, SEVERITY_ERROR, "the worst");
  text out = {0};
  report_markdown(&out, s, 20000);
  const char *x = text_chars(&out);
  assert_true(out.len <= 20000 && out.len > 19000);
  assert_int_equal(utf8_valid_prefix(x, out.len), out.len);
  assert_non_null(strstr(x, "| error | k | s3-0 | the worst |\n"));
  assert_non_null(strstr(x, "**901 entries do not fit here**"));
  assert_non_null(strstr(x, "</details>"));
  text_clear(&out);
  report_markdown(&out, s, 0);
  assert_true(out.len < 300);
  assert_non_null(strstr(text_chars(&out), "do not fit"));
  text_free(&out);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_command_a_line),
      cmocka_unit_test(hostile_texts_stay_texts),
      cmocka_unit_test(ten_of_each_kind),
      cmocka_unit_test(the_summary_has_everything),
      cmocka_unit_test(the_summary_is_cut_and_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
