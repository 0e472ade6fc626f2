/* The validator: texts and values against fields, named arguments, suggestions; exact sentences. */
#include "check.h"

#include "base/memory.h"
#include "base/schema.h"

static const sonde_field interval = {
    .name = "interval", .unit = "ns", .doc = "d", .least = "10 ms", .kind = SONDE_I64};
static const sonde_field size = {.name = "size", .unit = "bytes", .doc = "d", .kind = SONDE_U64};
static const sonde_field count = {.name = "count", .unit = "count", .doc = "d", .kind = SONDE_I64};
static const sonde_field natural = {
    .name = "natural", .unit = "", .doc = "d", .kind = SONDE_U64, .most = "100"};
static const sonde_field share = {
    .name = "share", .unit = "percent", .doc = "d", .kind = SONDE_F64, .least = "0", .most = "100"};
static const sonde_field flag = {.name = "flag", .unit = "", .doc = "d", .kind = SONDE_BOOL};
static const sonde_field mode = {
    .name = "mode", .unit = "", .doc = "d", .kind = SONDE_TEXT, .choices = "fast  slow"};
static const sonde_field name = {
    .name = "name", .unit = "", .doc = "d", .kind = SONDE_TEXT, .least = "1", .most = "8"};
static const sonde_field address = {.name = "address", .unit = "address", .doc = "d", .kind = SONDE_U64};
static const sonde_field pids = {
    .name = "pids", .unit = "pid", .doc = "d", .kind = SONDE_LIST, .item_kind = SONDE_U64, .most = "3"};
static const sonde_field secret = {
    .name = "key", .unit = "", .doc = "d", .kind = SONDE_I64, .most = "5", .flags = SONDE_FIELD_SECRET};
static const sonde_field handle = {.name = "h", .unit = "handle:p", .doc = "d", .kind = SONDE_HANDLE};
static const sonde_field members[] = {
    {.name = "x", .unit = "ns", .doc = "d", .kind = SONDE_I64, .initial = "1s"},
    {.name = "y", .unit = "", .doc = "d", .kind = SONDE_TEXT, .flags = SONDE_FIELD_REQUIRED},
};
static const sonde_field point = {
    .name = "point", .unit = "", .doc = "d", .kind = SONDE_MAP, .members = members, .nmembers = 2};
static const sonde_field points = {.name = "points",
    .unit = "",
    .doc = "d",
    .kind = SONDE_LIST,
    .item_kind = SONDE_MAP,
    .members = members,
    .nmembers = 2};

static void texts_are_read_by_kind_and_unit(void **state) {
  (void)state;
  const struct {
    const sonde_field *field;
    const char *s, *printed;
  } rows[] = {{&interval, "250 ms", "250000000"}, {&size, "64 MiB", "67108864"}, {&count, "-17", "-17"},
      {&count, " 0x10 ", "16"}, {&count, "-9223372036854775808", "-9223372036854775808"},
      {&natural, "100", "100"}, {&share, "12.5 %", "12.5"}, {&share, "1e2", "100"}, {&flag, "yes", "true"},
      {&flag, "off", "false"}, {&mode, "slow", "slow"}, {&name, " a ", " a "},
      {&address, "0xdeadBEEF", "0xdeadbeef"}, {&pids, "1, 2,3", "{1, 2, 3}"}, {&pids, "", "{}"},
      {&pids, "[4, 5]", "{4, 5}"}, {&point, "{\"y\":\"b\",\"x\":\"2s\"}", "{x = 2000000000, y = b}"}};
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    error e = {0};
    sonde_value v;
    text out = {0};
    if (schema_parse(&a, rows[i].field, rows[i].s, strlen(rows[i].s), &v, &e))
      fail_msg("%s: %s", rows[i].s, e.text);
    value_print(&out, &v, rows[i].field == &address ? "address" : "");
    assert_string_equal(text_chars(&out), rows[i].printed);
    text_free(&out);
    arena_free(&a);
  }
}

