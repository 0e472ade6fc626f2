/* What reading counters by path costs: CPU time of one reading with its values, beside reading the files
 * behind it bare. Medians of 9. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "counter_set.h"
#include "os/clock.h"

#define RUNS 9
#define ROUNDS 100

static size_t nrows;

static void count(void *self, const counter_row *row) {
  (void)self;
  (void)row;
  nrows++;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double v[RUNS]) {
  qsort(v, RUNS, sizeof v[0], by_value);
  return v[RUNS / 2];
}

static double read_path(const char *path) {
  error e;
  double v[RUNS];
  path_part part = {path, strlen(path)};
  counter_sources own = {.choice = SOURCE_OWN};
  counter_set *s = counter_set_new(&part, 1, &own, &e);
  if (!s || counter_set_read(s, &e)) exit(1);
  for (int run = 0; run < RUNS; run++) {
    int64_t before = clock_thread_cpu_ns();
    for (int i = 0; i < ROUNDS; i++) {
      if (counter_set_read(s, &e)) exit(1);
      nrows = 0;
      counter_set_rows(s, count, NULL);
    }
    v[run] = (double)(clock_thread_cpu_ns() - before) / ROUNDS;
  }
  counter_set_free(s);
  return median(v);
}

static double read_file(const char *path) {
  double v[RUNS];
  char bytes[16384];
  for (int run = 0; run < RUNS; run++) {
    int64_t before = clock_thread_cpu_ns();
    for (int i = 0; i < ROUNDS; i++) {
      int file = open(path, O_RDONLY);
      if (file < 0 || read(file, bytes, sizeof bytes) <= 0) exit(1);
      close(file);
    }
    v[run] = (double)(clock_thread_cpu_ns() - before) / ROUNDS;
  }
  return median(v);
}

static void tell(const char *name, double ns, double floor_ns) {
  printf("%s %.2f us %.2f\n", name, ns / 1e3, ns / floor_ns);
}

int main(void) {
  double stat = read_file("/proc/self/stat"), machine = read_file("/proc/stat"),
         disks = read_file("/proc/diskstats");
  tell("counter.processors", read_path("\\Processor(*)\\% Processor Time"), machine);
  tell("counter.disks", read_path("\\PhysicalDisk(*)\\*"), disks);
  tell("counter.memory", read_path("\\Memory\\Available Bytes"), read_file("/proc/meminfo"));
  char path[64];
  snprintf(path, sizeof path, "\\Process(pid:%d)\\Working Set", (int)getpid());
  double one = read_path(path), all = read_path("\\Process(*)\\Working Set");
  printf("counter.processes %zu\n", nrows);
  tell("counter.process_of_all", all / (double)nrows, stat);
  tell("counter.process_by_pid", one, stat);
  return 0;
}
