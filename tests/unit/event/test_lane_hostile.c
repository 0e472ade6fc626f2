/* A lane whose memory another process scribbles over: the reader stays inside, whatever it finds. */
#include "event/lane_memory.h"
#include "fixture.h"

typedef struct hostile {
  record_type *type;
  symbol_table *symbols;
  lane *lane;
  uint64_t random;
} hostile;

static hostile start(void) {
  hostile h = {call_type(), symbol_table_new(), NULL, 88172645463325252u};
  h.lane = lane_new(h.type, h.symbols, SONDE_LANE_FLIGHT, 3, "hostile", NULL);
  lane_distrust(h.lane);
  return h;
}

static void end(hostile *h) {
  lane_free(h->lane);
  symbol_table_free(h->symbols);
  record_type_free(h->type);
}

static void write_some(hostile *h, uint32_t n) {
  sonde_lane *w = lane_writer(h->lane);
  for (uint32_t i = 0; i < n; i++) {
    call_record *c = call_begin(w, i, i);
    if (!c) continue;
    sonde_lane_text(w, &c->note, "a note of the call", 18);
    sonde_lane_commit(w, c, lane_define(w, "call", 4));
  }
}

/* Every column of every record is read: with ASan, a step outside is an error. */
static uint64_t read_columns(hostile *h) {
  sonde_span span;
  record_source source;
  uint64_t sum = 0, spans = 0;
  while (spans++ < 1000 && lane_read(h->lane, UINT64_MAX, &span, &source)) {
    const sonde_record *r = span.records;
    assert_int_equal(record_check_span(h->type, &span, NULL) == SONDE_OK || span.nrecords, 1);
    for (uint32_t i = 0; i < span.nrecords; i++, r = record_next(r)) {
      assert_true((const uint8_t *)r >= source.heap &&
                  (const uint8_t *)r + r->size <= source.heap + SONDE_LANE_CHUNK);
      for (uint32_t c = 0; c < h->type->ncolumns; c++) {
        sonde_value v = record_value(&source, r, c);
        for (uint32_t b = 0; v.kind == SONDE_TEXT && b < v.len; b++)
          sum += (unsigned char)v.u.s[b];
      }
    }
  }
  return sum;
}

static void scribble_words(hostile *h, uint8_t *memory, size_t bytes, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    uint64_t word = next_random(&h->random);
    if (word % 3 == 0) word &= 0xFFFF;
    if (word % 5 == 0) word = (word & 0xF8) | (uint64_t)EVENT_CALL << 16;
    memcpy(memory + next_random(&h->random) % (bytes / 8) * 8, &word, 8);
  }
}

static void scribbled_chunks_do_no_harm(void **state) {
  (void)state;
  hostile h = start();
  for (int round = 0; round < 300; round++) {
    write_some(&h, 700);
    scribble_words(&h, h.lane->chunks, 3 * SONDE_LANE_CHUNK, 1 + (uint32_t)round);
    read_columns(&h);
  }
  lane_stats stats;
  lane_get_stats(h.lane, &stats);
  assert_true(stats.damaged > 0);
  end(&h);
}

/* Only what the reader follows; the writer of this test still needs its own words. */
static void scribbled_pages_do_no_harm(void **state) {
  (void)state;
  for (int round = 0; round < 300; round++) {
    hostile h = start();
    h.random += (uint64_t)round * 977;
    write_some(&h, 2000);
    scribble_words(&h, (uint8_t *)h.lane->page, sizeof(lane_page) / 8 * 8, 8);
    read_columns(&h);
    (void)lane_finished(h.lane);
    (void)lane_take_lost(h.lane, NULL, NULL);
    end(&h);
  }
}

static void a_damaged_chunk_is_counted_and_the_next_one_read(void **state) {
  (void)state;
  hostile h = start();
  write_some(&h, 1000); /* more than one chunk */
  uint64_t bad = 12 | (uint64_t)EVENT_CALL << 16;
  memcpy(h.lane->chunks + SONDE_LANE_FIRST + 10 * sizeof(call_record), &bad, 8);
  sonde_span span;
  record_source source;
  lane_stats stats;
  assert_true(lane_read(h.lane, UINT64_MAX, &span, &source));
  assert_int_equal(span.nrecords, 10);
  uint64_t rest = 0;
  while (lane_read(h.lane, UINT64_MAX, &span, &source))
    rest += span.nrecords;
  lane_get_stats(h.lane, &stats);
  assert_int_equal(stats.damaged, 1);
  assert_true(rest > 0);
  assert_int_equal(10 + rest + lane_take_lost(h.lane, NULL, NULL), 1000);
  end(&h);
}

/* A writer in another process has no define() of ours: it sends definitions in band. */
static void definitions_in_band_are_consumed(void **state) {
  (void)state;
  hostile h = start();
  sonde_lane *w = lane_writer(h.lane);
  sonde_define *d = sonde_lane_begin_with(w, SONDE_DEFINE, sizeof *d, 1, 16);
  sonde_lane_text(w, &d->text, "open", 4);
  sonde_lane_commit(w, d, 7);
  call_record *c = call_begin(w, 2, 2);
  sonde_lane_commit(w, c, 7);
  d = sonde_lane_begin(w, SONDE_DEFINE, sizeof *d, 3);
  d->text = (sonde_slice){65000, 1000}; /* outside */
  sonde_lane_commit(w, d, 8);
  c = call_begin(w, 4, 4);
  sonde_lane_commit(w, c, 8);
  sonde_span span;
  record_source source;
  assert_true(lane_read(h.lane, UINT64_MAX, &span, &source));
  assert_int_equal(span.nrecords, 1);
  assert_string_equal(record_value(&source, span.records, 0).u.s, "open");
  assert_true(lane_read(h.lane, UINT64_MAX, &span, &source));
  assert_int_equal(record_value(&source, span.records, 0).kind, SONDE_UNKNOWN);
  assert_false(lane_read(h.lane, UINT64_MAX, &span, &source));
  end(&h);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scribbled_chunks_do_no_harm),
      cmocka_unit_test(scribbled_pages_do_no_harm),
      cmocka_unit_test(a_damaged_chunk_is_counted_and_the_next_one_read),
      cmocka_unit_test(definitions_in_band_are_consumed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
