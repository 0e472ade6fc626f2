/* The serialised form: round trips, the bytes of docs/wire.md, and hostile input with the offset where it is
 * refused. */
#include "check.h"

#include "base/memory.h"
#include "base/wire.h"

static const sonde_pair inner[] = {
    {"", {.kind = SONDE_NIL}}, {"k", {.kind = SONDE_HANDLE, .u.u = 0x100000002}}};

static sonde_value sample(int i) {
  static const sonde_value items[] = {
      {.kind = SONDE_I64, .u.i = INT64_MIN}, {.kind = SONDE_U64, .u.u = UINT64_MAX}};
  switch (i) {
  case 0: return value_nil();
  case 1: return value_unknown(SONDE_WHY_DENIED, NULL);
  case 2: return value_unknown(SONDE_WHY_GONE, "the process ended");
  case 3: return value_bool(true);
  case 4: return value_f64(-0.1);
  case 5: return value_text_len("a\0\xC3\xA9", 4);
  case 6: return (sonde_value){.kind = SONDE_BYTES, .len = 3, .u.s = "\xff\0\x01"};
  case 7: return value_list(items, 2);
  case 8: return value_map(inner, 2);
  case 9: return value_list(NULL, 0);
  default: return value_text("");
  }
}

static void every_kind_comes_back(void **state) {
  (void)state;
  for (int i = 0; i <= 10; i++) {
    sonde_value v = sample(i);
    text t = {0}, again = {0};
    arena a = {0};
    wire_put_value(&t, &v);
    wire_reader r = {(const uint8_t *)text_chars(&t), t.len, 0, 0};
    sonde_value back = wire_get_value(&r, &a);
    assert_false(r.failed);
    assert_int_equal(r.at, t.len);
    assert_int_equal(back.kind, v.kind);
    assert_true(value_equal(&v, &back));
    wire_put_value(&again, &back);
    assert_int_equal(again.len, t.len);
    assert_memory_equal(text_chars(&again), text_chars(&t), t.len);
    text_free(&t);
    text_free(&again);
    arena_free(&a);
  }
}

static void bytes_are_those_of_the_document(void **state) {
  (void)state;
  static const uint8_t expected[] = {9, 2, 0, 0, 0, 3, 0, 0, 0, 'p', 'i', 'd', 3, 12, 0, 0, 0, 0, 0, 0, 0, 4,
      0, 0, 0, 'n', 'a', 'm', 'e', 6, 4, 0, 0, 0, 's', 'h', 'o', 'p'};
  sonde_pair pairs[] = {{"pid", value_i64(12)}, {"name", value_text("shop")}};
  sonde_value v = value_map(pairs, 2);
  text t = {0};
  wire_put_value(&t, &v);
  assert_int_equal(t.len, sizeof expected);
  assert_memory_equal(text_chars(&t), expected, sizeof expected);
  text_free(&t);
}

static void hostile_bytes_are_refused_where_they_are_wrong(void **state) {
  (void)state;
  const struct {
    const uint8_t *data;
    size_t len, at;
  } rows[] = {
#define ROW(offset, ...) {(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), offset}
      ROW(0, 11),                                           /* kind */
      ROW(0, 255),                                          /* kind */
      ROW(1, 3, 1, 2, 3),                                   /* cut integer */
      ROW(1, 2, 2),                                         /* bool 2 */
      ROW(1, 1, 0, 0, 0, 0, 0),                             /* reason 0 */
      ROW(1, 1, 16, 0, 0, 0, 0),                            /* reason 16 */
      ROW(5, 1, 3, 0, 0, 0, 2),                             /* sentence flag */
      ROW(6, 1, 3, 0, 0, 0, 1, 1, 0, 0, 0, 0),              /* zero byte in a sentence */
      ROW(1, 6, 255, 255, 255, 255),                        /* text longer than all */
      ROW(1, 6, 1, 0, 0, 0, 0xC3),                          /* invalid UTF-8 */
      ROW(1, 8, 255, 255, 255, 255, 0),                     /* too many items */
      ROW(1, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0),                 /* too many pairs */
      ROW(10, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), /* a key twice */
      ROW(5, 9, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0),              /* zero byte in a key */
      ROW(1, 5, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F),              /* infinite */
      ROW(1, 5, 1, 0, 0, 0, 0, 0, 0xF8, 0x7F),              /* NaN */
      ROW(6, 8, 2, 0, 0, 0, 0, 11),                         /* second item */
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    arena a = {0};
    wire_reader r = {rows[i].data, rows[i].len, 0, 0};
    sonde_value v = wire_get_value(&r, &a);
    if (!r.failed || r.at != rows[i].at) fail_msg("row %zu: failed %d at %zu", i, r.failed, r.at);
    assert_int_equal(v.kind, SONDE_NIL);
    assert_int_equal(wire_get_u64(&r), 0);
    assert_int_equal(r.at, rows[i].at);
    arena_free(&a);
  }
}

