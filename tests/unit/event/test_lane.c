/* Lanes: what is written is read, under each policy, with exact losses. */
#include <inttypes.h>

#include "fixture.h"
#include "os/clock.h"
#include "os/thread.h"

typedef struct plain {
  sonde_record record;
  uint64_t number, check;
} plain;

static const sonde_field plain_fields[] = {
    {.name = "number", .unit = "count", .doc = "Which.", .kind = SONDE_U64, .offset = 16},
    {.name = "check", .unit = "hash", .doc = "Of the number.", .kind = SONDE_U64, .offset = 24},
};

typedef struct setup {
  record_type *type;
  symbol_table *symbols;
  lane *lane;
  sonde_lane *writer;
} setup;

static setup start(uint32_t policy, uint32_t chunks) {
  setup s = {record_type_new("t", "plain", 1, plain_fields, 2, sizeof(plain), NULL, 0), symbol_table_new(),
      NULL, NULL};
  s.lane = lane_new(s.type, s.symbols, policy, chunks, "test", NULL);
  s.writer = lane_writer(s.lane);
  return s;
}

static void end(setup *s) {
  lane_free(s->lane);
  symbol_table_free(s->symbols);
  record_type_free(s->type);
}

static uint64_t check_of(uint64_t n) {
  return (n ^ n >> 7) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static bool put(sonde_lane *w, uint64_t n) {
  plain *p = sonde_lane_begin(w, 1, sizeof *p, n);
  if (!p) return false;
  p->number = n;
  p->check = check_of(n);
  sonde_lane_commit(w, p, 0);
  return true;
}

typedef struct reading {
  uint64_t count, wrong, disorder, newest, first;
} reading;

static void take(const sonde_span *span, reading *r) {
  const sonde_record *at = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, at = record_next(at)) {
    const plain *p = (const plain *)(const void *)at;
    if (!r->count) r->first = p->number;
    r->disorder += r->count && p->number <= r->newest;
    r->wrong += p->check != check_of(p->number);
    r->newest = p->number;
    r->count++;
  }
}

static void read_all(lane *l, reading *r) {
  sonde_span span;
  record_source source;
  while (lane_read(l, UINT64_MAX, &span, &source))
    take(&span, r);
}

static void records_are_seen_at_once(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_DROP, 2);
  reading r = {0};
  read_all(s.lane, &r);
  assert_int_equal(r.count, 0);
  for (uint64_t n = 1; n <= 5000; n++) {
    assert_true(put(s.writer, n));
    read_all(s.lane, &r);
    assert_int_equal(r.count, n);
  }
  assert_int_equal(r.wrong + r.disorder, 0);
  assert_false(lane_finished(s.lane));
  lane_close(s.writer);
  assert_true(lane_finished(s.lane));
  assert_true(lane_low_time(s.lane) == UINT64_MAX);
  end(&s);
}

static void drop_counts_exactly(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_DROP, 3);
  uint64_t stored = 0, lost = 0, first, last;
  for (uint64_t n = 1; n <= 10000; n++) {
    if (put(s.writer, n))
      stored++;
    else
      lost++;
  }
  /* 65,472 bytes of a chunk hold 2,045 records of 32 bytes and a zero word. */
  assert_int_equal(stored, 3 * 2045);
  reading r = {0};
  read_all(s.lane, &r);
  assert_int_equal(r.count, stored);
  assert_int_equal(r.newest, stored);
  assert_int_equal(lane_take_lost(s.lane, &first, &last), lost);
  assert_int_equal(first, stored + 1);
  assert_int_equal(last, 10000);
  assert_int_equal(lane_take_lost(s.lane, &first, &last), 0);
  assert_true(put(s.writer, 10001));
  end(&s);
}

static void flight_keeps_the_newest(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_FLIGHT, 4);
  for (uint64_t n = 1; n <= 100000; n++)
    assert_true(put(s.writer, n));
  reading r = {0};
  uint64_t first, last;
  read_all(s.lane, &r);
  assert_int_equal(r.newest, 100000);
  assert_int_equal(r.disorder + r.wrong, 0);
  assert_true(r.count > 3 * 2045 - 1);
  assert_int_equal(r.first, 100000 - r.count + 1);
  assert_int_equal(lane_take_lost(s.lane, &first, &last), 100000 - r.count);
  assert_int_equal(last, r.first);
  end(&s);
}

static void flight_leaves_the_chunk_that_is_read(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_FLIGHT, 3);
  sonde_span span;
  record_source source;
  reading r = {0};
  for (uint64_t n = 1; n <= 10; n++)
    put(s.writer, n);
  assert_true(lane_read(s.lane, UINT64_MAX, &span, &source));
  for (uint64_t n = 11; n <= 50000; n++)
    assert_true(put(s.writer, n));
  take(&span, &r); /* still there, unharmed */
  assert_int_equal(r.count, 10);
  read_all(s.lane, &r);
  assert_int_equal(r.wrong + r.disorder, 0);
  assert_int_equal(r.newest, 50000);
  assert_int_equal(r.count + lane_take_lost(s.lane, NULL, NULL), 50000);
  end(&s);
}

