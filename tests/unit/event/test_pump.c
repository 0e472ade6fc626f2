/* The pump: order over lanes, what an idle lane holds back, losses, lanes that come and go. */
#include "event/merge.h"
#include "event/pump.h"
#include "fixture.h"
#include "os/clock.h"
#include "os/thread.h"

enum { LANES = 8, EACH = 20000 };

static const sonde_field fields[] = {
    {.name = "number", .unit = "count", .doc = "Which.", .kind = SONDE_U64, .offset = 16},
};

typedef struct numbered {
  sonde_record record;
  uint64_t number;
} numbered;

typedef struct seen {
  uint64_t count, lost, sum, disorder, newest;
  uint64_t *times;
} seen;

static void sink(void *self, const record_source *source, const sonde_span *span) {
  seen *s = self;
  const sonde_record *r = span->records;
  assert_non_null(source->type);
  s->lost += span->lost;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r)) {
    s->disorder += r->time < s->newest;
    s->newest = r->time;
    if (s->times) s->times[s->count] = r->time;
    s->sum += ((const numbered *)(const void *)r)->number;
    s->count++;
  }
}

static bool put(sonde_lane *w, uint64_t time, uint64_t number) {
  numbered *n = sonde_lane_begin(w, 1, sizeof *n, time);
  if (!n) return false;
  n->number = number;
  sonde_lane_commit(w, n, 0);
  return true;
}

typedef struct setup {
  record_type *type;
  symbol_table *symbols;
  pump *pump;
} setup;

static int start(void **state) {
  setup *s = NEW(setup);
  s->type = record_type_new("t", "numbered", 1, fields, 1, sizeof(numbered), NULL, 0);
  s->symbols = symbol_table_new();
  s->pump = pump_new(s->type, s->symbols);
  *state = s;
  return 0;
}

static int end(void **state) {
  setup *s = *state;
  pump_free(s->pump);
  symbol_table_free(s->symbols);
  record_type_free(s->type);
  memory_free(s);
  return 0;
}

static sonde_lane *open_lane(setup *s, uint32_t policy) {
  return pump_open_lane(s->pump, policy, 64, "lane", NULL);
}

