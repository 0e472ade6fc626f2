/* Values: order across kinds, equality, deep copies within a budget, and how people see them. */
#include "check.h"

#include "base/memory.h"
#include "base/value.h"

static void numbers_order_exactly(void **state) {
  (void)state;
  /* ascending; neighbours differ by less than a double can tell */
  const sonde_value rows[] = {value_f64(-1e300), value_i64(INT64_MIN), value_i64(-9007199254740993),
      value_f64(-9007199254740992.0), value_f64(-0.5), value_i64(0), value_f64(0.5), value_u64(1),
      value_f64(9007199254740992.0), value_i64(9007199254740993), value_i64(INT64_MAX),
      value_f64(9223372036854775808.0), value_u64((UINT64_C(1) << 63) + 1), value_u64(UINT64_MAX),
      value_f64(18446744073709551616.0), value_f64(1e300)};
  for (size_t i = 0; i < COUNT(rows); i++) {
    for (size_t k = 0; k < COUNT(rows); k++) {
      int c = value_compare(&rows[i], &rows[k]);
      if (c != (i < k ? -1 : i > k)) fail_msg("rows %zu and %zu: %d", i, k, c);
    }
  }
}

static void texts_order_bytewise_and_others_not_at_all(void **state) {
  (void)state;
  sonde_value a = value_text("a"), ab = value_text("ab"), b = value_text("b"), one = value_i64(1),
              t = value_bool(true);
  sonde_value high = value_text("\xC3\xA9");
  assert_int_equal(value_compare(&a, &ab), -1);
  assert_int_equal(value_compare(&b, &ab), 1);
  assert_int_equal(value_compare(&b, &high), -1);
  assert_int_equal(value_compare(&a, &a), 0);
  assert_int_equal(value_compare(&a, &one), 2);
  assert_int_equal(value_compare(&t, &one), 2);
}

static void equality_is_of_kind_and_content(void **state) {
  (void)state;
  sonde_value i5 = value_i64(5), u5 = value_u64(5), f5 = value_f64(5), m1 = value_i64(-1),
              max = value_u64(UINT64_MAX);
  assert_true(value_equal(&i5, &u5));
  assert_false(value_equal(&i5, &f5));
  assert_false(value_equal(&m1, &max));
  sonde_pair p1[] = {{"a", i5}, {"b", f5}}, p2[] = {{"b", f5}, {"a", u5}}, p3[] = {{"b", f5}, {"c", u5}};
  sonde_value a = value_map(p1, 2), b = value_map(p2, 2), c = value_map(p3, 2), d = value_map(p1, 1);
  assert_true(value_equal(&a, &b));
  assert_false(value_equal(&a, &c));
  assert_false(value_equal(&a, &d));
  sonde_value gone = value_unknown(SONDE_WHY_GONE, "x"), gone2 = value_unknown(SONDE_WHY_GONE, NULL);
  assert_false(value_equal(&gone, &gone2));
}

static void not_a_number_is_unknown(void **state) {
  (void)state;
  double zero = 0;
  assert_int_equal(value_f64(zero / zero).len, SONDE_WHY_IMPLAUSIBLE);
  assert_int_equal(value_f64(1 / zero).kind, SONDE_UNKNOWN);
  assert_int_equal(value_text(NULL).kind, SONDE_NIL);
}

static void copies_are_deep(void **state) {
  (void)state;
  char chars[] = "abc", key[] = "k", why[] = "why";
  sonde_value items[] = {value_text_len(chars, 2), value_unknown(SONDE_WHY_GONE, why)};
  sonde_pair pairs[] = {{key, value_list(items, 2)}};
  sonde_value from = value_map(pairs, 1), to;
  arena a = {0};
  assert_int_equal(value_copy(&a, &from, &to, NULL), SONDE_OK);
  chars[0] = key[0] = why[0] = '?';
  const sonde_value *list = value_get(&to, "k");
  assert_string_equal(list->u.list[0].u.s, "ab");
  assert_string_equal(list->u.list[1].u.s, "why");
  arena_free(&a);
}

