/* `process`: every value against what a child was ordered to do. Tolerances are stated at each. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "os/clock.h"
#include "session.h"
#include "workload.h"

#define MIB 1048576
#define ALL_EXPENSIVE "handles private_resident switches switches_voluntary switches_involuntary"

static session *s;
static workload *w;

static void order(char what) {
  if (!workload_do(w, what)) fail_msg("the child did not do '%c'", what);
}

static void read_child(void) {
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  session_set_list(s, "columns", ALL_EXPENSIVE);
  if (session_call(s)) fail_msg("%s", session_error(s));
}

static bool listed(const char *words, const char *name) {
  char word[64];
  snprintf(word, sizeof word, " %s ", name);
  return strstr(words, word) != NULL;
}

/* True: known, or else it must be a value that this platform lacks, with the right reason. */
static bool is_known(const char *name) {
  uint32_t why = session_why(s, name);
  if (why == SONDE_WHY_KNOWN) return true;
  if (listed(workload_unsupported, name))
    assert_int_equal(why, SONDE_WHY_UNSUPPORTED);
  else if (listed(workload_doubtful, name))
    assert_int_equal(why, SONDE_WHY_IMPLAUSIBLE);
  else
    fail_msg("%s is unknown (%s)", name, why_word(why));
  return false;
}

/* What the order adds to a value: between least and most. */
static void adds(char what, const char *name, int64_t least, int64_t most) {
  read_child();
  if (!is_known(name)) {
    order(what);
    return;
  }
  int64_t before = session_int(s, name);
  order(what);
  read_child();
  int64_t more = session_int(s, name) - before;
  if (more < least || more > most)
    fail_msg("'%c' adds %lld to %s, not %lld to %lld", what, (long long)more, name, (long long)least,
        (long long)most);
}

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

/* 50 MiB are touched: 2 MiB are left for what the system adds by itself, and for Linux's inexact counters. */
static void memory(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  static const char *const names[] = {"resident", "private", "virtual", "private_resident"};
  for (size_t i = 0; i < 4; i++) {
    adds(DO_TOUCH, names[i], WORKLOAD_MEMORY - 2 * MIB, WORKLOAD_MEMORY + 2 * MIB);
    adds(DO_FREE, names[i], -WORKLOAD_MEMORY - 2 * MIB, -WORKLOAD_MEMORY + 2 * MIB);
  }
  read_child();
  if (is_known("resident_peak"))
    assert_true(session_int(s, "resident_peak") >= session_int(s, "resident") + WORKLOAD_MEMORY / 2);
}

/* A quarter is left for the shadow memory of sanitizers. A page of 4 KiB each, or one fault for 2 MiB where
 * the system gives huge pages; nothing was read from a disk. */
static void faults(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  adds(DO_TOUCH, "faults_minor", WORKLOAD_MEMORY / (2 * MIB), WORKLOAD_MEMORY / 4096 * 5 / 4);
  adds(DO_SLEEP, "faults_major", 0, 20);
}

/* Handles are exact. */
static void handles(void **state) {
  (void)state;
  adds(DO_HANDLES, "handles", WORKLOAD_HANDLES, WORKLOAD_HANDLES);
}

static void threads(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  adds(DO_THREADS, "threads", WORKLOAD_THREADS, WORKLOAD_THREADS);
}

/* 300 ms by the child's own clock; the reading shows ticks of 10 ms at worst (user and kernel: 16 ms on
 * Windows), and the child's own bookkeeping is small. */
static void cpu(void **state) {
  (void)state;
  adds(DO_SPIN, "cpu_time", WORKLOAD_CPU_NS - 20000000, WORKLOAD_CPU_NS + 60000000);
  read_child();
  int64_t before = session_int(s, "cpu_user") + session_int(s, "cpu_kernel");
  order(DO_SPIN);
  read_child();
  int64_t used = session_int(s, "cpu_user") + session_int(s, "cpu_kernel") - before;
  assert_in_range(used, WORKLOAD_CPU_NS - 40000000, WORKLOAD_CPU_NS + 80000000);
}

/* The share is CPU time by time since the last reading: compared with the same quotient from outside, within
 * 0.1. */