static void texts_that_are_wrong_name_the_field(void **state) {
  (void)state;
  const struct {
    const sonde_field *field;
    const char *s, *sentence;
  } rows[] = {
      {&interval, "1 ms", "interval: must be at least 10 ms, is 1 ms"},
      {&count, "1.5", "count: '1.5' is not an integer of 64 bits"},
      {&count, "", "count: '' is not an integer of 64 bits"},
      {&count, "0x", "count: '0x' is not an integer of 64 bits"},
      {&count, "9223372036854775808", "count: '9223372036854775808' is not an integer of 63 bits and sign"},
      {&natural, "-1", "natural: '-1' is not an integer of 0 or more"},
      {&natural, "101", "natural: must be at most 100, is 101"},
      {&natural, "99999999999999999999", "natural: '99999999999999999999' is not an integer of 64 bits"},
      {&share, "nan", "share: 'nan' is not a number"},
      {&share, "0x1p3", "share: '0x1p3' is not a number"},
      {&share, "1e999", "share: '1e999' is not a number"},
      {&share, "1 2", "share: '1 2' is not a number"},
      {&share, "100.5", "share: must be at most 100.0 %, is 100.5 %"},
      {&flag, "maybe", "flag: 'maybe' is not true or false"},
      {&mode, "fsat", "mode: must be one of: fast, slow; is 'fsat', did you mean 'fast'?"},
      {&mode, "", "mode: must be one of: fast, slow; is ''"},
      {&name, "", "name: is empty"},
      {&name, "123456789", "name: must be at most 8 B, is 9 B"},
      {&name, "a\xff", "name: is not valid UTF-8 at byte 1"},
      {&pids, "1,x", "pids: 'x' is not an integer of 64 bits"},
      {&pids, "1,2,3,4", "pids: must be at most 3 items, is 4"},
      {&secret, "hunter2", "key: must be an integer; the value is secret and not shown"},
      {&secret, "6", "key: must be at most 5; the value is secret and not shown"},
      {&handle, "1", "h: cannot be written as a text: handle"},
      {&point, "x", "point: is a map: write it as JSON, as in {\"name\": 1}"},
      {&point, "{\"y\":}", "point: JSON: byte 5: a value is wanted"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    error e = {0};
    sonde_value v;
    assert_int_equal(schema_parse(&a, rows[i].field, rows[i].s, strlen(rows[i].s), &v, &e), SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
    arena_free(&a);
  }
}

static void values_convert_without_loss(void **state) {
  (void)state;
  const struct {
    const sonde_field *field;
    sonde_value in, out;
  } rows[] = {
      {&count, {.kind = SONDE_I64, .u.i = -5}, {.kind = SONDE_I64, .u.i = -5}},
      {&count, {.kind = SONDE_U64, .u.u = 5}, {.kind = SONDE_I64, .u.i = 5}},
      {&count, {.kind = SONDE_F64, .u.n = 5}, {.kind = SONDE_I64, .u.i = 5}},
      {&size, {.kind = SONDE_F64, .u.n = 9223372036854775808.0},
          {.kind = SONDE_U64, .u.u = UINT64_C(1) << 63}},
      {&size, {.kind = SONDE_TEXT, .len = 2, .u.s = "4k"}, {.kind = SONDE_U64, .u.u = 4096}},
      {&share, {.kind = SONDE_I64, .u.i = 50}, {.kind = SONDE_F64, .u.n = 50}},
      {&interval, {.kind = SONDE_TEXT, .len = 2, .u.s = "1s"}, {.kind = SONDE_I64, .u.i = 1000000000}},
      {&address, {.kind = SONDE_TEXT, .len = 4, .u.s = "0xff"}, {.kind = SONDE_U64, .u.u = 255}},
      {&name, {.kind = SONDE_BYTES, .len = 1, .u.s = "x"}, {.kind = SONDE_TEXT, .len = 1, .u.s = "x"}},
      {&pids, {.kind = SONDE_MAP}, {.kind = SONDE_LIST}},
      {&count, {.kind = SONDE_UNKNOWN, .len = SONDE_WHY_GONE},
          {.kind = SONDE_UNKNOWN, .len = SONDE_WHY_GONE}},
      {&count, {.kind = SONDE_NIL}, {.kind = SONDE_NIL}},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    error e = {0};
    sonde_value v;
    if (schema_check(&a, rows[i].field, &rows[i].in, &v, &e)) fail_msg("row %zu: %s", i, e.text);
    assert_int_equal(v.kind, rows[i].out.kind);
    assert_true(value_equal(&v, &rows[i].out));
    arena_free(&a);
  }
}

static void values_of_the_wrong_kind_are_refused(void **state) {
  (void)state;
  const sonde_value nil_list[] = {{.kind = SONDE_NIL}};
  const struct {
    const sonde_field *field;
    sonde_value in;
    const char *sentence;
  } rows[] = {
      {&count, {.kind = SONDE_F64, .u.n = 1.5}, "count: must be a whole number, is 1.5"},
      {&count, {.kind = SONDE_F64, .u.n = 9223372036854775808.0},
          "count: must be an integer of 64 bits, is 9.22337e+18"},
      {&count, {.kind = SONDE_U64, .u.u = UINT64_MAX},
          "count: must be at most 9223372036854775807, is 18446744073709551615"},
      {&natural, {.kind = SONDE_I64, .u.i = -1}, "natural: must be 0 or more, is -1"},
      {&natural, {.kind = SONDE_F64, .u.n = -0.5}, "natural: must be 0 or more, is -0.5"},
      {&natural, {.kind = SONDE_I64, .u.i = 101}, "natural: must be at most 100, is 101"},
      {&share, {.kind = SONDE_I64, .u.i = 9007199254740993},
          "share: must be a number that a double holds exactly, is "
          "9007199254740993"},
      {&count, {.kind = SONDE_TEXT, .len = 1, .u.s = "5"}, "count: must be an integer, is a text"},
      {&flag, {.kind = SONDE_I64, .u.i = 1}, "flag: must be true or false, is an integer"},
      {&mode, {.kind = SONDE_I64, .u.i = 1}, "mode: must be a text, is an integer"},
      {&handle, {.kind = SONDE_U64, .u.u = 1}, "h: must be a handle, is an integer"},
      {&pids, {.kind = SONDE_U64, .u.u = 1}, "pids: must be a list, is an integer"},
      {&pids, {.kind = SONDE_LIST, .len = 1, .u.list = nil_list}, "pids: item 1 is nil"},
      {&name, {.kind = SONDE_TEXT, .len = 2, .u.s = "a\xC3"}, "name: is not valid UTF-8 at byte 1"},
      {&secret, {.kind = SONDE_F64, .u.n = 1.5},
          "key: must be a whole number, is another (secret, not shown)"},
      {&point, {.kind = SONDE_MAP}, "point: y: must be given"},
      {&point, {.kind = SONDE_I64}, "point: must be a map, is an integer"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    error e = {0};
    sonde_value v;
    assert_int_equal(schema_check(&a, rows[i].field, &rows[i].in, &v, &e), SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
    arena_free(&a);
  }
}

static void members_are_checked_and_filled_in(void **state) {
  (void)state;
  arena a = {0};
  error e = {0};
  sonde_pair pairs[] = {{"y", value_text("b")}}, wrong[] = {{"y", value_text("b")}, {"z", value_nil()}};
  sonde_value items[] = {value_map(pairs, 1)}, in = value_list(items, 1), v;
  assert_int_equal(schema_check(&a, &points, &in, &v, &e), SONDE_OK);
  assert_int_equal(value_get(&v.u.list[0], "x")->u.i, 1000000000);
  assert_memory_equal(value_get(&v.u.list[0], "y")->u.s, "b", 1);
  items[0] = value_map(wrong, 2);
  assert_int_equal(schema_check(&a, &points, &in, &v, &e), SONDE_ARG);
  assert_string_equal(e.text, "points: unknown name 'z', did you mean 'x'?");
  arena_free(&a);
}

static const sonde_field params[] = {
    {.name = "pid",
        .unit = "pid",
        .doc = "d",
        .kind = SONDE_U64,
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
    {.name = "interval", .unit = "ns", .doc = "d", .kind = SONDE_I64, .initial = "5s"},
    {.name = "note", .unit = "", .doc = "d", .kind = SONDE_TEXT},
};

static void arguments_fall_into_their_places(void **state) {
  (void)state;
  arena a = {0};
  error e = {0};
  sonde_value out[3];
  sonde_pair named[] = {{"note", value_text("x")}, {"pid", value_i64(12)}};
  sonde_value args = value_map(named, 2), bare = value_i64(13);
  assert_int_equal(schema_check_all(&a, params, 3, &args, out, &e), SONDE_OK);
  assert_int_equal(out[0].kind, SONDE_U64);
  assert_int_equal(out[0].u.u, 12);
  assert_int_equal(out[1].u.i, 5000000000);
  assert_int_equal(out[2].len, 1);
  assert_int_equal(schema_check_all(&a, params, 3, &bare, out, &e), SONDE_OK);
  assert_int_equal(out[0].u.u, 13);
  assert_int_equal(out[2].kind, SONDE_NIL);
  arena_free(&a);
}

static void arguments_that_are_wrong(void **state) {
  (void)state;
  sonde_pair misspelt[] = {{"intervall", value_i64(1)}}, far[] = {{"colour", value_i64(1)}};
  sonde_pair twice[] = {{"pid", value_i64(1)}, {"pid", value_i64(1)}};
  sonde_pair unknown[] = {{"pid", value_unknown(SONDE_WHY_DENIED, NULL)}};
  sonde_pair number[] = {{"pid", value_i64(1)}, {"interval", value_i64(2)}};
  const struct {
    sonde_value args;
    uint32_t from;
    const char *sentence;
  } rows[] = {
      {value_nil(), 0, "pid: must be given"},
      {value_map(misspelt, 1), 0, "unknown name 'intervall', did you mean 'interval'?"},
      {value_map(far, 1), 0, "unknown name 'colour'"},
      {value_map(twice, 2), 0, "pid: is given twice"},
      {value_map(unknown, 1), 0, "pid: is unknown (denied)"},
      {value_map(number, 2), 0,
          "interval: a bare number counts nanoseconds, and 2 of them are hardly meant: write \"2s\" or "
          "\"2ns\""},
      {value_text("x"), 0, "pid: must be an integer, is a text"},
      {value_i64(5), 1, "arguments are given by name, as in {interval = ...}"},
      {value_i64(5), 3, "takes no arguments"},
      {value_map(far, 1), 3, "unknown name 'colour': there are none"},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    error e = {0};
    sonde_value out[3];
    assert_int_equal(
        schema_check_all(&a, params + rows[i].from, 3 - rows[i].from, &rows[i].args, out, &e), SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
    arena_free(&a);
  }
}

static void suggests_the_nearest_word(void **state) {
  (void)state;
  static const char *const words[] = {"interval", "limit", "default", "needs"};
  static const struct {
    const char *word, *nearest;
  } rows[] = {{"intervall", "interval"}, {"defualt", "default"}, {"need", "needs"}, {"Limit", "limit"},
      {"limti", "limit"}, {"l", NULL}, {"xyz", NULL}, {"", NULL}, {"intervals_of_time", NULL}};
  for (size_t i = 0; i < COUNT(rows); i++) {
    const char *nearest = schema_suggest(words, COUNT(words), rows[i].word);
    if (rows[i].nearest)
      assert_string_equal(nearest, rows[i].nearest);
    else
      assert_null(nearest);
  }
  char long_word[200] = "";
  memset(long_word, 'a', 199);
  assert_null(schema_suggest(words, COUNT(words), long_word));
  assert_string_equal(schema_suggest_field(params, 3, "ntoe"), "note");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(texts_are_read_by_kind_and_unit),
      cmocka_unit_test(texts_that_are_wrong_name_the_field),
      cmocka_unit_test(values_convert_without_loss),
      cmocka_unit_test(values_of_the_wrong_kind_are_refused),
      cmocka_unit_test(members_are_checked_and_filled_in),
      cmocka_unit_test(arguments_fall_into_their_places),
      cmocka_unit_test(arguments_that_are_wrong),
      cmocka_unit_test(suggests_the_nearest_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
