/* JSON: exact integers, round trips, what is refused and at which byte. */
#include "check.h"

#include "base/json.h"
#include "base/memory.h"

static sonde_value read_ok(arena *a, const char *s) {
  sonde_value v;
  error e = {0};
  if (json_read(a, s, strlen(s), &v, &e)) fail_msg("%s: %s", s, e.text);
  return v;
}

static void integers_are_exact(void **state) {
  (void)state;
  arena a = {0};
  static const struct {
    const char *s;
    sonde_value v;
  } rows[] = {
      {"0", {.kind = SONDE_I64, .u.i = 0}},
      {"-0", {.kind = SONDE_I64, .u.i = 0}},
      {" 9007199254740993 ", {.kind = SONDE_I64, .u.i = 9007199254740993}},
      {"9223372036854775807", {.kind = SONDE_I64, .u.i = INT64_MAX}},
      {"9223372036854775808", {.kind = SONDE_U64, .u.u = UINT64_C(9223372036854775808)}},
      {"18446744073709551615", {.kind = SONDE_U64, .u.u = UINT64_MAX}},
      {"-9223372036854775808", {.kind = SONDE_I64, .u.i = INT64_MIN}},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    sonde_value v = read_ok(&a, rows[i].s);
    assert_int_equal(v.kind, rows[i].v.kind);
    assert_int_equal(v.u.u, rows[i].v.u.u);
  }
  arena_free(&a);
}

static void numbers_stay_at_their_places(void **state) {
  (void)state;
  arena a = {0};
  sonde_value v = read_ok(&a, "{\"9\":[1,\"2\",3.5,{\"a\":4,\"b\":[5,6]}],\"c\":7,\"d\":null,\"e\":-1e2}");
  const sonde_value *list = value_get(&v, "9");
  assert_int_equal(list->u.list[0].u.i, 1);
  assert_int_equal(list->u.list[1].kind, SONDE_TEXT);
  assert_true(list->u.list[2].u.n > 3.4 && list->u.list[2].u.n < 3.6);
  assert_int_equal(value_get(&list->u.list[3], "a")->u.i, 4);
  assert_int_equal(value_get(&list->u.list[3], "b")->u.list[1].u.i, 6);
  assert_int_equal(value_get(&v, "c")->u.i, 7);
  assert_int_equal(value_get(&v, "d")->kind, SONDE_NIL);
  assert_int_equal(value_get(&v, "e")->kind, SONDE_F64);
  arena_free(&a);
}

static void round_trips_give_the_same_text(void **state) {
  (void)state;
  static const char *const texts[] = {"{}", "[]", "null", "true", "false", "\"\"", "0", "-1", "0.1", "1e+300",
      "1.0", "1e+20", "123456789.12345679", "[1,[2,[3]],{\"a\":{\"b\":[]}}]",
      "\"a\\\"\\\\\\n\\t\\b\\f\\r\\u0001/\"", "\"\xC3\xA9\xF0\x9F\x98\x80\"",
      "{\"k\":18446744073709551615,\"\":-9223372036854775808}"};
  for (size_t i = 0; i < COUNT(texts); i++) {
    arena a = {0};
    text out = {0};
    sonde_value v = read_ok(&a, texts[i]);
    json_write(&out, &v, NULL, -1);
    assert_string_equal(text_chars(&out), texts[i]);
    text_free(&out);
    arena_free(&a);
  }
}

static void escapes_are_read(void **state) {
  (void)state;
  arena a = {0};
  sonde_value v = read_ok(&a, "\"\\u00e9\\uD83D\\uDE00\\/\\\"\"");
  assert_int_equal(v.len, 8);
  assert_memory_equal(v.u.s, "\xC3\xA9\xF0\x9F\x98\x80/\"", 8);
  v = read_ok(&a, "\xEF\xBB\xBF {\"\\u0061\" : 1}");
  assert_int_equal(value_get(&v, "a")->u.i, 1);
  arena_free(&a);
}

