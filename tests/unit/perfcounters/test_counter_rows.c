/* The queries `counters` and `counter_names` and the event `counter`, through the plugin's table. */
#include "check.h"

#include <stdio.h>

#include "os/clock.h"
#include "session.h"
#include "workload.h"

#define MS INT64_C(1000000)

static session *s;
static workload *w;

typedef struct seen {
  uint32_t records, known, gone;
  double first, last;
  char path[160], text[64], source[16];
  uint32_t why, pid_why;
  int64_t pid, first_ns, last_ns;
} seen;

static sonde_value column(const record_source *source, const sonde_record *record, const char *name) {
  int i = record_find_column(source->type, name);
  if (i < 0) fail_msg("no column %s", name);
  return record_value(source, record, (uint32_t)i);
}

static void copy(char *out, size_t size, sonde_value v) {
  assert_int_equal(v.kind, SONDE_TEXT);
  snprintf(out, size, "%.*s", (int)v.len, v.u.s);
}

static void take(void *self, const record_source *source, const sonde_record *record) {
  seen *t = self;
  sonde_value value = column(source, record, "value"), pid = column(source, record, "pid");
  copy(t->path, sizeof t->path, column(source, record, "path"));
  copy(t->text, sizeof t->text, column(source, record, "unit"));
  t->why = value.kind == SONDE_UNKNOWN ? value.len : SONDE_WHY_KNOWN;
  t->pid_why = pid.kind == SONDE_UNKNOWN ? pid.len : SONDE_WHY_KNOWN;
  t->pid = pid.kind == SONDE_I64 ? pid.u.i : 0;
  t->last_ns = column(source, record, "time").u.i;
  if (t->records++ == 0) t->first_ns = t->last_ns;
  if (t->why == SONDE_WHY_GONE) t->gone++;
  if (value.kind != SONDE_F64) return;
  if (t->known++ == 0) t->first = value.u.n;
  t->last = value.u.n;
}

static int set_up(void **state) {
  (void)state;
  s = session_open();
  w = workload_start();
  return w ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  session_close(s);
  workload_free(w);
  return 0;
}

static void ask(const char *row, const char *path, int64_t interval_ns) {
  session_begin(s, row);
  session_set(s, "path", value_text(path));
  session_set(s, "interval", value_i64(interval_ns));
}

static const char *child_path(const char *counter) {
  static char path[128];
  snprintf(path, sizeof path, "\\Process(pid:%u)\\%s", (unsigned)workload_pid(w), counter);
  return path;
}

static void query(void **state) {
  (void)state;
  seen t = {.records = 0};
  ask("counters", child_path("ID Process"), 0);
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_int_equal(t.records, 1);
  assert_int_equal(t.pid, workload_pid(w));
  assert_true(t.last >= workload_pid(w) && t.last <= workload_pid(w));
  assert_string_equal(t.text, "pid");
  assert_non_null(strstr(t.path, ")\\ID Process"));
  t = (seen){.records = 0};
  ask("counters", "\\memory\\available mbytes", 0);
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_string_equal(t.path, "\\Memory\\Available MBytes");
  assert_string_equal(t.text, "MiB");
  assert_int_equal(t.pid_why, SONDE_WHY_UNSUPPORTED);
  assert_true(t.last > 1);
}

/* Rates wait for a second reading, unless told not to; gauges never wait. */
static void interval(void **state) {
  (void)state;
  seen t = {.records = 0};
  ask("counters", child_path("% Processor Time"), 0);
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_int_equal(t.why, SONDE_WHY_UNKNOWN);
  int64_t begin = clock_mono_ns();
  ask("counters", child_path("% Processor Time"), 200 * MS);
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_int_equal(t.why, SONDE_WHY_KNOWN);
  assert_true(clock_mono_ns() - begin >= 200 * MS);
  begin = clock_mono_ns();
  ask("counters", "\\Memory\\Available Bytes", 3600000 * MS);
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_true(clock_mono_ns() - begin < 1800000 * MS);
}

static void several(void **state) {
  (void)state;
  seen t = {.records = 0};
  sonde_value paths[] = {value_text("\\Memory\\Available Bytes"), value_text("\\System\\Processes")};
  ask("counters", "\\System\\Threads", 0);
  session_set(s, "paths", value_list(paths, 2));
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_int_equal(t.records, 3);
  assert_string_equal(t.path, "\\System\\Processes");
}