static int compare(const void *a, const void *b) {
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void merged_order_equals_a_sort(void **state) {
  setup *s = *state;
  sonde_lane *lanes[LANES];
  seen merged = {.times = memory_new(LANES * EACH * sizeof(uint64_t))}, whole = {0};
  uint64_t *all = memory_new(LANES * EACH * sizeof *all), random = 7, n = 0;
  pump_add_sink(s->pump, true, sink, &merged);
  pump_add_sink(s->pump, false, sink, &whole);
  for (int l = 0; l < LANES; l++) {
    uint64_t time = 1;
    lanes[l] = open_lane(s, SONDE_LANE_DROP);
    for (int i = 0; i < EACH; i++) {
      time += next_random(&random) % (uint64_t)(l + 1) * 3;
      assert_true(put(lanes[l], time, n));
      all[n++] = time;
    }
  }
  while (pump_run(s->pump, true)) {
  }
  qsort(all, n, sizeof *all, compare);
  assert_int_equal(merged.count, n);
  assert_memory_equal(merged.times, all, n * sizeof *all);
  assert_int_equal(merged.sum, n * (n - 1) / 2);
  assert_int_equal(whole.count, n);
  assert_int_equal(whole.sum, merged.sum);
  assert_true(whole.disorder > 0);
  assert_false(pump_finished(s->pump));
  for (int l = 0; l < LANES; l++)
    lane_close(lanes[l]);
  pump_run(s->pump, false);
  assert_true(pump_finished(s->pump));
  memory_free(all);
  memory_free(merged.times);
}

/* Times around now: the watermark works with the real clock. */
static void an_idle_lane_holds_back_for_a_while_only(void **state) {
  setup *s = *state;
  seen merged = {0};
  pump_add_sink(s->pump, true, sink, &merged);
  sonde_lane *busy = open_lane(s, SONDE_LANE_DROP), *idle = open_lane(s, SONDE_LANE_DROP);
  uint64_t now = (uint64_t)clock_wall_ns(), hour = UINT64_C(3600000000000);
  put(idle, now - hour, 1);
  put(busy, now - hour + 1, 2); /* long ago: nobody can still be before it */
  put(busy, now + hour, 3);     /* far ahead: the idle lane may still write before it */
  assert_true(pump_run(s->pump, false));
  assert_int_equal(merged.count, 2);
  assert_false(pump_run(s->pump, false));
  put(idle, now + hour + 1, 4); /* now it cannot any more; but the other one may write before this */
  assert_true(pump_run(s->pump, false));
  assert_int_equal(merged.count, 3);
  lane_close(busy);
  pump_run(s->pump, false);
  assert_int_equal(merged.count, 4);
  assert_int_equal(merged.disorder, 0);
  put(idle, now + 2 * hour, 5);
  sonde_lane *third = open_lane(s, SONDE_LANE_DROP);
  put(third, now, 6);
  pump_run(s->pump, true);
  pump_stats stats;
  pump_get_stats(s->pump, &stats);
  assert_int_equal(merged.count, 6);
  assert_int_equal(stats.late, 1); /* number 6, behind number 4 */
  assert_int_equal(stats.records, 6);
}

static void losses_are_passed_on(void **state) {
  setup *s = *state;
  seen merged = {0}, whole = {0};
  pump_stats stats;
  pump_add_sink(s->pump, true, sink, &merged);
  uint32_t id = pump_add_sink(s->pump, false, sink, &whole);
  sonde_lane *w = pump_open_lane(s->pump, SONDE_LANE_DROP, 2, "small", NULL);
  uint64_t stored = 0;
  for (uint64_t i = 0; i < 10000; i++)
    stored += put(w, i, i);
  lane_close(w);
  while (pump_run(s->pump, true)) {
  }
  assert_int_equal(merged.count, stored);
  assert_int_equal(merged.lost, 10000 - stored);
  assert_int_equal(whole.lost, 10000 - stored);
  pump_get_stats(s->pump, &stats);
  assert_int_equal(stats.lost, 10000 - stored);
  assert_int_equal(stats.lanes, 1);
  pump_remove_sink(s->pump, id);
  w = open_lane(s, SONDE_LANE_DROP);
  put(w, 1, 1);
  pump_run(s->pump, true);
  assert_int_equal(merged.count, stored + 1);
  assert_int_equal(whole.count, stored);
}

typedef struct writer {
  pump *pump;
  uint64_t first;
} writer;

static void write_numbers(void *argument) {
  writer *me = argument;
  sonde_lane *w = pump_open_lane(me->pump, SONDE_LANE_BLOCK, 4, "writer", NULL);
  for (uint64_t i = 0; i < EACH; i++)
    put(w, (uint64_t)clock_wall_ns(), me->first + i);
  lane_close(w);
}

static void threads_open_lanes_while_it_runs(void **state) {
  setup *s = *state;
  seen merged = {0};
  thread *threads[LANES];
  writer writers[LANES];
  error e = {0};
  pump_add_sink(s->pump, true, sink, &merged);
  for (uint64_t l = 0; l < LANES; l++) {
    writers[l] = (writer){s->pump, l * EACH};
    threads[l] = thread_start("writer", write_numbers, &writers[l], &e);
    assert_non_null(threads[l]);
  }
  int64_t limit = clock_mono_ns() + 100000000000;
  while (merged.count < LANES * EACH && clock_mono_ns() < limit)
    if (!pump_run(s->pump, false)) clock_sleep_ns(200000);
  for (int l = 0; l < LANES; l++)
    thread_join(threads[l]);
  pump_run(s->pump, true);
  pump_stats stats;
  pump_get_stats(s->pump, &stats);
  assert_int_equal(merged.count, LANES * EACH);
  assert_int_equal(merged.sum, (uint64_t)LANES * EACH * (LANES * EACH - 1) / 2);
  assert_true(merged.disorder <= stats.late);
  assert_true(pump_finished(s->pump));
}

#define T(f) cmocka_unit_test_setup_teardown(f, start, end)

int main(void) {
  const struct CMUnitTest tests[] = {T(merged_order_equals_a_sort),
      T(an_idle_lane_holds_back_for_a_while_only), T(losses_are_passed_on),
      T(threads_open_lanes_while_it_runs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
