/* `sample`: a grid of absolute times, values of a child at work, and the end with the child's. */
#include "check.h"

#include <stdio.h>

#include "os/clock.h"
#include "session.h"
#include "workload.h"

#define MS INT64_C(1000000)
#define INTERVAL (20 * MS)

static session *s;
static workload *w;

typedef struct seen {
  uint32_t records, gone;
  int64_t first_ns, last_ns, grid; /* grid: intervals that passed since the first, missed ones included */
  int64_t cpu_first, cpu_last, resident_last, processes_last;
  uint64_t early;
  char subject[96];
  double share_most;
} seen;

static void take(void *self, const record_source *source, const sonde_record *record) {
  seen *t = self;
  uint32_t why;
  int64_t now = session_column(source, record, "time", &why);
  int64_t missed = session_column(source, record, "missed", &why);
  t->last_ns = now;
  if (t->records++ == 0)
    t->first_ns = now;
  else
    t->grid += 1 + missed;
  if (now < t->first_ns + t->grid * INTERVAL - 15 * MS) t->early++;
  sonde_value subject = record_value(source, record, (uint32_t)record_find_column(source->type, "subject"));
  snprintf(t->subject, sizeof t->subject, "%.*s", (int)subject.len, subject.u.s);
  sonde_value share = record_value(source, record, (uint32_t)record_find_column(source->type, "cpu_share"));
  if (share.kind == SONDE_F64 && share.u.n > t->share_most) t->share_most = share.u.n;
  int64_t cpu = session_column(source, record, "cpu_time", &why);
  if (why == SONDE_WHY_GONE) {
    t->gone++;
    return;
  }
  assert_int_equal(why, SONDE_WHY_KNOWN);
  if (t->records == 1) t->cpu_first = cpu;
  t->cpu_last = cpu;
  t->resident_last = session_column(source, record, "resident", &why);
  t->processes_last = session_column(source, record, "processes", &why);
}

static int set_up(void **state) {
  (void)state;
  s = session_open();
  w = workload_start();
  return w ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  session_unsubscribe(s);
  if (w) workload_free(w);
  w = NULL;
  session_close(s);
  return 0;
}

static void subscribe(uint32_t pid, bool tree, bool each) {
  session_begin(s, "sample");
  if (pid) session_set(s, "pid", value_i64(pid));
  session_set(s, "tree", value_bool(tree));
  session_set(s, "each", value_bool(each));
  session_set(s, "interval", value_i64(INTERVAL));
  if (session_subscribe(s)) fail_msg("%s", session_error(s));
}

/* Polls for a time; false: the lane was closed before. */
static bool poll_for(seen *t, int64_t ns) {
  for (int64_t end = clock_mono_ns() + ns; clock_mono_ns() < end; clock_sleep_ns(5 * MS))
    if (!session_poll(s, take, t)) return false;
  return true;
}

/* The thread may run late on a busy machine, but what it left out is told, it is never early, and the grid
 * does not drift. */
static void grid(void **state) {
  (void)state;
  seen t = {0};
  assert_true(workload_do(w, DO_TOUCH)); /* before the first sample: its page faults cost CPU time, too */
  subscribe(workload_pid(w), false, false);
  assert_true(workload_do(w, DO_SPIN));
  assert_true(poll_for(&t, 300 * MS));
  assert_true(t.records >= 3);
  assert_int_equal(t.early, 0);
  int64_t expected = (t.last_ns - t.first_ns) / INTERVAL;
  assert_true(t.grid >= expected - 1 && t.grid <= expected + 2);
  assert_true(t.cpu_last - t.cpu_first >= WORKLOAD_CPU_NS - 80 * MS); /* a first sample may come late */
  assert_true(t.cpu_last - t.cpu_first <= WORKLOAD_CPU_NS + 200 * MS);
  assert_true(t.share_most > 0.2);
  assert_true(t.resident_last >= WORKLOAD_MEMORY);
  char wanted[32];
  snprintf(wanted, sizeof wanted, "(%u)", workload_pid(w));
  assert_non_null(strstr(t.subject, wanted));
  assert_memory_equal(t.subject, "test_perfcou", 12);
}

/* The lane closes by itself, with a last record: the end within 3 s. */
static void the_end(void **state) {
  (void)state;
  seen t = {0};
  subscribe(workload_pid(w), false, false);
  assert_true(poll_for(&t, 100 * MS));
  workload_end(w);
  workload_free(w);
  w = NULL;
  assert_false(poll_for(&t, 3000 * MS));
  assert_true(t.records >= 1);
  assert_true(t.gone <= 1);
}

static void nothing_to_sample(void **state) {
  (void)state;
  uint32_t pid = workload_pid(w);
  workload_free(w);
  w = NULL;
  session_begin(s, "sample");
  session_set(s, "pid", value_i64(pid));
  assert_int_equal(session_subscribe(s), SONDE_MISSING);
  session_unsubscribe(s);
}

/* A tree of three: the sum in one record, or a record for each. */
static void tree(void **state) {
  (void)state;
  assert_true(workload_do(w, DO_CHILD));
  assert_true(workload_do(w, DO_GRANDCHILD));
  seen t = {0};
  subscribe(workload_pid(w), true, false);
  assert_true(poll_for(&t, 150 * MS));
  assert_int_equal(t.processes_last, 3);
  assert_true(t.cpu_last >= 2 * WORKLOAD_CPU_NS - 60 * MS);
  assert_true(workload_do(w, DO_REAP));
  assert_true(poll_for(&t, 150 * MS));
  assert_int_equal(t.processes_last, 1);
  assert_true(t.cpu_last >= 2 * WORKLOAD_CPU_NS - 60 * MS); /* what has ended is kept */
}

static void each(void **state) {
  (void)state;
  assert_true(workload_do(w, DO_CHILD));
  seen t = {0};
  subscribe(workload_pid(w), true, true);
  assert_true(poll_for(&t, 150 * MS));
  assert_int_equal(t.processes_last, 1);
  assert_true(t.records >= 2 && t.records % 2 == 0);
}

static void machine(void **state) {
  (void)state;
  seen t = {0};
  subscribe(0, false, false);
  assert_true(workload_do(w, DO_SPIN));
  assert_true(poll_for(&t, 100 * MS));
  assert_true(t.records >= 2);
  assert_string_equal(t.subject, "system");
  assert_true(t.share_most > 0 && t.share_most <= 1.1);
  assert_true(t.processes_last >= 2);
}

/* A plugin that is stopped while it samples: no thread is left, and the lane is closed. */
static void stop_in_between(void **state) {
  (void)state;
  seen t = {0};
  subscribe(workload_pid(w), false, false);
  assert_true(poll_for(&t, 60 * MS));
  session_stop(s);
  assert_false(session_poll(s, take, &t));
}

#define WITH_CHILD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(int argc, char **argv) {
  workload_main(argc, argv);
  const struct CMUnitTest tests[] = {
      WITH_CHILD(grid),
      WITH_CHILD(the_end),
      WITH_CHILD(nothing_to_sample),
      WITH_CHILD(tree),
      WITH_CHILD(each),
      WITH_CHILD(machine),
      WITH_CHILD(stop_in_between),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
