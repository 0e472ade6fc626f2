/* The agent's writers against the reader of core/event: what is written is read, losses are exact, each
 * thread has a lane. */
#include "check.h"

#include "event/lane.h"
#include "fake.h"
#include "os/clock.h"
#include "os/thread.h"

typedef struct plain {
  sonde_record record;
  uint64_t number, check;
} plain;

static const sonde_field fields[] = {
    {.name = "number", .unit = "count", .doc = "Which.", .kind = SONDE_U64, .offset = 16},
    {.name = "check", .unit = "hash", .doc = "Of the number.", .kind = SONDE_U64, .offset = 24},
};

enum { THREADS = 4 };

/* One on each lane, from the first moment. */
typedef struct readers {
  record_type *type;
  symbol_table *symbols;
  symbol_map map;
  lane *lanes[THREADS + 1];
  uint32_t n;
} readers;

static void refresh(void *self) {
  (void)self;
}

static void ended(void *self, lane_page *page) {
  (void)self;
  (void)page;
}

static void open_readers(readers *r, agent_head *head) {
  *r = (readers){record_type_new("t", "plain", 1, fields, 2, sizeof(plain), NULL, 0), symbol_table_new(),
      .n = head->nlanes};
  symbol_map_init(&r->map, r->symbols);
  for (uint32_t i = 0; i < r->n; i++) {
    lane_foreign f = {.page = fake_page(head, i),
        .chunks = (uint8_t *)fake_page(head, i) + LANE_PAGE_BYTES,
        .nchunks = head->nchunks,
        .symbols = &r->map,
        .refresh = refresh,
        .ended = ended};
    lane_page_reset(f.page, head->policy, head->nchunks);
    r->lanes[i] = lane_adopt(r->type, &f, "test");
  }
}

static void close_readers(readers *r) {
  for (uint32_t i = 0; i < r->n; i++)
    lane_free(r->lanes[i]);
  symbol_map_free(&r->map);
  symbol_table_free(r->symbols);
  record_type_free(r->type);
}

