/* A lane whose writer is another process: its memory is the caller's, its symbols and clock come from
 * outside. The writer is played by hand. */
#include <stdlib.h>

#include "fixture.h"

enum { CHUNKS = 2 };

typedef struct foreign_test {
  lane_page *page;
  uint8_t *chunks;
  record_type *type;
  symbol_table *symbols;
  symbol_map map;
  sonde_clock clock;
  uint32_t refreshed, ended;
} foreign_test;

static void refresh(void *self) {
  foreign_test *t = self;
  t->refreshed++;
  symbol_map_define(&t->map, 7, "malloc", 6);
}

static void ended(void *self, lane_page *page) {
  foreign_test *t = self;
  assert_ptr_equal(page, t->page);
  t->ended++;
}

static lane *start(foreign_test *t) {
  *t = (foreign_test){.page = calloc(1, LANE_PAGE_BYTES), .chunks = calloc(CHUNKS, SONDE_LANE_CHUNK)};
  lane_page_reset(t->page, SONDE_LANE_DROP, CHUNKS);
  t->type = call_type();
  t->symbols = symbol_table_new();
  symbol_map_init(&t->map, t->symbols);
  t->clock = (sonde_clock){.raw = 100, .wall_ns = 1000, .mult = 2};
  lane_foreign foreign = {.page = t->page,
      .chunks = t->chunks,
      .nchunks = CHUNKS,
      .pid = 11,
      .tid = 12,
      .symbols = &t->map,
      .clock = &t->clock,
      .refresh = refresh,
      .ended = ended,
      .self = t};
  return lane_adopt(t->type, &foreign, "thread 12");
}

static void end(foreign_test *t, lane *l) {
  lane_free(l);
  assert_int_equal(t->ended, 1);
  symbol_map_free(&t->map);
  symbol_table_free(t->symbols);
  record_type_free(t->type);
  free(t->chunks);
  free(t->page);
}

static lane_chunk *open_chunk(foreign_test *t, uint32_t slot, uint64_t seq, uint64_t first) {
  lane_chunk *c = (lane_chunk *)(void *)(t->chunks + (size_t)slot * SONDE_LANE_CHUNK);
  c->seq = seq;
  c->first = first;
  atomic_store(&c->low, SONDE_LANE_CHUNK);
  return c;
}

static void publish(foreign_test *t, uint32_t slot, uint64_t seq) {
  atomic_store(&t->page->seq[slot], seq);
  atomic_store(&t->page->newest, seq);
}

static void put(lane_chunk *c, uint32_t index, uint64_t time) {
  uint8_t *at = (uint8_t *)c + SONDE_LANE_FIRST + index * sizeof(call_record);
  call_record *r = (call_record *)(void *)at;
  memset(r, 0, sizeof *r);
  r->record = (sonde_record){sizeof *r, EVENT_CALL, 7, time};
}

static void reads_what_is_written(void **state) {
  (void)state;
  foreign_test t;
  lane *l = start(&t);
  sonde_span span;
  record_source source;
  assert_false(lane_read(l, UINT64_MAX, &span, &source));
  lane_chunk *c = open_chunk(&t, 0, 1, 0);
  publish(&t, 0, 1);
  put(c, 0, 200);
  put(c, 1, 300);
  assert_true(lane_read(l, UINT64_MAX, &span, &source));
  assert_int_equal(span.nrecords, 2);
  assert_int_equal(source.pid, 11);
  assert_int_equal(source.tid, 12);
  assert_true(t.refreshed > 0);
  sonde_value name = record_value(&source, span.records, (uint32_t)record_find_column(t.type, "name"));
  assert_int_equal(name.kind, SONDE_TEXT);
  assert_memory_equal(name.u.s, "malloc", 6);
  sonde_value when = record_value(&source, span.records, (uint32_t)record_find_column(t.type, "time"));
  assert_int_equal(when.u.i, 1200); /* 1000 + (200 - 100) * 2 */
  end(&t, l);
}

static void chunks_go_back_to_the_writer(void **state) {
  (void)state;
  foreign_test t;
  lane *l = start(&t);
  sonde_span span;
  record_source source;
  put(open_chunk(&t, 0, 1, 0), 0, 200);
  publish(&t, 0, 1);
  put(open_chunk(&t, 1, 2, 1), 0, 300);
  publish(&t, 1, 2);
  assert_true(lane_read(l, UINT64_MAX, &span, &source));
  assert_int_equal(atomic_load(&t.page->seq[0]), 1);
  assert_true(lane_read(l, UINT64_MAX, &span, &source));
  assert_int_equal(span.nrecords, 1);
  assert_int_equal(atomic_load(&t.page->seq[0]), 0);
  assert_false(lane_read(l, UINT64_MAX, &span, &source));
  assert_false(lane_finished(l));
  atomic_store(&t.page->closed, 1);
  assert_true(lane_finished(l));
  atomic_store(&t.page->lost, 5);
  assert_int_equal(lane_take_lost(l, NULL, NULL), 5);
  assert_int_equal(lane_take_lost(l, NULL, NULL), 0);
  end(&t, l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_what_is_written), cmocka_unit_test(chunks_go_back_to_the_writer)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