/* n lists in each other around a nil. */
static void put_nested(text *t, int n) {
  for (int i = 0; i < n; i++)
    text_add(t, "\x08\x01\0\0\0", 5);
  text_add(t, "\0", 1);
}

static void depth_ends_at_32(void **state) {
  (void)state;
  for (int n = 31; n <= 32; n++) {
    text t = {0};
    arena a = {0};
    put_nested(&t, n);
    wire_reader r = {(const uint8_t *)text_chars(&t), t.len, 0, 0};
    wire_get_value(&r, &a);
    assert_int_equal(r.failed, n == 32);
    text_free(&t);
    arena_free(&a);
  }
}

static void what_a_reader_refuses_is_written_as_unknown(void **state) {
  (void)state;
  sonde_pair bad_key = {"\xff", value_nil()};
  sonde_value levels[40] = {value_bool(true)};
  for (int i = 1; i < 40; i++)
    levels[i] = value_list(&levels[i - 1], 1);
  sonde_value bad[] = {value_text("\xff"), value_map(&bad_key, 1), {.kind = 99},
      {.kind = SONDE_UNKNOWN, .len = 77, .u.s = "\xff"},
      {.kind = SONDE_F64, .u.u = UINT64_C(0x7FF0000000000000)}, levels[39]};
  uint32_t why[] = {SONDE_WHY_IMPLAUSIBLE, SONDE_WHY_IMPLAUSIBLE, SONDE_WHY_IMPLAUSIBLE, SONDE_WHY_UNKNOWN,
      SONDE_WHY_IMPLAUSIBLE, SONDE_WHY_OVERFLOW};
  for (size_t i = 0; i < COUNT(bad); i++) {
    text t = {0};
    arena a = {0};
    wire_put_value(&t, &bad[i]);
    wire_reader r = {(const uint8_t *)text_chars(&t), t.len, 0, 0};
    sonde_value v = wire_get_value(&r, &a);
    assert_false(r.failed);
    while (v.kind == SONDE_LIST)
      v = v.u.list[0];
    assert_int_equal(v.kind, SONDE_UNKNOWN);
    assert_int_equal(v.len, why[i]);
    text_free(&t);
    arena_free(&a);
  }
}

static void memory_is_the_arenas(void **state) {
  (void)state;
  text t = {0};
  sonde_value v = value_text_len("0123456789012345678901234567890123456789", 40);
  wire_put_value(&t, &v);
  arena a;
  arena_init(&a, 32);
  wire_reader r = {(const uint8_t *)text_chars(&t), t.len, 0, 0};
  wire_get_value(&r, &a);
  assert_true(r.failed);
  text_free(&t);
  arena_free(&a);
}

static void errors_come_back(void **state) {
  (void)state;
  error e = {0}, back;
  error_set(&e, SONDE_OS, "cannot read \"/x\": %s", "no such file");
  e.os_code = 2;
  text t = {0};
  wire_put_error(&t, &e);
  wire_reader r = {(const uint8_t *)text_chars(&t), t.len, 0, 0};
  wire_get_error(&r, &back);
  assert_false(r.failed);
  assert_int_equal(back.status, SONDE_OS);
  assert_int_equal(back.os_code, 2);
  assert_string_equal(back.text, "cannot read \"/x\": no such file");
  text_free(&t);
}

static void hostile_errors_are_refused_or_cleaned(void **state) {
  (void)state;
  error e = {0};
  static const uint8_t status[] = {10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  wire_reader r = {status, sizeof status, 0, 0};
  wire_get_error(&r, &e);
  assert_true(r.failed);
  assert_int_equal(r.at, 0);
  static const uint8_t longest[] = {1, 0, 0, 0, 0, 0, 0, 0, 0xE8, 3, 0, 0};
  r = (wire_reader){longest, sizeof longest, 0, 0};
  wire_get_error(&r, &e);
  assert_true(r.failed);
  assert_int_equal(r.at, 8);
  static const uint8_t control[] = {1, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, 'a', 27, 0xFF, 'b'};
  r = (wire_reader){control, sizeof control, 0, 0};
  wire_get_error(&r, &e);
  assert_false(r.failed);
  assert_int_equal(e.os_code, 7);
  assert_string_equal(e.text, "a ?b");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_comes_back),
      cmocka_unit_test(bytes_are_those_of_the_document),
      cmocka_unit_test(hostile_bytes_are_refused_where_they_are_wrong),
      cmocka_unit_test(depth_ends_at_32),
      cmocka_unit_test(what_a_reader_refuses_is_written_as_unknown),
      cmocka_unit_test(memory_is_the_arenas),
      cmocka_unit_test(errors_come_back),
      cmocka_unit_test(hostile_errors_are_refused_or_cleaned),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