static void share(void **state) {
  (void)state;
  read_child();
  int64_t start = clock_mono_ns(), cpu_before = session_int(s, "cpu_time");
  order(DO_SPIN);
  read_child();
  double elapsed = (double)(clock_mono_ns() - start),
         used = (double)(session_int(s, "cpu_time") - cpu_before);
  sonde_value v = session_get(s, "cpu_share");
  assert_int_equal(v.kind, SONDE_F64);
  if (v.u.n < used / elapsed - 0.1 || v.u.n > used / elapsed + 0.1)
    fail_msg("share %f, not %f", v.u.n, used / elapsed);
  order(DO_SLEEP);
  clock_sleep_ns(200000000);
  read_child();
  assert_true(session_get(s, "cpu_share").u.n < 0.2); /* it slept since */
}

/* Bytes and calls of the file; a pipe message or two come on top. */
static void input_output(void **state) {
  (void)state;
  adds(DO_FILE, "io_written", WORKLOAD_FILE, WORKLOAD_FILE + 4096);
  adds(DO_FILE, "io_read", 2 * WORKLOAD_FILE, 2 * WORKLOAD_FILE + 4096);
  adds(DO_FILE, "io_writes", WORKLOAD_WRITES, WORKLOAD_WRITES + 10);
  adds(DO_FILE, "io_reads", WORKLOAD_READS, WORKLOAD_READS + 10);
  adds(DO_FILE, "storage_read", 0, 1 * MIB); /* the cache has it */
  adds(DO_FILE, "storage_written", 0, WORKLOAD_FILE + MIB);
}

/* Each sleep is one voluntary switch; waiting for orders adds a few. */
static void switches(void **state) {
  (void)state;
  adds(DO_SLEEP, "switches_voluntary", WORKLOAD_SLEEPS, WORKLOAD_SLEEPS + 20);
  adds(DO_SLEEP, "switches", WORKLOAD_SLEEPS, 1000000);
  adds(DO_SPIN, "switches_involuntary", 0, 1000000);
}

/* Those of all threads are summed, not only the main thread's: while it sleeps 50 times 2 ms, five others
 * sleep for 10 ms again and again. */
static void switches_of_threads(void **state) {
  (void)state;
  order(DO_THREADS);
  clock_sleep_ns(100000000);
  adds(DO_SLEEP, "switches_voluntary", WORKLOAD_SLEEPS + 3 * WORKLOAD_THREADS, 100000);
}

/* It has answered, and goes to wait for the next order within 2 s. */
static bool falls_asleep(void) {
  for (int i = 0; i < 100; i++) {
    read_child();
    sonde_value v = session_get(s, "state");
    if (v.kind == SONDE_TEXT && v.len == 8 && memcmp(v.u.s, "sleeping", 8) == 0) return true;
    clock_sleep_ns(20000000);
  }
  return false;
}

static void identity(void **state) {
  (void)state;
  read_child();
  int64_t now = clock_wall_ns(), started = session_int(s, "started");
  assert_int_equal(session_int(s, "pid"), workload_pid(w));
  assert_int_equal(session_int(s, "processes"), 1);
  session_begin(s, "process");
  session_set(s, "pid", value_i64(session_self()));
  assert_int_equal(session_call(s), SONDE_OK);
  int64_t own = session_int(s, "started");
  assert_true(started >= own - 20000000 && started <= now + 20000000); /* ticks of 10 ms */
  sonde_value name = session_get(s, "name");
  assert_int_equal(name.kind, SONDE_TEXT);
  assert_true(name.len >= 12 && memcmp(name.u.s, "test_perfcou", 12) == 0);
  read_child();
  assert_int_equal(session_int(s, "parent"), session_self());
  assert_int_equal(session_int(s, "started"), started); /* never moves */
  sonde_value command = session_get(s, "command");
  assert_int_equal(command.kind, SONDE_TEXT);
  assert_true(command.len > 10 && memcmp(command.u.s + command.len - 10, "--workload", 10) == 0);
  assert_int_equal(session_get(s, "user").kind, SONDE_TEXT);
  if (is_known("state")) assert_true(falls_asleep());
  if (is_known("disk_blocked")) assert_int_equal(session_int(s, "disk_blocked"), 0);
}

