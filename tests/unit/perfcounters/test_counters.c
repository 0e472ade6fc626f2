/* Counters by path against a child that works on order. Rates are turned back into amounts by the clock
 * around both readings, so that a loaded machine does not matter. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "counter_set.h"
#include "os/clock.h"
#include "session.h"
#include "workload.h"

#define MIB 1048576.0

static workload *w;

typedef struct found {
  char counter[40], instance[64], unit[16];
  double value;
  uint32_t why, pid, index;
  bool absent;
} found;

static found rows[4096];
static size_t nrows;
static int64_t inner_ns, outer_ns; /* between the readings, without and with them */

static void keep(void *self, const counter_row *row) {
  (void)self;
  assert_true(nrows < 4096);
  found *f = &rows[nrows++];
  snprintf(f->counter, sizeof f->counter, "%.*s", (int)row->counter.len, row->counter.s);
  f->instance[path_instance_text(&row->instance, f->instance, sizeof f->instance - 1)] = 0;
  snprintf(f->unit, sizeof f->unit, "%s", row->unit);
  f->value = row->value;
  f->why = row->why;
  f->pid = row->instance.pid;
  f->index = row->instance.index;
  f->absent = row->absent;
}

/* Reads, has the child work (or does nothing), reads again. */
static void measure(const char *path, char order) {
  error e = {0};
  path_part part = {path, strlen(path)};
  counter_sources own = {.choice = SOURCE_OWN};
  counter_set *s = counter_set_new(&part, 1, &own, &e);
  if (!s) fail_msg("%s", e.text);
  int64_t begin = clock_mono_ns();
  if (counter_set_read(s, &e)) fail_msg("%s", e.text);
  int64_t first = clock_mono_ns();
  if (order && !workload_do(w, order)) fail_msg("the child did not do '%c'", order);
  if (!order) clock_sleep_ns(300000000);
  inner_ns = clock_mono_ns() - first;
  if (counter_set_read(s, &e)) fail_msg("%s", e.text);
  outer_ns = clock_mono_ns() - begin;
  nrows = 0;
  memset(rows, 0, sizeof rows);
  counter_set_rows(s, keep, NULL);
  counter_set_free(s);
}

static void measure_child(const char *counter, char order) {
  char path[128];
  snprintf(path, sizeof path, "\\Process(pid:%u)\\%s", (unsigned)workload_pid(w), counter);
  measure(path, order);
  assert_int_equal(nrows, 1);
  assert_int_equal(rows[0].pid, workload_pid(w));
}

/* measure is the one of measures.h: False where this platform doubts it, with the right reason. */
static bool is_known(const found *f, const char *measure_name) {
  char word[40];
  if (f->why == SONDE_WHY_KNOWN) return true;
  snprintf(word, sizeof word, " %s ", measure_name);
  if (!strstr(workload_doubtful, word)) fail_msg("%s is unknown (%s)", f->counter, why_word(f->why));
  assert_int_equal(f->why, SONDE_WHY_IMPLAUSIBLE);
  return false;
}

static void between(const found *f, double value, double least, double most) {
  if (value < least || value > most)
    fail_msg("%s of %s: %g is not in %g to %g", f->counter, f->instance, value, least, most);
}

static double gauge(const char *counter) {
  measure_child(counter, DO_NOTHING);
  assert_int_equal(rows[0].why, SONDE_WHY_KNOWN);
  return rows[0].value;
}

static int set_up(void **state) {
  (void)state;
  w = workload_start();
  return w ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  workload_free(w);
  return 0;
}

static void grows(const char *counter, char order, double least, double most) {
  double before = gauge(counter);
  if (!workload_do(w, order)) fail_msg("the child did not do '%c'", order);
  double after = gauge(counter);
  between(&rows[0], after - before, least, most);
}

static void process_gauges(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  grows("Working Set", DO_TOUCH, WORKLOAD_MEMORY - 2 * MIB, WORKLOAD_MEMORY + 2 * MIB);
  assert_string_equal(rows[0].unit, "bytes");
  /* Give or take one that the runtime of the child opens or closes for itself. */
  grows("Handle Count", DO_HANDLES, WORKLOAD_HANDLES - 1, WORKLOAD_HANDLES + 1);
  grows("Thread Count", DO_THREADS, WORKLOAD_THREADS, WORKLOAD_THREADS);
  double id = gauge("ID Process");
  between(&rows[0], id, workload_pid(w), workload_pid(w));
  double parent = gauge("Creating Process ID");
  between(&rows[0], parent, platform_self(), platform_self());
}

