/* What reading processes costs: a pass over 1,000 idle ones beside `ps -eo pid,rss,nlwp,time` (marginal CPU
 * time per process, medians of 5), one process in full, and a tree of ten among the thousand. The floor of a
 * single reading is open, read and close of three files of /proc. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measures.h"
#include "os/clock.h"
#include "session.h"

#define IDLE 1000
#define TREE 10
#define RUNS 5

static pid_t children[IDLE];
static volatile pid_t
    *tree_root; /* shared: our child tells its child here, whose tree does not take in our other children */

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double (*measure)(void)) {
  double v[RUNS];
  measure(); /* warm */
  for (int i = 0; i < RUNS; i++)
    v[i] = measure();
  qsort(v, RUNS, sizeof v[0], by_value);
  return v[RUNS / 2];
}

static double children_cpu_ns(void) {
  struct rusage r;
  getrusage(RUSAGE_CHILDREN, &r);
  return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e9 +
         (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e3;
}

static double run_ps(void) {
  double before = children_cpu_ns();
  pid_t pid = fork();
  if (pid == 0) {
    dup2(open("/dev/null", O_WRONLY), 1);
    execlp("ps", "ps", "-eo", "pid,rss,nlwp,time", (char *)NULL);
    _exit(127);
  }
  int status;
  waitpid(pid, &status, 0);
  if (status) fprintf(stderr, "ps failed\n");
  return children_cpu_ns() - before;
}

static session *s;
static uint64_t seen;

static void count(void *self, const record_source *source, const sonde_record *record) {
  (void)self;
  (void)source;
  (void)record;
  seen++;
}

static double run_pass(void) {
  int64_t before = clock_thread_cpu_ns();
  seen = 0;
  session_begin(s, "processes");
  if (session_query(s, M_BIT(P_pid) | M_BIT(P_resident) | M_BIT(P_threads) | M_BIT(P_cpu_time), count, NULL))
    exit(1);
  return (double)(clock_thread_cpu_ns() - before);
}

static double run_process(bool tree) {
  int64_t before = clock_thread_cpu_ns();
  for (int i = 0; i < 200; i++) {
    session_begin(s, "process");
    session_set(s, "pid", (sonde_value){.kind = SONDE_I64, .u.i = *tree_root});
    session_set(s, "tree", (sonde_value){.kind = SONDE_BOOL, .u.u = tree});
    if (session_call(s)) exit(1);
  }
  return (double)(clock_thread_cpu_ns() - before) / 200;
}

static double run_one(void) {
  return run_process(false);
}

static double run_tree(void) {
  return run_process(true);
}

static double run_floor(void) {
  static const char *const files[] = {"stat", "status", "io"};
  char path[64], bytes[4096];
  int64_t before = clock_thread_cpu_ns();
  for (int i = 0; i < 200; i++)
    for (int f = 0; f < 3; f++) {
      snprintf(path, sizeof path, "/proc/%d/%s", (int)*tree_root, files[f]);
      int file = open(path, O_RDONLY);
      if (file < 0 || read(file, bytes, sizeof bytes) <= 0) exit(1);
      close(file);
    }
  return (double)(clock_thread_cpu_ns() - before) / 200;
}

static void idle(void) {
  for (;;)
    pause();
}

static pid_t start_idle(int descendants) {
  pid_t pid = fork();
  if (pid) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing is left behind, however this ends */
  if (descendants == TREE) *tree_root = start_idle(descendants - 1);
  if (descendants > 0 && descendants < TREE) start_idle(descendants - 1);
  idle();
  return 0;
}

int main(void) {
  tree_root = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  s = session_open();
  double ps_without = median(run_ps), pass_without = median(run_pass);
  uint64_t others = seen;
  pid_t top = start_idle(TREE); /* a chain: each one's only child is the next */
  for (int i = 0; i < IDLE; i++)
    children[i] = start_idle(0);
  double ps_with = median(run_ps), pass_with = median(run_pass);
  double more = (double)(seen - others);
  double ps = (ps_with - ps_without) / more, pass = (pass_with - pass_without) / more;
  double one = median(run_one), tree = median(run_tree), floor = median(run_floor);
  kill(top, SIGKILL);
  for (int i = 0; i < IDLE; i++)
    kill(children[i], SIGKILL);
  while (wait(NULL) > 0)
    continue;
  printf("processes.pass %.2f us/process %.3f\n", pass / 1e3, pass / ps);
  printf("processes.ps %.2f us/process 1\n", ps / 1e3);
  printf("process.one %.2f us %.3f\n", one / 1e3, one / floor);
  printf("process.tree_of_%d %.2f us %.3f\n", TREE, tree / 1e3, tree / floor);
  session_close(s);
  return 0;
}
