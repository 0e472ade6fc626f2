/* `system` and `processes`: against a child, against each other, and against facts that must hold on any
 * machine. */
#include "check.h"

#include "os/clock.h"
#include "session.h"
#include "workload.h"

#define MIB 1048576
#define MS INT64_C(1000000)

static session *s;
static workload *w;

static int set_up(void **state) {
  (void)state;
  s = session_open();
  w = workload_start();
  return w ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  if (w) workload_free(w);
  w = NULL;
  session_close(s);
  return 0;
}

static void read_system(void) {
  session_begin(s, "system");
  session_set(s, "disks", value_bool(true));
  if (session_call(s)) fail_msg("%s", session_error(s));
}

static int64_t known(const char *name) {
  uint32_t why = session_why(s, name);
  if (why == SONDE_WHY_KNOWN) return session_int(s, name);
  /* Windows lacks some, Wine gives zeros for others: the reason tells which */
  assert_true(why == SONDE_WHY_UNSUPPORTED || why == SONDE_WHY_IMPLAUSIBLE);
  return -1;
}

/* What an order adds to a value of the whole machine is at least so much, in one of five trials: others work
 * on it too. */
static void adds_least(char order, const char *name, int64_t least) {
  for (int trial = 0; trial < 5; trial++) {
    read_system();
    int64_t before = known(name);
    if (before < 0) return;
    assert_true(workload_do(w, order));
    read_system();
    if (known(name) - before >= least) return;
  }
  fail_msg("%s did not change by %lld", name, (long long)least);
}

/* A child touches 50 MiB again and again: after at most 1.2 GiB, 100 MiB more are in use. The system serves
 * the first ones from lists of pages that others gave back a moment ago and that it still counts as used. */
static bool memory_grows(void) {
  read_system();
  int64_t before = session_int(s, "memory_used"), more = 0;
  for (int i = 0; i < 24 && more < 2 * WORKLOAD_MEMORY; i++) {
    assert_true(workload_do(w, DO_TOUCH));
    read_system();
    more = session_int(s, "memory_used") - before;
  }
  return more >= 2 * WORKLOAD_MEMORY;
}

/* Others may end and give memory back meanwhile, so it is tried again. */
static void memory_is_seen(void) {
  bool seen = false;
  for (int trial = 0; trial < 4 && !seen; trial++)
    seen = memory_grows();
  assert_true(seen);
}

static void work_is_seen(void **state) {
  (void)state;
  adds_least(DO_SPIN, "cpu_time", WORKLOAD_CPU_NS - 40 * MS);
  adds_least(DO_SPIN, "cpu_user", WORKLOAD_CPU_NS / 4);
  memory_is_seen();
  adds_least(DO_THREADS, "threads", WORKLOAD_THREADS);
  adds_least(DO_CHILD, "processes", 1);
  adds_least(DO_HANDLES, "handles", WORKLOAD_HANDLES);
  adds_least(DO_SLEEP, "switches", WORKLOAD_SLEEPS);
  adds_least(DO_TOUCH, "faults_minor", WORKLOAD_MEMORY / (2 * MIB));
}

static void facts(void **state) {
  (void)state;
  read_system();
  int64_t uptime = session_int(s, "uptime"), booted = session_int(s, "booted"), now = clock_wall_ns();
  assert_true(session_int(s, "cpus") >= 1 && session_int(s, "cpus") < 4096);
  assert_int_equal(
      session_int(s, "memory_used") + session_int(s, "memory_available"), session_int(s, "memory_total"));
  assert_true(session_int(s, "memory_total") > 64 * MIB);
  assert_true(session_int(s, "swap_used") <= session_int(s, "swap_total"));
  assert_true(booted + uptime > now - 5000 * MS && booted + uptime < now + 5000 * MS);
  int64_t cpu = session_int(s, "cpu_time");
  assert_true(cpu > 0 && cpu < uptime * session_int(s, "cpus") + 10000 * MS);
  clock_sleep_ns(200 * MS);
  read_system();
  int64_t later = session_int(s, "uptime") - uptime;
  assert_true(later >= 180 * MS && later < 20000 * MS);
  assert_true(session_int(s, "cpu_time") >= cpu);
}

/* All shares lie between nothing and everything; while a child spins on one CPU, at least a fifth of it is
 * seen. */
static void shares(void **state) {
  (void)state;
  read_system();
  double cpus = (double)session_int(s, "cpus");
  assert_true(workload_do(w, DO_SPIN));
  read_system();
  double share = session_get(s, "cpu_share").u.n, user = session_get(s, "user_share").u.n;
  assert_true(share > 0.2 / cpus && share <= 1.01);
  assert_true(user > 0 && user <= share + 0.01);
  assert_true(session_get(s, "kernel_share").u.n <= share + 0.01);
}

static void disks(void **state) {
  (void)state;
  read_system();
  sonde_value list = session_get(s, "disks");
  assert_int_equal(list.kind, SONDE_LIST);
  assert_true(list.len >= 1);
  for (uint32_t i = 0; i < list.len; i++) {
    const sonde_value *total = value_get(&list.u.list[i], "total"),
                      *left = value_get(&list.u.list[i], "free");
    assert_int_equal(value_get(&list.u.list[i], "path")->kind, SONDE_TEXT);
    assert_true(total->u.i > 0 && left->u.i >= 0 && left->u.i <= total->u.i);
  }
}