static void only_what_is_asked(void **state) {
  (void)state;
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  assert_int_equal(session_call(s), SONDE_OK);
  assert_int_equal(session_why(s, "handles"), SONDE_WHY_NOT_ASKED);
  assert_int_equal(session_why(s, "private_resident"), SONDE_WHY_NOT_ASKED);
  assert_int_equal(session_why(s, "switches"), SONDE_WHY_NOT_ASKED);
  assert_int_equal(session_why(s, "cpu_time"), SONDE_WHY_KNOWN);
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  session_set_list(s, "only", "resident handles");
  assert_int_equal(session_call(s), SONDE_OK);
  assert_int_equal(session_why(s, "resident"), SONDE_WHY_KNOWN);
  assert_int_equal(session_why(s, "handles"), SONDE_WHY_KNOWN);
  assert_int_equal(session_why(s, "cpu_time"), SONDE_WHY_NOT_ASKED);
  assert_int_equal(session_why(s, "name"), SONDE_WHY_NOT_ASKED);
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  session_set_list(s, "columns", "handels");
  assert_int_equal(session_call(s), SONDE_ARG);
  assert_non_null(strstr(session_error(s), "handels"));
}

/* After its end it is missing; before it is waited for, Linux still has its accounts, but no memory. */
static void the_end(void **state) {
  (void)state;
  order(DO_SPIN);
  workload_end(w);
  clock_sleep_ns(50000000);
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  sonde_status status = session_call(s);
  if (status == SONDE_OK && session_why(s, "resident") == SONDE_WHY_GONE) {
    assert_true(session_int(s, "cpu_time") >= WORKLOAD_CPU_NS - 20000000);
    assert_int_equal(session_why(s, "private"), SONDE_WHY_GONE);
    assert_memory_equal(session_get(s, "state").u.s, "ended", 5);
  } else {
    assert_int_equal(status, SONDE_MISSING);
  }
  uint32_t pid = workload_pid(w);
  workload_free(w);
  w = NULL;
  session_begin(s, "process");
  session_set(s, "pid", value_i64(pid));
  assert_int_equal(session_call(s), SONDE_MISSING);
  assert_non_null(strstr(session_error(s), "there is no process"));
}

static void a_number_used_again(void **state) {
  (void)state;
  read_child();
  int64_t started = session_int(s, "started");
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  session_set(s, "started", value_i64(started));
  assert_int_equal(session_call(s), SONDE_OK);
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  session_set(s, "started", value_i64(started - 1000000000));
  assert_int_equal(session_call(s), SONDE_MISSING);
}

static void read_tree(const char *what) {
  (void)what;
  session_begin(s, "process");
  session_set(s, "pid", value_i64(workload_pid(w)));
  session_set(s, "tree", value_bool(true));
  session_set_list(s, "columns", "handles");
  if (session_call(s)) fail_msg("%s", session_error(s));
}

/* A tree of three: each adds its part; CPU time of ended ones stays. Each child spins 300 ms when it starts;
 * a tick of 10 ms each may lack. */
static void tree(void **state) {
  (void)state;
  read_tree("root");
  assert_int_equal(session_int(s, "processes"), 1);
  int64_t resident = session_int(s, "resident");
  int64_t cpu = session_int(s, "cpu_time");
  order(DO_CHILD);
  order(DO_GRANDCHILD);
  read_tree("three");
  assert_int_equal(session_int(s, "processes"), 3);
  assert_true(session_int(s, "threads") >= 3);
  assert_true(session_int(s, "resident") > 2 * resident);
  int64_t grown = session_int(s, "cpu_time");
  assert_in_range(grown - cpu, 2 * WORKLOAD_CPU_NS - 40000000, 2 * WORKLOAD_CPU_NS + 400000000);
  order(DO_REAP);
  read_tree("after the end of the child");
  int64_t last = session_int(s, "cpu_time");
  assert_true(last >= grown);
  assert_true(last - grown < 100000000);
  clock_sleep_ns(100000000); /* the grandchild reads the end of its orders, and ends */
  order(DO_SPIN);
  read_tree("after all");
  assert_int_equal(session_int(s, "processes"), 1);
  assert_in_range(session_int(s, "cpu_time") - last, WORKLOAD_CPU_NS - 40000000, WORKLOAD_CPU_NS + 100000000);
}

#define WITH_CHILD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(int argc, char **argv) {
  workload_main(argc, argv);
  const struct CMUnitTest tests[] = {
      WITH_CHILD(memory),
      WITH_CHILD(faults),
      WITH_CHILD(handles),
      WITH_CHILD(threads),
      WITH_CHILD(cpu),
      WITH_CHILD(share),
      WITH_CHILD(input_output),
      WITH_CHILD(switches),
      WITH_CHILD(switches_of_threads),
      WITH_CHILD(identity),
      WITH_CHILD(only_what_is_asked),
      WITH_CHILD(the_end),
      WITH_CHILD(a_number_used_again),
      WITH_CHILD(tree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
