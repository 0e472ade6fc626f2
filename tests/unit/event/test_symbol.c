/* Symbols: equal texts have equal numbers; a writer's numbers become the table's. */
#include "fixture.h"

static void equal_texts_have_one_number(void **state) {
  (void)state;
  symbol_table *t = symbol_table_new();
  uint32_t a = symbol_intern(t, "alpha", 5), b = symbol_intern(t, "beta", 4);
  size_t len;
  assert_int_equal(a, 1);
  assert_int_equal(b, 2);
  assert_int_equal(symbol_intern(t, "alpha", 5), a);
  assert_string_equal(symbol_text(t, b, &len), "beta");
  assert_int_equal(len, 4);
  assert_string_equal(symbol_text(t, 0, &len), "");
  assert_string_equal(symbol_text(t, 3, NULL), "");
  symbol_table_free(t);
}

static void many_texts_stay_where_they_are(void **state) {
  (void)state;
  symbol_table *t = symbol_table_new();
  const char *first = symbol_text(t, symbol_intern(t, "first", 5), NULL);
  char name[20];
  for (int i = 0; i < 20000; i++) {
    int n = snprintf(name, sizeof name, "text%d", i);
    assert_int_equal(symbol_intern(t, name, (size_t)n), i + 2);
  }
  assert_ptr_equal(symbol_text(t, 1, NULL), first);
  assert_string_equal(symbol_text(t, 20001, NULL), "text19999");
  assert_int_equal(symbol_count_other(t), 0);
  symbol_table_free(t);
}

static void beyond_the_limit_is_other(void **state) {
  (void)state;
  symbol_table *t = symbol_table_new();
  char name[20];
  uint32_t last = 0, limit = 4096 * 256 - 1;
  for (uint32_t i = 1; i < limit; i++) {
    int n = snprintf(name, sizeof name, "%u", i);
    last = symbol_intern(t, name, (size_t)n);
  }
  assert_int_equal(last, limit - 1);
  uint32_t other = symbol_intern(t, "one too many", 12);
  assert_string_equal(symbol_text(t, other, NULL), "other");
  assert_int_equal(symbol_intern(t, "two too many", 12), other);
  assert_int_equal(symbol_intern(t, "7", 1), 7);
  assert_int_equal(symbol_count_other(t), 2);
  symbol_table_free(t);
}

static void a_writers_numbers_are_mapped(void **state) {
  (void)state;
  symbol_table *t = symbol_table_new();
  symbol_map m;
  symbol_map_init(&m, t);
  symbol_intern(t, "taken", 5);
  symbol_map_define(&m, 1, "mine", 4);
  symbol_map_define(&m, 65535, "far", 3);
  symbol_map_define(&m, 65536, "not a number of a writer", 10);
  symbol_map_define(&m, 0, "neither", 7);
  assert_int_equal(symbol_map_get(&m, 1), 2);
  assert_int_equal(symbol_map_get(&m, 65535), 3);
  assert_int_equal(symbol_map_get(&m, 2), 0);
  assert_int_equal(symbol_map_get(&m, 65536), 0);
  assert_int_equal(symbol_map_get(&m, UINT32_MAX), 0);
  symbol_map_free(&m);
  symbol_table_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_texts_have_one_number),
      cmocka_unit_test(many_texts_stay_where_they_are),
      cmocka_unit_test(beyond_the_limit_is_other),
      cmocka_unit_test(a_writers_numbers_are_mapped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