static void wrong(const char *path, sonde_status status, const char *words) {
  seen t = {.records = 0};
  ask("counters", path, 0);
  assert_int_equal(session_query(s, 0, take, &t), status);
  if (!strstr(session_error(s), words)) fail_msg("'%s' does not tell '%s'", session_error(s), words);
}

static void errors(void **state) {
  (void)state;
  seen t = {.records = 0};
  session_begin(s, "counters");
  assert_int_equal(session_query(s, 0, take, &t), SONDE_ARG);
  wrong("\\Memory\\Availble Bytes", SONDE_ARG, "did you mean 'Available Bytes'?");
  wrong("\\Process(no-such-program)\\Working Set", SONDE_MISSING, "\\Process(no-such-program)\\Working Set");
  wrong("\\Process(pid:2147483646)\\Working Set", SONDE_MISSING, "no such instance");
  ask("counters", "\\Process(no-such-*)\\Working Set", 0); /* a pattern may mean nobody */
  assert_int_equal(session_query(s, 0, take, &t), SONDE_OK);
  assert_int_equal(t.records, 0);
}

typedef struct names {
  uint32_t records, own, nobody;
  bool working_set, rate;
} names;

static void take_name(void *self, const record_source *source, const sonde_record *record) {
  names *n = self;
  char path[96], kind[16];
  sonde_value from = column(source, record, "source");
  copy(path, sizeof path, column(source, record, "path"));
  copy(kind, sizeof kind, column(source, record, "kind"));
  n->records++;
  n->own += from.kind == SONDE_TEXT && from.len == 3 && memcmp(from.u.s, "own", 3) == 0;
  n->nobody += from.kind == SONDE_UNKNOWN;
  n->working_set |= from.kind == SONDE_TEXT && strcmp(path, "\\Process(*)\\Working Set") == 0;
  n->rate |= strcmp(path, "\\Process(*)\\Page Faults/sec") == 0 && strcmp(kind, "rate") == 0;
}

static void catalogue(void **state) {
  (void)state;
  names n = {.records = 0};
  session_begin(s, "counter_names");
  assert_int_equal(session_query(s, 0, take_name, &n), SONDE_OK);
  assert_true(n.records >= 60 && n.own >= 20 && n.working_set && n.rate);
  names memory = {.records = 0};
  session_begin(s, "counter_names");
  session_set(s, "object", value_text("mem*"));
  assert_int_equal(session_query(s, 0, take_name, &memory), SONDE_OK);
  assert_int_equal(memory.records, 9);
}

static void poll_until(seen *t, const uint32_t *count, uint32_t enough) {
  int64_t limit = clock_mono_ns() + 30000 * MS;
  while (*count < enough && clock_mono_ns() < limit) {
    session_poll(s, take, t);
    clock_sleep_ns(5 * MS);
  }
  assert_true(*count >= enough);
}

/* Records come at the interval, follow the child, and tell when it is gone. */
static void event(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  seen t = {.records = 0};
  ask("counter", child_path("Working Set"), 100 * MS);
  if (session_subscribe(s)) fail_msg("%s", session_error(s));
  poll_until(&t, &t.known, 2);
  assert_int_equal(t.pid, workload_pid(w));
  assert_string_equal(t.text, "bytes");
  assert_true(workload_do(w, DO_TOUCH));
  uint32_t before = t.known;
  poll_until(&t, &t.known, before + 2);
  double grown = t.last - t.first;
  assert_true(grown > WORKLOAD_MEMORY - (2 << 20) && grown < WORKLOAD_MEMORY + (2 << 20));
  assert_true(t.last_ns - t.first_ns >= (t.records - 1) * 50 * MS);
  workload_end(w);
  poll_until(&t, &t.gone, 1);
  session_unsubscribe(s);
}

static void rate_event(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  seen t = {.records = 0};
  ask("counter", child_path("% Processor Time"), 100 * MS);
  if (session_subscribe(s)) fail_msg("%s", session_error(s));
  assert_true(workload_do(w, DO_SPIN));
  assert_true(workload_do(w, DO_SPIN));
  poll_until(&t, &t.known, 3);
  assert_true(t.first > 1); /* it spun from the first interval on */
  session_unsubscribe(s);
}

static void stopped(void **state) {
  (void)state;
  ask("counter", "\\System\\Processes", 3600000 * MS);
  if (session_subscribe(s)) fail_msg("%s", session_error(s));
  session_stop(s);
  session_unsubscribe(s);
}

int main(int argc, char **argv) {
  workload_main(argc, argv);
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {CASE(query), CASE(interval), CASE(several), CASE(errors),
      CASE(catalogue), CASE(event), CASE(rate_event), CASE(stopped)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
