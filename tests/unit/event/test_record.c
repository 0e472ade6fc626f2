/* Records: every kind of column as a value, unknown where it is, and hostile spans refused. */
#include "fixture.h"

static const char heap[] = "....hello world";

static record_source source_of(const record_type *t, const symbol_map *m) {
  return (record_source){
      .type = t, .symbols = m, .heap = (const uint8_t *)heap, .heap_bytes = sizeof heap - 1};
}

static sonde_value get(const record_source *s, const call_record *c, const char *column) {
  int at = record_find_column(s->type, column);
  assert_true(at >= 0);
  return record_value(s, &c->record, (uint32_t)at);
}

static void columns_read_as_values(void **state) {
  (void)state;
  record_type *t = call_type();
  symbol_table *symbols = symbol_table_new();
  symbol_map m;
  symbol_map_init(&m, symbols);
  symbol_map_define(&m, 5, "read", 4);
  call_record c = {.record = {sizeof c, EVENT_CALL, 5, 1000},
      .duration = UINT64_MAX,
      .result = -7,
      .share = 0.5,
      .packed = 1 | (uint64_t)(0xFFF - 2) << 4 | 1ull << 20,
      .note = {4, 5}};
  record_source s = source_of(t, &m);
  sonde_value v = get(&s, &c, "name");
  assert_int_equal(v.kind, SONDE_TEXT);
  assert_string_equal(v.u.s, "read");
  assert_true(get(&s, &c, "duration").u.u == UINT64_MAX);
  assert_int_equal(get(&s, &c, "result").u.i, -7);
  assert_true(get(&s, &c, "share").u.n == 0.5);
  assert_int_equal(get(&s, &c, "failed").u.u, 1);
  assert_int_equal(get(&s, &c, "code").u.i, -3);
  v = get(&s, &c, "note");
  assert_int_equal(v.len, 5);
  assert_memory_equal(v.u.s, "hello", 5);
  assert_int_equal(get(&s, &c, "lock").kind, SONDE_NIL);
  assert_int_equal(get(&s, &c, "time").u.i, 1000);
  symbol_map_free(&m);
  symbol_table_free(symbols);
  record_type_free(t);
}

static void assert_unknown(sonde_value v, uint32_t why) {
  assert_int_equal(v.kind, SONDE_UNKNOWN);
  assert_int_equal(v.len, why);
}

static void unknown_has_its_reason(void **state) {
  (void)state;
  record_type *t = call_type();
  symbol_map none;
  symbol_map_init(&none, NULL);
  record_source s = source_of(t, &none);
  call_record c = {.record = {sizeof c, EVENT_CALL, 9, 0},
      .note = {14, 2},
      .quality = (uint64_t)SONDE_WHY_DENIED << 4 | (uint64_t)SONDE_WHY_GONE << 8 | 12ull << 12};
  assert_unknown(get(&s, &c, "name"), SONDE_WHY_IMPLAUSIBLE);
  assert_unknown(get(&s, &c, "duration"), SONDE_WHY_DENIED);
  assert_unknown(get(&s, &c, "result"), SONDE_WHY_GONE);
  assert_unknown(get(&s, &c, "share"), SONDE_WHY_UNKNOWN); /* 12 is reserved */
  assert_unknown(get(&s, &c, "note"), SONDE_WHY_IMPLAUSIBLE);
  c.note = (sonde_slice){13, 2};
  assert_int_equal(get(&s, &c, "note").len, 2);
  c.record.size = AT(quality); /* ends before its quality: what it holds is known */
  assert_int_equal(get(&s, &c, "result").kind, SONDE_I64);
  c.record.size = AT(result);
  assert_unknown(get(&s, &c, "result"), SONDE_WHY_NOT_ASKED);
  record_type_free(t);
}

static void extra_columns_follow_the_record(void **state) {
  (void)state;
  const char *extra[] = {"TargetUserName", "Ip"};
  record_type *t = record_type_new("eventlog", "read", 0, call_fields, 2, 24, extra, 2);
  struct {
    sonde_record record;
    uint64_t duration;
    sonde_slice texts[2];
  } r = {.record = {sizeof r, 0, 0, 1}, .texts = {{4, 5}, {10, 5}}};
  record_source s = source_of(t, NULL);
  assert_int_equal(t->record_size, 40);
  sonde_value v = record_value(&s, &r.record, (uint32_t)record_find_column(t, "Ip"));
  assert_memory_equal(v.u.s, "world", 5);
  assert_int_equal(record_find_column(t, "time"), 4);
  assert_int_equal(record_find_column(t, "nothing"), -1);
  record_type_free(t);
}

static void a_clock_makes_wall_time(void **state) {
  (void)state;
  record_type *t = call_type();
  sonde_clock clock = {.raw = 1000, .wall_ns = 5000000, .mult = 5, .shift = 1};
  call_record c = {.record = {sizeof c, EVENT_CALL, 0, 1010}};
  record_source s = source_of(t, NULL);
  s.clock = &clock;
  assert_int_equal(get(&s, &c, "time").u.i, 5000025);
  c.record.time = 990;
  assert_int_equal(get(&s, &c, "time").u.i, 5000000 - 25);
  record_type_free(t);
}

static sonde_span span_of(const call_record *c, uint32_t n) {
  return (sonde_span){.size = sizeof(sonde_span), .records = c, .nbytes = n * sizeof *c, .nrecords = n};
}

static void lying_spans_are_refused(void **state) {
  (void)state;
  record_type *t = call_type();
  error e = {0};
  call_record c[2] = {{.record = {sizeof *c, EVENT_CALL, 0, 1}}, {.record = {sizeof *c, EVENT_CALL, 0, 2}}};
  sonde_span s = span_of(c, 2);
  assert_int_equal(record_check_span(t, &s, &e), SONDE_OK);
  s.nbytes -= 8;
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  assert_string_equal(e.text, "tracer.call: record 1 at byte 72 has an impossible size");
  s = span_of(c, 2);
  s.nrecords = 1;
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  assert_string_equal(e.text, "tracer.call: the span says 144 bytes, its 1 records have 72");
  s = span_of(c, 2);
  c[1].record.time = 0;
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  c[1].record.time = 2;
  c[1].record.size = 0;
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  c[1].record.size = 68;
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  c[1].record.size = sizeof *c;
  s.heap_bytes = 1;
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  assert_string_equal(e.text, "tracer.call: the span's heap is missing");
  s = span_of(c, 4097);
  assert_int_equal(record_check_span(t, &s, &e), SONDE_ARG);
  record_type_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_read_as_values),
      cmocka_unit_test(unknown_has_its_reason),
      cmocka_unit_test(extra_columns_follow_the_record),
      cmocka_unit_test(a_clock_makes_wall_time),
      cmocka_unit_test(lying_spans_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
