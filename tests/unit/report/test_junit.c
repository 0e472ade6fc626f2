/* The JUnit report: what fails, what is skipped, and nothing that XML forbids. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "report/report.h"
#include "sample.h"

static size_t count(const char *s, const char *word) {
  size_t n = 0;
  for (const char *p = strstr(s, word); p; p = strstr(p + 1, word)) {
    n++;
  }
  return n;
}

static void counts_fit_the_elements(void **state) {
  (void)state;
  session *s = sample_session();
  text out = {0};
  report_junit(&out, s);
  const char *x = text_chars(&out);
  assert_non_null(
      strstr(x, "<testsuite name=\"sonde\" tests=\"7\" failures=\"1\" errors=\"1\" "
                "time=\"6.102\" skipped=\"2\" timestamp=\"2026-11-25T01:02:03\" hostname=\"ws-042\">"));
  assert_int_equal(count(x, "skipped=\""), 1); /* Jenkins' schema has it at testsuite, not at testsuites */
  assert_int_equal(count(x, "<testcase "), 7);
  assert_int_equal(count(x, "<failure "), 1);
  assert_int_equal(count(x, "<error "), 1);
  assert_int_equal(count(x, "<skipped "), 2);
  assert_int_equal(count(x, "<system-out>"), 2);
  assert_non_null(strstr(x, "<testcase classname=\"first-look\" name=\"memory.growth shop\" time=\"0.000\">\n"
                            "      <failure type=\"error\" message=\"shop grows by 3.0 MiB/s\">"));
  assert_non_null(strstr(x, "<testcase classname=\"disk\" name=\"Disk space\" time=\"0.002\"/>"));
  text_free(&out);
  session_free(s);
}

static void fail_on_decides(void **state) {
  (void)state;
  session *s = sample_session();
  s->fail_on = SEVERITY_WARNING;
  text out = {0};
  report_junit(&out, s);
  assert_int_equal(count(text_chars(&out), "<failure "), 2);
  assert_non_null(strstr(text_chars(&out), "failures=\"2\""));
  text_free(&out);
  session_free(s);
}

static void only_xml_characters(void **state) {
  (void)state;
  session *s = sample_session();
  text out = {0};
  report_junit(&out, s);
  const char *x = text_chars(&out);
  assert_int_equal(utf8_valid_prefix(x, out.len), out.len);
  for (size_t i = 0; i < out.len; i++) {
    if ((unsigned char)x[i] < 0x20) assert_int_equal(x[i], '\n');
  }
  assert_non_null(strstr(x, "evil\xEF\xBF\xBD[31m&lt;&amp;&gt;&quot;\xEF\xBF\xBD\xEF\xBF\xBD"));
  text_free(&out);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_fit_the_elements),
      cmocka_unit_test(fail_on_decides),
      cmocka_unit_test(only_xml_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