static void until_holds_back(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_DROP, 2);
  sonde_span span;
  record_source source;
  for (uint64_t n = 1; n <= 10; n++)
    put(s.writer, n * 10);
  assert_true(lane_read(s.lane, 40, &span, &source));
  assert_int_equal(span.nrecords, 3);
  assert_int_equal(lane_low_time(s.lane), 30);
  assert_false(lane_read(s.lane, 40, &span, &source));
  assert_true(lane_read(s.lane, 41, &span, &source));
  assert_int_equal(span.nrecords, 1);
  end(&s);
}

static void time_never_goes_back(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_DROP, 2);
  sonde_span span;
  record_source source;
  lane_stats stats;
  put(s.writer, 100);
  put(s.writer, 50);
  put(s.writer, 101);
  lane_close(s.writer);
  assert_true(lane_read(s.lane, UINT64_MAX, &span, &source));
  const plain *p = span.records;
  assert_int_equal(p[1].record.time, 100);
  assert_int_equal(p[1].number, 50);
  lane_get_stats(s.lane, &stats);
  assert_int_equal(stats.clamped, 1);
  end(&s);
}

static void texts_lie_behind_the_records(void **state) {
  (void)state;
  record_type *t = call_type();
  symbol_table *symbols = symbol_table_new();
  lane *l = lane_new(t, symbols, SONDE_LANE_DROP, 4, "texts", NULL);
  sonde_lane *w = lane_writer(l);
  char note[64];
  uint64_t seen = 0;
  for (uint64_t n = 0; n < 1500; n++) {
    call_record *c = call_begin(w, n, n);
    assert_non_null(c);
    int len = snprintf(note, sizeof note, "note number %" PRIu64 " of many, long enough", n);
    sonde_lane_text(w, &c->note, note, (uint64_t)len);
    sonde_lane_commit(w, c, lane_define(w, "subject", 7));
  }
  sonde_span span;
  record_source source;
  while (lane_read(l, UINT64_MAX, &span, &source)) {
    const sonde_record *r = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++, r = record_next(r), seen++) {
      sonde_value v = record_value(&source, r, (uint32_t)record_find_column(t, "note"));
      int len = snprintf(note, sizeof note, "note number %" PRIu64 " of many, long enough", seen);
      assert_int_equal(v.len, len);
      assert_memory_equal(v.u.s, note, (size_t)len);
      assert_string_equal(record_value(&source, r, 0).u.s, "subject");
    }
  }
  assert_int_equal(seen, 1500);
  lane_free(l);
  symbol_table_free(symbols);
  record_type_free(t);
}

static void what_does_not_fit_is_cut_and_flagged(void **state) {
  (void)state;
  record_type *t = call_type();
  symbol_table *symbols = symbol_table_new();
  lane *l = lane_new(t, symbols, SONDE_LANE_DROP, 2, "cut", NULL);
  sonde_lane *w = lane_writer(l);
  char *big = memory_new(70000);
  memset(big, 'x', 70000);
  call_record *c = call_begin(w, 1, 1);
  sonde_lane_text(w, &c->note, big, 70000);
  uint32_t room = SONDE_LANE_CHUNK - SONDE_LANE_FIRST - (uint32_t)sizeof *c - 8;
  assert_int_equal(c->note.len, room | SONDE_SLICE_CUT);
  sonde_lane_commit(w, c, 0);
  c = call_begin(w, 2, 2);
  assert_non_null(c); /* in the next chunk */
  sonde_lane_commit(w, c, 0);
  assert_null(sonde_lane_begin(w, EVENT_CALL, 65528, 3));
  sonde_span span;
  record_source source;
  assert_true(lane_read(l, UINT64_MAX, &span, &source));
  assert_int_equal(record_value(&source, span.records, (uint32_t)record_find_column(t, "note")).len, room);
  assert_true(lane_read(l, UINT64_MAX, &span, &source));
  assert_int_equal(lane_take_lost(l, NULL, NULL), 1);
  memory_free(big);
  lane_free(l);
  symbol_table_free(symbols);
  record_type_free(t);
}

static void definitions_are_never_lost(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_DROP, 2);
  lane_stats stats;
  char name[20];
  while (put(s.writer, 1)) {
  }
  for (uint32_t i = 1; i < 65535; i++) {
    int n = snprintf(name, sizeof name, "n%u", i);
    assert_int_equal(lane_define(s.writer, name, (uint64_t)n), i);
  }
  assert_int_equal(lane_define(s.writer, "n17", 3), 17);
  assert_int_equal(lane_define(s.writer, "one more", 8), 65535);
  assert_int_equal(lane_define(s.writer, "and another", 11), 65535);
  sonde_span span;
  record_source source;
  assert_true(lane_read(s.lane, UINT64_MAX, &span, &source));
  assert_string_equal(symbol_text(s.symbols, symbol_map_get(source.symbols, 65534), NULL), "n65534");
  assert_string_equal(symbol_text(s.symbols, symbol_map_get(source.symbols, 65535), NULL), "other");
  lane_get_stats(s.lane, &stats);
  assert_int_equal(stats.other, 2);
  end(&s);
}