static void private_memory(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  grows("Private Bytes", DO_TOUCH, WORKLOAD_MEMORY - 2 * MIB, WORKLOAD_MEMORY + 2 * MIB);
}

static void processor_time(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  measure_child("% Processor Time", DO_SPIN);
  assert_int_equal(rows[0].why, SONDE_WHY_KNOWN);
  assert_string_equal(rows[0].unit, "percent");
  between(&rows[0], rows[0].value / 100 * (double)outer_ns, WORKLOAD_CPU_NS * 0.9, 1e12);
  between(&rows[0], rows[0].value / 100 * (double)inner_ns, 0, WORKLOAD_CPU_NS * 1.3 + 3e7);
}

static void amount(const char *counter, const char *measure_name, double expected, double slack) {
  measure_child(counter, DO_FILE);
  if (!is_known(&rows[0], measure_name)) return;
  between(&rows[0], rows[0].value * (double)outer_ns / 1e9, expected, 1e12);
  between(&rows[0], rows[0].value * (double)inner_ns / 1e9, 0, expected + slack);
}

static void input_output(void **state) {
  (void)state;
  SKIP_IF_DISTORTED();
  amount("IO Write Bytes/sec", "io_written", WORKLOAD_FILE, 4096);
  amount("IO Read Bytes/sec", "io_read", 2 * WORKLOAD_FILE, 65536);
  amount("IO Data Bytes/sec", "io_read", 3 * WORKLOAD_FILE, 65536);
  amount("IO Write Operations/sec", "io_writes", WORKLOAD_WRITES, 20);
}

/* Two of one name: each is there once, and each can be named. */
static void instances(void **state) {
  (void)state;
  char path[160];
  workload *other = workload_start();
  measure_child("ID Process", DO_NOTHING);
  char *name = rows[0].instance, base[64];
  snprintf(base, sizeof base, "%.*s", (int)strcspn(name, "#"), name);
  snprintf(path, sizeof path, "\\process(%.4s*)\\id process", base);
  measure(path, DO_NOTHING);
  found first = {.pid = 0}, second = {.pid = 0};
  for (size_t i = 0; i < nrows; i++) {
    if (rows[i].pid == workload_pid(w)) first = rows[i];
    if (rows[i].pid == workload_pid(other)) second = rows[i];
  }
  assert_int_equal(first.pid, workload_pid(w));
  assert_int_equal(second.pid, workload_pid(other));
  assert_true(first.index != second.index);
  snprintf(path, sizeof path, "\\Process(%s)\\ID Process", second.instance);
  measure(path, DO_NOTHING);
  assert_int_equal(nrows, 1);
  assert_int_equal(rows[0].pid, second.pid);
  workload_free(other);
  snprintf(path, sizeof path, "\\Process(pid:%u)\\ID Process", (unsigned)second.pid);
  measure(path, DO_NOTHING);
  assert_int_equal(nrows, 1);
  assert_true(rows[0].absent);
  assert_int_equal(rows[0].why, SONDE_WHY_GONE);
}

static void total(void **state) {
  (void)state;
  measure("\\Process(*)\\Thread Count", DO_NOTHING);
  double sum = 0, all = -1;
  bool ours = false;
  for (size_t i = 0; i < nrows; i++) {
    if (strcmp(rows[i].instance, "_Total") == 0)
      all = rows[i].value;
    else
      sum += rows[i].value;
    ours |= rows[i].pid == workload_pid(w);
  }
  assert_true(ours && nrows >= 3);
  between(&rows[0], all, sum, sum);
  measure("\\Process(_Total)\\ID Process", DO_NOTHING); /* a sum of numbers means nothing */
  assert_int_equal(nrows, 1);
  assert_int_equal(rows[0].why, SONDE_WHY_UNSUPPORTED);
}

