/* Rows of a query as table, JSON lines and CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "base/memory.h"
#include "report/report.h"

static const char *const columns[] = {"name", "pid", "resident", "flags", "share"};
static const char *const units[] = {"", "pid", "bytes", "flags", ""};

static sonde_value sample_rows(arena *a) {
  sonde_pair *p = arena_alloc(a, 10 * sizeof *p);
  p[0] = (sonde_pair){"name", value_text("a, \"b\"")};
  p[1] = (sonde_pair){"pid", value_u64(7)};
  p[2] = (sonde_pair){"resident", value_u64(3565158)};
  p[3] = (sonde_pair){"flags", value_u64(UINT64_MAX)};
  p[4] = (sonde_pair){"share", value_f64(0.5)};
  p[5] = (sonde_pair){"name", value_text("z\033[0m")};
  p[6] = (sonde_pair){"pid", value_u64(12345)};
  p[7] = (sonde_pair){"resident", value_unknown(SONDE_WHY_DENIED, NULL)};
  sonde_value *rows = arena_alloc(a, 2 * sizeof *rows);
  rows[0] = value_map(p, 5);
  rows[1] = value_map(p + 5, 3);
  return value_list(rows, 2);
}

static void expect_format(const char *format, const char *want) {
  arena a = {0};
  sonde_value rows = sample_rows(&a);
  text out = {0};
  assert_int_equal(report_rows(&out, format, &rows, columns, units, 5, NULL), SONDE_OK);
  assert_string_equal(text_chars(&out), want);
  text_free(&out);
  arena_free(&a);
}

static void table(void **state) {
  (void)state;
  expect_format("table", "name        pid          resident               flags  share\n"
                         "a, \"b\"        7           3.4 MiB  0xffffffffffffffff    0.5\n"
                         "z\\x1b[0m  12345  unknown (denied)\n");
}

static void a_table_leaves_out_what_was_not_asked_for(void **state) {
  (void)state;
  sonde_pair pairs[] = {{"pid", value_u64(7)}, {"resident", value_unknown(SONDE_WHY_NOT_ASKED, NULL)},
      {"pid", value_u64(8)}, {"resident", value_unknown(SONDE_WHY_NOT_ASKED, NULL)}};
  sonde_value maps[] = {value_map(pairs, 2), value_map(pairs + 2, 2)}, rows = value_list(maps, 2);
  static const char *const both[] = {"pid", "resident"};
  text out = {0};
  assert_int_equal(report_rows(&out, "table", &rows, both, NULL, 2, NULL), SONDE_OK);
  assert_string_equal(text_chars(&out), "pid\n  7\n  8\n");
  text_clear(&out);
  pairs[3].value = value_unknown(SONDE_WHY_DENIED, NULL);
  assert_int_equal(report_rows(&out, "table", &rows, both, NULL, 2, NULL), SONDE_OK);
  assert_string_equal(text_chars(&out), "pid  resident\n  7  unknown (not asked)\n  8  unknown (denied)\n");
  text_free(&out);
}

static void json_lines(void **state) {
  (void)state;
  expect_format("jsonl",
      "{\"name\":\"a, "
      "\\\"b\\\"\",\"pid\":7,\"resident\":3565158,\"flags\":\"0xffffffffffffffff\",\"share\":0.5}\n"
      "{\"name\":\"z\\u001b[0m\",\"pid\":12345,\"resident\":{\"unknown\":\"denied\"},\"flags\":null,"
      "\"share\":null}\n");
}

static void json_document(void **state) {
  (void)state;
  expect_format("json",
      "[\n {\"name\":\"a, "
      "\\\"b\\\"\",\"pid\":7,\"resident\":3565158,\"flags\":\"0xffffffffffffffff\",\"share\":0.5},\n"
      " {\"name\":\"z\\u001b[0m\",\"pid\":12345,\"resident\":{\"unknown\":\"denied\"},\"flags\":null,"
      "\"share\":null}\n]\n");
}

static void csv(void **state) {
  (void)state;
  expect_format("csv", "name,pid,resident,flags,share\r\n"
                       "\"a, \"\"b\"\"\",7,3565158,0xffffffffffffffff,0.5\r\n"
                       "z\033[0m,12345,,,\r\n");
}

static void other_words_are_errors(void **state) {
  (void)state;
  arena a = {0};
  sonde_value rows = sample_rows(&a);
  text out = {0};
  error e = {0};
  assert_int_equal(report_rows(&out, "xml", &rows, columns, units, 5, &e), SONDE_ARG);
  assert_string_equal(e.text, "no format 'xml': use table, json, jsonl or csv");
  assert_int_equal(out.len, 0);
  arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(table),
      cmocka_unit_test(a_table_leaves_out_what_was_not_asked_for),
      cmocka_unit_test(json_document),
      cmocka_unit_test(json_lines),
      cmocka_unit_test(csv),
      cmocka_unit_test(other_words_are_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