static void the_clock_travels(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_DROP, 2);
  sonde_clock clock = {.raw = 5, .wall_ns = 1000, .mult = 3, .shift = 0};
  sonde_span span;
  record_source source;
  put(s.writer, 1);
  assert_true(lane_read(s.lane, UINT64_MAX, &span, &source));
  assert_null(source.clock);
  lane_set_clock(s.writer, &clock);
  put(s.writer, 7);
  assert_true(lane_read(s.lane, UINT64_MAX, &span, &source));
  assert_int_equal(source.clock->wall_ns, 1000);
  assert_int_equal(record_value(&source, span.records, 2).u.i, 1006);
  end(&s);
}

static void block_gives_up_when_nobody_reads(void **state) {
  (void)state;
  setup s = start(SONDE_LANE_BLOCK, 2);
  int64_t begin = clock_mono_ns();
  uint64_t n = 1;
  while (put(s.writer, n))
    n++;
  int64_t waited = clock_mono_ns() - begin;
  assert_int_equal(n, 2 * 2045 + 1);
  assert_true(waited >= 200000000);
  begin = clock_thread_cpu_ns();
  for (int i = 0; i < 1000; i++)
    assert_false(put(s.writer, n));
  assert_true(clock_thread_cpu_ns() - begin < 50000000); /* an orphan does not wait */
  reading r = {0};
  read_all(s.lane, &r);
  assert_int_equal(r.count, 2 * 2045);
  assert_int_equal(lane_take_lost(s.lane, NULL, NULL), 1001);
  assert_true(put(s.writer, n)); /* the reader is back */
  end(&s);
}

static void an_unknown_policy_is_refused(void **state) {
  (void)state;
  error e = {0};
  assert_null(lane_new(NULL, NULL, 7, 2, "x", &e));
  assert_string_equal(e.text, "lane x: unknown policy 7; use SONDE_LANE_DROP, _FLIGHT or _BLOCK");
}

/* Two threads: a million records, none lost under block; under drop and flight the sum is exact. */
enum { MANY = 1000000 };

static void write_many(void *argument) {
  setup *s = argument;
  for (uint64_t n = 1; n <= MANY; n++) {
    if (n % 1000 == 1) lane_define(s->writer, (const char *)&n, sizeof n);
    put(s->writer, n);
  }
  lane_close(s->writer);
}

static void two_threads(uint32_t policy, bool distrust) {
  setup s = start(policy, 4);
  reading r = {0};
  error e = {0};
  uint64_t lost = 0;
  if (distrust) lane_distrust(s.lane);
  thread *t = thread_start("writer", write_many, &s, &e);
  assert_non_null(t);
  while (!lane_finished(s.lane)) {
    uint64_t before = r.count;
    read_all(s.lane, &r);
    lost += lane_take_lost(s.lane, NULL, NULL);
    if (r.count == before) clock_sleep_ns(20000);
  }
  thread_join(t);
  lost += lane_take_lost(s.lane, NULL, NULL);
  assert_int_equal(r.wrong, 0);
  assert_int_equal(r.disorder, 0);
  assert_int_equal(r.count + lost, MANY);
  if (policy == SONDE_LANE_BLOCK) assert_int_equal(lost, 0);
  if (policy == SONDE_LANE_FLIGHT) assert_int_equal(r.newest, MANY);
  end(&s);
}

static void block_loses_nothing(void **state) {
  (void)state;
  two_threads(SONDE_LANE_BLOCK, false);
}

static void drop_is_exact_with_threads(void **state) {
  (void)state;
  two_threads(SONDE_LANE_DROP, false);
}

static void flight_is_exact_with_threads(void **state) {
  (void)state;
  two_threads(SONDE_LANE_FLIGHT, false);
}

static void a_copied_lane_is_the_same(void **state) {
  (void)state;
  two_threads(SONDE_LANE_BLOCK, true);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_are_seen_at_once),
      cmocka_unit_test(drop_counts_exactly),
      cmocka_unit_test(flight_keeps_the_newest),
      cmocka_unit_test(flight_leaves_the_chunk_that_is_read),
      cmocka_unit_test(until_holds_back),
      cmocka_unit_test(time_never_goes_back),
      cmocka_unit_test(texts_lie_behind_the_records),
      cmocka_unit_test(what_does_not_fit_is_cut_and_flagged),
      cmocka_unit_test(definitions_are_never_lost),
      cmocka_unit_test(the_clock_travels),
      cmocka_unit_test(block_gives_up_when_nobody_reads),
      cmocka_unit_test(an_unknown_policy_is_refused),
      cmocka_unit_test(block_loses_nothing),
      cmocka_unit_test(drop_is_exact_with_threads),
      cmocka_unit_test(flight_is_exact_with_threads),
      cmocka_unit_test(a_copied_lane_is_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