static uint64_t check_of(uint64_t n) {
  return (n ^ n >> 7) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static bool write_one(agent_module *m, uint64_t n) {
  agent_writer *w = writer_enter(m);
  if (!w) return false;
  plain *p = sonde_lane_begin(&w->lane, 1, sizeof *p, n);
  if (p) {
    p->number = n;
    p->check = check_of(n);
    sonde_lane_commit(&w->lane, p, 0);
  }
  writer_leave(w);
  return p != NULL;
}

static uint64_t read_lane(lane *l) {
  sonde_span span;
  record_source source;
  uint64_t read = 0;
  while (lane_read(l, UINT64_MAX, &span, &source)) {
    const plain *p = span.records;
    for (uint32_t i = 0; i < span.nrecords; i++)
      assert_int_equal(p[i].check, check_of(p[i].number));
    read += span.nrecords;
  }
  return read;
}

static uint64_t lost_of(readers *r) {
  uint64_t lost = 0;
  for (uint32_t i = 0; i < r->n; i++)
    lost += lane_take_lost(r->lanes[i], NULL, NULL);
  return lost;
}

static void drop_loses_the_new(void **state) {
  (void)state;
  readers r;
  agent_head *head = fake_block(SONDE_LANE_DROP, 1, 2);
  open_readers(&r, head);
  agent_module *m = fake_module(head);
  uint64_t written = 0, per_chunk = (SONDE_LANE_CHUNK - SONDE_LANE_FIRST - 8) / sizeof(plain);
  for (uint64_t n = 1; n <= 10000; n++)
    written += write_one(m, n);
  assert_int_equal(written, 2 * per_chunk);
  assert_int_equal(read_lane(r.lanes[0]), written);
  assert_int_equal(lost_of(&r), 10000 - written);
  assert_int_equal(head->owners[0] >> 32, 77);
  close_readers(&r);
  fake_free(m);
}

static void flight_keeps_the_newest(void **state) {
  (void)state;
  readers r;
  agent_head *head = fake_block(SONDE_LANE_FLIGHT, 1, 3);
  open_readers(&r, head);
  agent_module *m = fake_module(head);
  for (uint64_t n = 1; n <= 20000; n++)
    assert_true(write_one(m, n));
  uint64_t read = read_lane(r.lanes[0]);
  assert_in_range(read, 4000, 6200);
  assert_int_equal(read + lost_of(&r), 20000);
  close_readers(&r);
  fake_free(m);
}

typedef struct job {
  agent_module *m;
  uint64_t n, written;
} job;

static void write_all(void *self) {
  job *j = self;
  for (uint64_t n = 1; n <= j->n; n++)
    j->written += write_one(j->m, n);
}

static void threads_have_lanes_of_their_own(void **state) {
  (void)state;
  enum { EACH = 50000 };
  readers r;
  thread *threads[THREADS];
  agent_head *head = fake_block(SONDE_LANE_BLOCK, THREADS, 4);
  open_readers(&r, head);
  agent_module *m = fake_module(head);
  job jobs[THREADS];
  for (int i = 0; i < THREADS; i++) {
    jobs[i] = (job){m, EACH, 0};
    assert_non_null(threads[i] = thread_start("writer", write_all, &jobs[i], NULL));
  }
  uint64_t read = 0, lost = 0, left = 1000000;
  while (read + lost < THREADS * EACH && left--) {
    for (int i = 0; i < THREADS; i++)
      read += read_lane(r.lanes[i]);
    lost += lost_of(&r);
  }
  for (int i = 0; i < THREADS; i++)
    thread_join(threads[i]);
  for (int i = 0; i < THREADS; i++)
    read += read_lane(r.lanes[i]);
  assert_int_equal(read + lost + lost_of(&r), THREADS * EACH);
  for (int i = 0; i < THREADS; i++)
    assert_true(head->owners[i] != 0);
  assert_int_equal(head->unseen_calls, 0);
  close_readers(&r);
  fake_free(m);
}

static void block_gives_a_dead_reader_up(void **state) {
  (void)state;
  agent_head *head = fake_block(SONDE_LANE_BLOCK, 1, 2);
  agent_module *m = fake_module(head);
  uint64_t written = 0;
  int64_t start = clock_mono_ns();
  atomic_store(&fake_page(head, 0)->heartbeat, (uint64_t)start - 1000000000u);
  for (uint64_t n = 1; n <= 1000000; n++)
    written += write_one(m, n);
  assert_true(clock_mono_ns() - start < 60000000000);
  assert_int_equal(written + fake_page(head, 0)->lost, 1000000);
  assert_true(written < 5000);
  fake_free(m);
}

static void nested_writers_do_not_meet(void **state) {
  (void)state;
  agent_head *head = fake_block(SONDE_LANE_DROP, 2, 2);
  agent_module *m = fake_module(head);
  agent_writer *outer = writer_enter_at(m, 5000);
  plain *half = sonde_lane_begin(&outer->lane, 1, sizeof *half, 1);
  agent_writer *inner = writer_enter_at(m, 4000); /* a signal handler, deeper */
  assert_non_null(inner);
  assert_ptr_not_equal(inner, outer);
  assert_null(writer_enter_at(m, 3000)); /* and one in that */
  assert_int_equal(head->unseen_calls, 1);
  writer_leave(inner);
  half->number = 1;
  half->check = check_of(1);
  sonde_lane_commit(&outer->lane, half, 0);
  writer_leave(outer);
  assert_ptr_equal(writer_enter_at(m, 5000), outer);
  uint32_t at = outer->lane.at;
  assert_ptr_equal(writer_enter_at(m, 5000), outer); /* left by a jump: taken over, behind a gap */
  assert_true(outer->lane.at > at && outer->lane.at == outer->lane.low);
  writer_leave(outer);
  fake_free(m);
}

static void no_lane_is_counted(void **state) {
  (void)state;
  agent_head *head = fake_block(SONDE_LANE_DROP, 1, 2);
  agent_module *m = fake_module(head);
  atomic_store(&head->owners[0], 1);
  for (int i = 0; i < 5; i++)
    assert_false(write_one(m, 1));
  assert_int_equal(head->unseen_calls, 5);
  atomic_store(&head->owners[0], 0);
  assert_true(write_one(m, 1));
  fake_free(m);
}

static void a_forked_child_takes_another(void **state) {
  (void)state;
  agent_head *head = fake_block(SONDE_LANE_DROP, 2, 2);
  agent_module *m = fake_module(head);
  assert_true(write_one(m, 1));
  fake_fork(m, 78);
  assert_true(write_one(m, 2));
  assert_int_equal(head->owners[0] >> 32, 77);
  assert_int_equal(head->owners[1] >> 32, 78);
  fake_fork(m, 77);
  fake_free(m);
}

static void wake_takes_the_slow_way_once(void **state) {
  (void)state;
  agent_head *head = fake_block(SONDE_LANE_DROP, 1, 2);
  agent_module *m = fake_module(head);
  assert_true(write_one(m, 1));
  agent_writer *w = &m->writers[0];
  uint32_t low = w->lane.low;
  writer_wake(w);
  assert_int_equal(w->lane.low, 0);
  assert_true(write_one(m, 2));
  assert_int_equal(w->lane.low, low);
  assert_int_equal(w->lane.count, 2);
  fake_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(drop_loses_the_new),
      cmocka_unit_test(flight_keeps_the_newest),
      cmocka_unit_test(threads_have_lanes_of_their_own),
      cmocka_unit_test(block_gives_a_dead_reader_up),
      cmocka_unit_test(nested_writers_do_not_meet),
      cmocka_unit_test(no_lane_is_counted),
      cmocka_unit_test(a_forked_child_takes_another),
      cmocka_unit_test(wake_takes_the_slow_way_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
