/* describe of `plain`, all forms, against stored texts: SONDE_GOLDEN=write renews them. */
#include <stdlib.h>

#include "base/json.h"
#include "host/describe.h"
#include "host/fixture.h"

#define GOLDEN "tests/unit/host/golden/"

static void check(const text *got, const char *name) {
  error e = {0};
  char path[200];
  size_t len;
  snprintf(path, sizeof path, GOLDEN "%s", name);
  const char *mode = getenv("SONDE_GOLDEN");
  if (mode && strcmp(mode, "write") == 0)
    assert_int_equal(file_write(path, text_chars(got), got->len, &e), SONDE_OK);
  char *wanted = file_read(path, 1u << 20, &len, &e);
  if (!wanted) fail_msg("%s", e.text);
  assert_string_equal(text_chars(got), wanted);
  memory_free(wanted);
}

static void for_people(void **state) {
  fixture f;
  text out;
  (void)state;
  fixture_open(&f, (host_options){0});
  text_init(&out, 0);
  row r = find_row(&f, "plain.echo");
  describe_plugin_text(&out, r.plugin);
  check(&out, "plugin.txt");
  text_clear(&out);
  static const char *const rows[] = {
      "plain.echo", "plain.advance", "plain.refuse", "plain.numbers", "plain.ticks"};
  for (size_t i = 0; i < COUNT(rows); i++) {
    r = find_row(&f, rows[i]);
    describe_row_text(&out, &r);
    text_putc(&out, '\n');
  }
  check(&out, "rows.txt");
  text_free(&out);
  fixture_close(&f);
}

static void for_programs(void **state) {
  fixture f;
  text out;
  sonde_value v;
  (void)state;
  fixture_open(&f, (host_options){0});
  row r = find_row(&f, "plain.echo");
  text_init(&out, 0);
  assert_int_equal(describe_plugin_value(&f.memory, r.plugin, &v, &f.error), SONDE_OK);
  json_write(&out, &v, NULL, 0);
  text_putc(&out, '\n');
  check(&out, "plugin.json");
  text_free(&out);
  fixture_close(&f);
}

static void for_editors(void **state) {
  fixture f;
  text out;
  (void)state;
  fixture_open(&f, (host_options){0});
  row r = find_row(&f, "plain.echo");
  text_init(&out, 0);
  describe_plugin_types(&out, r.plugin);
  check(&out, "plugin.d.lua");
  text_free(&out);
  fixture_close(&f);
}

static void left_out_rows_are_listed(void **state) {
  fixture f;
  text out;
  (void)state;
  fixture_open(&f, (host_options){0});
  row r = find_row(&f, "newer.sum");
  text_init(&out, 0);
  describe_plugin_text(&out, r.plugin);
  assert_non_null(strstr(text_chars(&out), "left out, since they need a newer Sonde\n  later\n  sum.c\n"));
  text_free(&out);
  fixture_close(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(for_people),
      cmocka_unit_test(for_programs),
      cmocka_unit_test(for_editors),
      cmocka_unit_test(left_out_rows_are_listed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