static void copies_have_limits(void **state) {
  (void)state;
  sonde_value levels[33] = {value_bool(true)}, to;
  for (int i = 1; i < 33; i++)
    levels[i] = value_list(&levels[i - 1], 1);
  error e = {0};
  arena a = {0}, small;
  assert_int_equal(value_copy(&a, &levels[31], &to, &e), SONDE_OK);
  assert_int_equal(value_copy(&a, &levels[32], &to, &e), SONDE_ARG);
  assert_string_equal(e.text, "value: lists and maps lie more than 32 levels deep");
  for (uint32_t kind = SONDE_TEXT; kind <= SONDE_MAP; kind++) {
    sonde_value nowhere = {.kind = kind, .len = 3};
    assert_int_equal(value_copy(&a, &nowhere, &to, &e), SONDE_ARG);
    assert_non_null(strstr(e.text, "its pointer is NULL"));
  }
  sonde_pair keyless = {NULL, value_i64(1)};
  sonde_value map = value_map(&keyless, 1);
  assert_int_equal(value_copy(&a, &map, &to, &e), SONDE_ARG);
  assert_string_equal(e.text, "value: a key of a map is NULL");
  arena_init(&small, 100);
  assert_int_equal(value_copy(&small, &levels[31], &to, &e), SONDE_MEMORY);
  assert_string_equal(e.text, "value: does not fit into its budget of 100 bytes; ask for less at a time");
  sonde_value huge = value_list(levels, 0);
  huge.len = UINT32_MAX;
  assert_int_equal(value_copy(&small, &huge, &to, &e), SONDE_MEMORY);
  arena_free(&a);
  arena_free(&small);
}

static void people_see_units(void **state) {
  (void)state;
  sonde_value items[] = {value_i64(1500), value_text("a\nb\x1b[1m\xff")};
  sonde_pair pairs[] = {{"a", value_nil()}, {"b", value_list(items, 2)}};
  const struct {
    sonde_value v;
    const char *unit, *expected;
  } rows[] = {
      {value_i64(12000000), "ns", "12 ms"},
      {value_f64(1500000.4), "ns", "1.5 ms"},
      {value_u64(3565158), "bytes", "3.4 MiB"},
      {value_i64(-5), "bytes", "-5"},
      {value_f64(12.34), "percent", "12.3 %"},
      {value_u64(255), "address", "0xff"},
      {value_u64(UINT64_MAX), "", "18446744073709551615"},
      {value_i64(INT64_MIN), NULL, "-9223372036854775808"},
      {value_f64(0.1), NULL, "0.1"},
      {value_f64(1e300), "ns", "1e+300"},
      {value_unknown(SONDE_WHY_DENIED, "x"), "ns", "unknown (denied)"},
      {value_unknown(SONDE_WHY_NOT_ASKED, NULL), NULL, "unknown (not asked)"},
      {value_bool(false), NULL, "false"},
      {value_map(pairs, 2), "ns", "{a = nil, b = {1.5 us, a\\nb\\x1b[1m\\xff}}"},
      {{.kind = SONDE_BYTES, .len = 2, .u.s = "\x01\xff"}, NULL, "01 ff"},
      {{.kind = 77}, NULL, "nonsense"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    text out = {0};
    value_print(&out, &rows[i].v, rows[i].unit);
    assert_string_equal(text_chars(&out), rows[i].expected);
    text_free(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_order_exactly),
      cmocka_unit_test(texts_order_bytewise_and_others_not_at_all),
      cmocka_unit_test(equality_is_of_kind_and_content),
      cmocka_unit_test(not_a_number_is_unknown),
      cmocka_unit_test(copies_are_deep),
      cmocka_unit_test(copies_have_limits),
      cmocka_unit_test(people_see_units),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
