/* Outside texts made fit for a terminal and for XML; times. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/units.h"
#include "report/clean.h"

static void expect_terminal(const char *from, bool utf8, const char *want) {
  text t = {0};
  clean_terminal(&t, from, strlen(from), utf8);
  assert_string_equal(text_chars(&t), want);
  text_free(&t);
}

static void terminal_sequences_are_defused(void **state) {
  (void)state;
  expect_terminal("a\033[31mb", true, "a?[31mb");
  expect_terminal("\xC2\x9B"
                  "31m",
      true, "?31m"); /* U+009B starts a sequence too */
  expect_terminal("a\nb\tc\rd", true, "a b c d");
  expect_terminal("x\x7F", true, "x?");
  expect_terminal("evil\xE2\x80\xAEgpj.exe", true, "evil?gpj.exe");
}

static void characters_stay_or_become_marks(void **state) {
  (void)state;
  expect_terminal("gr\xC3\xBC\xC3\x9F", true, "gr\xC3\xBC\xC3\x9F");
  expect_terminal("gr\xC3\xBC\xC3\x9F", false, "gr??");
  expect_terminal("\xF0\x9F\x99\x82!", false, "?!");
  expect_terminal("a\xFFz\xC3", true, "a?z?"); /* not UTF-8: one mark a byte, nothing read past the end */
}

static void xml_holds_only_what_it_may(void **state) {
  (void)state;
  text t = {0};
  clean_xml(&t, "<a href=\"x\">&\001\x1b\xFF\xEF\xBF\xBF\xED\xA0\x80 \xC3\xBC\n");
  assert_string_equal(text_chars(&t),
      "&lt;a href=&quot;x&quot;&gt;&amp;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
      "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD \xC3\xBC&#10;");
  text_free(&t);
}

static void expect_time(int64_t ns, const char *want) {
  text t = {0};
  units_print_time(&t, ns);
  assert_string_equal(text_chars(&t), want);
  text_free(&t);
}

static void times_are_utc(void **state) {
  (void)state;
  expect_time(0, "1970-01-01T00:00:00.000Z");
  expect_time(INT64_C(1795568523456000000), "2026-11-25T01:02:03.456Z");
  expect_time(INT64_C(951782400000000000), "2000-02-29T00:00:00.000Z");
  expect_time(INT64_C(4107542399999999999), "2100-02-28T23:59:59.999Z");
  expect_time(-1, "1969-12-31T23:59:59.999Z");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(terminal_sequences_are_defused),
      cmocka_unit_test(characters_stay_or_become_marks),
      cmocka_unit_test(xml_holds_only_what_it_may),
      cmocka_unit_test(times_are_utc),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