static double of(const char *which, const char *counter) {
  for (size_t i = 0; i < nrows; i++)
    if (strcmp(rows[i].instance, which) == 0 && strcmp(rows[i].counter, counter) == 0) {
      assert_int_equal(rows[i].why, SONDE_WHY_KNOWN);
      return rows[i].value;
    }
  fail_msg("no %s of %s", counter, which);
  return -1;
}

static void processors(void **state) {
  (void)state;
  measure("\\Processor(*)\\*", DO_SPIN);
  static const char *const which[] = {"0", "_Total"};
  for (int i = 0; i < 2; i++) {
    double busy = of(which[i], "% Processor Time"), idle = of(which[i], "% Idle Time");
    double user = of(which[i], "% User Time"), kernel = of(which[i], "% Privileged Time");
    between(&rows[0], busy + idle, 0.001, 100.001); /* less than 100 where the machine below took time away */
    between(&rows[0], user + kernel - busy, -0.001, 0.001);
  }
  assert_true(of("_Total", "% Processor Time") > 0);
}

static void memory(void **state) {
  (void)state;
  error e;
  reading truth;
  platform *p = platform_open(&e);
  assert_int_equal(platform_system(p, M_ALL, &truth, &e), SONDE_OK);
  platform_close(p);
  double is = (double)truth.value[S_memory_available].i;
  measure("\\Memory\\*", DO_NOTHING);
  between(&rows[0], of("", "Available Bytes"), is * 0.8, is * 1.25);
  between(&rows[0], of("", "Available MBytes") * MIB - of("", "Available Bytes"), -1, 1);
  between(&rows[0], of("", "Available KBytes") * 1024 - of("", "Available Bytes"), -1, 1);
  double part = of("", "Committed Bytes") / of("", "Commit Limit") * 100;
  between(&rows[0], of("", "% Committed Bytes In Use") - part, -0.001, 0.001);
  assert_true(of("", "Committed Bytes") > MIB);
  measure("\\System\\*", DO_NOTHING);
  between(&rows[0], of("", "Processes"), (double)truth.value[P_processes].i / 2, 1e6);
  assert_true(of("", "Threads") >= of("", "Processes"));
  between(&rows[0], of("", "System Up Time") - (double)truth.value[S_uptime].i / 1e9, -1, 60);
}

static void volumes(void **state) {
  (void)state;
  error e;
  disk disks[8];
  platform *p = platform_open(&e);
  size_t n = platform_disks(p, disks, 8);
  platform_close(p);
  measure("\\LogicalDisk(*)\\Free Megabytes", DO_NOTHING);
  assert_int_equal(nrows, n ? n + 1 : 1); /* and _Total */
  if (n)
    between(&rows[0], rows[0].value, (double)disks[0].free_bytes / MIB * 0.9,
        (double)disks[0].free_bytes / MIB * 1.1);
}

/* The loopback interface sees each byte twice: out and in. Real Windows lists none. */
static void network(void **state) {
  (void)state;
  measure("\\Network Interface(lo)\\Bytes Total/sec", DO_TRAFFIC);
  assert_int_equal(nrows, 1);
  if (rows[0].absent) skip();
  assert_int_equal(rows[0].why, SONDE_WHY_KNOWN);
  between(&rows[0], rows[0].value * (double)outer_ns / 1e9, 2 * WORKLOAD_TRAFFIC, 1e12);
}

/* Where disks can be measured at all they are busy between never and always. */
static void disks_measured(void **state) {
  (void)state;
  measure("\\PhysicalDisk(*)\\% Idle Time", 0);
  for (size_t i = 0; i < nrows; i++)
    if (rows[i].why == SONDE_WHY_KNOWN)
      between(&rows[i], rows[i].value, 0, 100);
    else
      assert_int_equal(rows[i].why, SONDE_WHY_UNSUPPORTED);
}

int main(int argc, char **argv) {
  workload_main(argc, argv);
#define CHILD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {CHILD(process_gauges), CHILD(private_memory), CHILD(processor_time),
      CHILD(input_output), CHILD(instances), CHILD(total), CHILD(processors), CHILD(memory), CHILD(volumes),
      CHILD(network), CHILD(disks_measured)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