typedef struct listing {
  uint32_t pid, records, matches, not_asked;
  int64_t threads, resident, cpu, parent, handles;
  uint32_t handles_why;
  bool named, has_command;
} listing;

static void list(void *self, const record_source *source, const sonde_record *record) {
  listing *l = self;
  uint32_t why;
  l->records++;
  if (session_column(source, record, "pid", &why) != (int64_t)l->pid) return;
  l->matches++;
  l->parent = session_column(source, record, "parent", &why);
  l->resident = session_column(source, record, "resident", &why);
  l->cpu = session_column(source, record, "cpu_time", &why);
  l->handles = session_column(source, record, "handles", &l->handles_why);
  l->threads = session_column(source, record, "threads", &why);
  l->not_asked = why;
  sonde_value name = record_value(source, record, (uint32_t)record_find_column(source->type, "name"));
  l->named = name.kind == SONDE_TEXT && name.len >= 12 && memcmp(name.u.s, "test_perfcou", 12) == 0;
  sonde_value command = record_value(source, record, (uint32_t)record_find_column(source->type, "command"));
  l->has_command = command.kind == SONDE_TEXT && command.len > 10 &&
                   memcmp(command.u.s + command.len - 10, "--workload", 10) == 0;
}

static listing run_query(const char *name, uint32_t pid, const char *columns, uint64_t wanted) {
  listing l = {.pid = workload_pid(w)};
  session_begin(s, "processes");
  if (name) session_set(s, "name", value_text(name));
  if (pid) session_set(s, "pid", value_i64(pid));
  if (columns) session_set_list(s, "columns", columns);
  if (session_query(s, wanted, list, &l)) fail_msg("%s", session_error(s));
  return l;
}

/* A child with 50 MiB, 5 threads, 300 ms: 2 MiB and 20 ms are left for what it does besides. */
static void list_shows_the_child(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  assert_true(workload_do(w, DO_TOUCH) && workload_do(w, DO_THREADS) && workload_do(w, DO_SPIN));
  listing l = run_query(NULL, 0, "handles", 0);
  assert_int_equal(l.matches, 1);
  assert_true(l.records >= 2);
  assert_int_equal(l.parent, session_self());
  assert_true(l.threads >= WORKLOAD_THREADS + 1 && l.threads <= WORKLOAD_THREADS + 3);
  assert_in_range(l.resident, WORKLOAD_MEMORY, WORKLOAD_MEMORY + 40 * MIB);
  assert_in_range(l.cpu, WORKLOAD_CPU_NS - 20 * MS, WORKLOAD_CPU_NS + 400 * MS);
  assert_true(l.named && l.has_command);
  assert_int_equal(l.handles_why, SONDE_WHY_KNOWN);
  assert_true(l.handles >= 3);
}

static void list_of_some(void **state) {
  (void)state;
  listing l = run_query("test_perfcou*", 0, NULL, 0);
  assert_int_equal(l.matches, 1);
  assert_true(l.records >= 2 && l.records < 20); /* parent and child, and tests that run beside */
  assert_int_equal(l.handles_why, SONDE_WHY_NOT_ASKED);
  assert_int_equal(run_query("no such name", 0, NULL, 0).records, 0);
  assert_int_equal(run_query(NULL, workload_pid(w), NULL, 0).records, 1);
}

/* The consumer will use the first two columns only: nothing else is given out. */
static void list_of_wanted_columns(void **state) {
  (void)state;
  listing l = run_query(NULL, 0, NULL, 3);
  assert_int_equal(l.matches, 1);
  assert_int_equal(l.not_asked, SONDE_WHY_NOT_ASKED);
  assert_int_equal(l.parent, session_self());
}

/* Somebody else's input and output is denied, not zero. Where all may be read (or nothing is process 1),
 * there is nothing to see. */
static void others(void **state) {
  (void)state;
  session_begin(s, "process");
  session_set(s, "pid", value_i64(1));
  session_set_list(s, "columns", "private_resident");
  if (session_call(s) == SONDE_MISSING) {
    print_message("skipped: there is no process 1 to look at\n");
    skip();
  }
  static const char *const names[] = {"io_read", "private_resident"};
  for (int i = 0; i < 2; i++) {
    uint32_t why = session_why(s, names[i]);
    assert_true(why == SONDE_WHY_KNOWN || why == SONDE_WHY_DENIED);
  }
  assert_int_equal(session_why(s, "cpu_time"), SONDE_WHY_KNOWN);
}

#define WITH_CHILD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(int argc, char **argv) {
  workload_main(argc, argv);
  const struct CMUnitTest tests[] = {
      WITH_CHILD(work_is_seen),
      WITH_CHILD(facts),
      WITH_CHILD(shares),
      WITH_CHILD(disks),
      WITH_CHILD(list_shows_the_child),
      WITH_CHILD(list_of_some),
      WITH_CHILD(list_of_wanted_columns),
      WITH_CHILD(others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