static void refuses_with_the_byte_where_it_is_wrong(void **state) {
  (void)state;
  static const struct {
    const char *s, *sentence;
  } rows[] = {
      {"", "JSON: byte 0: the text ends too early"},
      {"  ", "JSON: byte 2: the text ends too early"},
      {"[1,]", "JSON: byte 3: a value is wanted"},
      {"[1 2]", "JSON: byte 3: ',' or ']' is wanted"},
      {"{\"a\" 1}", "JSON: byte 5: ':' is wanted"},
      {"{a:1}", "JSON: byte 1: a text in quotes is wanted"},
      {"{\"a\":1,}", "JSON: byte 7: a text in quotes is wanted"},
      {"{\"a\":1", "JSON: byte 6: the text ends too early"},
      {"nul", "JSON: byte 0: a value is wanted"},
      {"nullx", "JSON: byte 4: there is more behind the value"},
      {"1 1", "JSON: byte 2: there is more behind the value"},
      {"01", "JSON: byte 1: a number must not begin with 0"},
      {"+1", "JSON: byte 0: a value is wanted"},
      {"-", "JSON: byte 1: the text ends too early"},
      {"-a", "JSON: byte 1: a digit is missing"},
      {"1.", "JSON: byte 2: the text ends too early"},
      {"[1.e3]", "JSON: byte 3: a digit is missing behind the point"},
      {"[1e]", "JSON: byte 3: a digit is missing in the exponent"},
      {"[18446744073709551616]", "JSON: byte 1: an integer of more than 64 bits"},
      {"[1,-9223372036854775809]", "JSON: byte 3: an integer of more than 64 bits"},
      {"1e999", "JSON: byte 0: a number beyond what a double holds"},
      {"[NaN]", "JSON: byte 1: a value is wanted"},
      {"[0x10]", "JSON: byte 2: ',' or ']' is wanted"},
      {"\"a", "JSON: byte 2: the text ends too early"},
      {"\"a\n\"", "JSON: byte 2: a control character must be escaped"},
      {"\"\\x\"", "JSON: byte 1: unknown escape in a text"},
      {"\"\\u12\"", "JSON: byte 5: \\u wants four hexadecimal digits"},
      {"\"\\u0000\"", "JSON: byte 1: \\u0000 is not allowed in a text"},
      {"\"a\\uD800\"", "JSON: byte 2: half of a surrogate pair"},
      {"\"\\uDC00\"", "JSON: byte 1: half of a surrogate pair"},
      {"\"\\uD800\\u0041\"", "JSON: byte 1: half of a surrogate pair"},
      {"\"ab\xC3\"", "JSON: byte 3: invalid UTF-8"},
      {"{\"a\":1,\"b\":2,\"\\u0061\":3}", "JSON: byte 13: the object has this key already"},
      {"1234567890123456789012345678901234567890123456789012345678901",
          "JSON: byte 0: a number of more than 60 characters"},
      {"// c\n1", "JSON: byte 0: a value is wanted"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    error e = {0};
    sonde_value v = value_bool(true);
    assert_int_equal(json_read(&a, rows[i].s, strlen(rows[i].s), &v, &e), SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
    assert_int_equal(v.kind, SONDE_NIL);
    arena_free(&a);
  }
}

static void a_zero_byte_ends_nothing(void **state) {
  (void)state;
  arena a = {0};
  error e = {0};
  sonde_value v;
  assert_int_equal(json_read(&a, "1\0", 2, &v, &e), SONDE_ARG);
  assert_int_equal(json_read(&a, "\"a\0b\"", 5, &v, &e), SONDE_ARG);
  assert_string_equal(e.text, "JSON: byte 2: a control character must be escaped");
  arena_free(&a);
}

static void depth_ends_at_64(void **state) {
  (void)state;
  char s[200];
  for (size_t n = 64; n <= 65; n++) {
    memset(s, '[', n);
    memset(s + n, ']', n);
    arena a = {0};
    error e = {0};
    sonde_value v;
    assert_int_equal(json_read(&a, s, 2 * n, &v, &e), n == 64 ? SONDE_OK : SONDE_ARG);
    if (n == 65) assert_string_equal(e.text, "JSON: byte 64: more than 64 levels deep");
    arena_free(&a);
  }
}

static void the_budget_holds(void **state) {
  (void)state;
  arena a;
  arena_init(&a, 64);
  error e = {0};
  sonde_value v;
  const char *s = "[1,2,3,4,5,6,7,8,9]";
  assert_int_equal(json_read(&a, s, strlen(s), &v, &e), SONDE_MEMORY);
  assert_string_equal(e.text, "JSON: does not fit into its budget of 64 bytes");
  arena_free(&a);
}

static void check_written(sonde_value v, const char *unit, int indent, const char *expected) {
  text out = {0};
  json_write(&out, &v, unit, indent);
  assert_string_equal(text_chars(&out), expected);
  text_free(&out);
}

static void writes_what_json_does_not_have(void **state) {
  (void)state;
  check_written(value_unknown(SONDE_WHY_DENIED, NULL), NULL, -1, "{\"unknown\":\"denied\"}");
  check_written(value_unknown(SONDE_WHY_NOT_ASKED, "a \"b\""), "", -1,
      "{\"unknown\":\"not_asked\",\"why\":\"a \\\"b\\\"\"}");
  check_written(value_u64(UINT64_MAX), "address", -1, "\"0xffffffffffffffff\"");
  check_written(value_i64(-1), "flags", -1, "\"0xffffffffffffffff\"");
  check_written(value_u64(5), "bytes", -1, "5");
  check_written((sonde_value){.kind = SONDE_HANDLE, .u.u = 18}, NULL, -1, "\"0x12\"");
  check_written((sonde_value){.kind = SONDE_BYTES, .len = 1, .u.s = "M"}, NULL, -1, "\"TQ==\"");
  check_written((sonde_value){.kind = SONDE_BYTES, .len = 2, .u.s = "Ma"}, NULL, -1, "\"TWE=\"");
  check_written((sonde_value){.kind = SONDE_BYTES, .len = 3, .u.s = "\xff\xfe\xfd"}, NULL, -1, "\"//79\"");
  check_written(value_text("a\xff"
                           "b\x7f"),
      NULL, -1,
      "\"a\xEF\xBF\xBD"
      "b\x7f\"");
  check_written(value_f64(3), NULL, -1, "3.0");
  check_written((sonde_value){.kind = SONDE_F64, .u.u = UINT64_C(0x7FF8000000000000)}, NULL, -1, "null");
}

static void indents_by_two(void **state) {
  (void)state;
  sonde_value items[] = {value_i64(1), value_list(NULL, 0)};
  sonde_pair pairs[] = {{"a", value_list(items, 2)}, {"b", value_map(NULL, 0)}};
  check_written(value_map(pairs, 2), NULL, 0, "{\n  \"a\": [\n    1,\n    []\n  ],\n  \"b\": {}\n}");
  check_written(value_list(items, 1), NULL, 1, "[\n    1\n  ]");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(integers_are_exact),
      cmocka_unit_test(numbers_stay_at_their_places),
      cmocka_unit_test(round_trips_give_the_same_text),
      cmocka_unit_test(escapes_are_read),
      cmocka_unit_test(refuses_with_the_byte_where_it_is_wrong),
      cmocka_unit_test(a_zero_byte_ends_nothing),
      cmocka_unit_test(depth_ends_at_64),
      cmocka_unit_test(the_budget_holds),
      cmocka_unit_test(writes_what_json_does_not_have),
      cmocka_unit_test(indents_by_two),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
