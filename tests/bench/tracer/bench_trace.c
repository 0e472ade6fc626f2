/* The price of a watched call of a function with three arguments and a result, beside the least that any
 * tracer in the process must pay: two clock readings and the store of the record. Without arguments: all
 * cases, median of five interleaved runs, `NAME NS ns/call RATIO`; the ratio is that of what is added to the
 * bare call. bench_trace CASE: one run of a case, in this process: NS of the case, of the floor and of the
 * bare call; `plain` for peers. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "lab.h"
#include "work.h"

enum { CHUNKS = 200, CALLS = 10000, RUNS = 5, RING = 1 << 20 };

static volatile long sink;
static uint8_t ring[RING];
static uint64_t ring_at;

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

__attribute__((noinline)) static void call(void) {
  long s = 0;
  for (long i = 0; i < CALLS; i++)
    s += work3(i, s, 7);
  sink = s;
}

__attribute__((noinline)) static void call_and_store(void) {
  long s = 0;
  for (long i = 0; i < CALLS; i++) {
    uint64_t start = __rdtsc();
    long r = work3(i, s, 7);
    uint64_t end = __rdtsc();
    volatile uint64_t *p = (volatile uint64_t *)(void *)(ring + ring_at);
    p[0] = 56, p[1] = end, p[2] = end - start, p[3] = (uint64_t)r, p[4] = (uint64_t)i, p[5] = (uint64_t)s,
    p[6] = 7;
    ring_at = (ring_at + 56) & (RING - 64);
    s += r;
  }
  sink = s;
}

/* CPU time of one call: the tenth percentile of the chunks. */
static double measure(void (*run)(void)) {
  double ns[CHUNKS];
  for (int i = 0; i < CHUNKS; i++) {
    double start = now_ns();
    run();
    ns[i] = (now_ns() - start) / CALLS;
  }
  qsort(ns, CHUNKS, sizeof *ns, compare);
  return ns[CHUNKS / 10];
}

static const char *const cases[] = {"framed", "entry", "failed_only", "off"};

static lab *watch(const char *which) {
  static lab_row row = {"work3", 3, AGENT_FORM_FRAMED, TRACER_MINUS_ONE, 1, TRACER_ERROR_SYSTEM, 0};
  static const char *const names[] = {"work3", NULL};
  if (!strcmp(which, "entry")) row.form = AGENT_FORM_ENTRY;
  lab *l = lab_new(&(lab_setup){.rows = &row,
      .nrows = 1,
      .names = names,
      .policy = SONDE_LANE_BLOCK,
      .failed_only = !strcmp(which, "failed_only")});
  CHECK(lab_start(l) == AGENT_OK);
  if (!strcmp(which, "off")) atomic_store(&lab_head(l)->active, 0);
  return l;
}

static pid_t start_reader(lab *l) {
  pid_t reader = fork();
  while (!reader) {
    if (!lab_read(l, NULL, NULL)) usleep(100);
    if (getppid() == 1) _exit(0);
  }
  return reader;
}

static int run_case(const char *which) {
  double bare = measure(call), least = measure(call_and_store);
  if (!strcmp(which, "plain")) {
    printf("%.2f %.2f %.2f\n", measure(call), least, bare);
    return 0;
  }
  lab *l = watch(which);
  pid_t reader = start_reader(l);
  double watched = measure(call);
  printf("%.2f %.2f %.2f\n", watched, least, bare);
  kill(reader, SIGKILL);
  waitpid(reader, NULL, 0);
  return 0;
}

typedef struct result {
  double ns, ratio;
} result;

static result run_in_child(const char *which) {
  double watched = 0, least = 0, bare = 0;
  char command[600];
  snprintf(command, sizeof command, "/proc/%d/exe %s", getpid(), which);
  FILE *f = popen(command, "r");
  CHECK(f && fscanf(f, "%lf %lf %lf", &watched, &least, &bare) == 3);
  pclose(f);
  return (result){watched, (watched - bare) / (least - bare)};
}

int main(int argc, char **argv) {
  enum { CASES = sizeof cases / sizeof *cases };
  double ns[CASES][RUNS], ratio[CASES][RUNS];
  if (argc > 1) return run_case(argv[1]);
  for (int run = 0; run < RUNS; run++) {
    for (int c = 0; c < CASES; c++) {
      result r = run_in_child(cases[c]);
      ns[c][run] = r.ns, ratio[c][run] = r.ratio;
    }
  }
  for (int c = 0; c < CASES; c++) {
    qsort(ns[c], RUNS, sizeof(double), compare);
    qsort(ratio[c], RUNS, sizeof(double), compare);
    printf("trace.%s %.2f ns/call %.2f\n", cases[c], ns[c][RUNS / 2], ratio[c][RUNS / 2]);
  }
  return 0;
}
