/* What it costs to start: CPU time, user and kernel, of whole runs of the program. The floor is a program
 * that does nothing. */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "bench.h"
#include "os/file.h"

enum { RUNS = 21, STATUS_FAILED = 1 };

/* In milliseconds; -1: it failed. */
static double run_once(const char *const *argv) {
  pid_t pid = fork();
  if (pid == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
  }
  int status;
  struct rusage u;
  if (pid < 0 || wait4(pid, &status, 0, &u) != pid || status != 0) return -1;
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static double median_of_runs(const char *const *argv) {
  double ms[RUNS];
  for (int i = 0; i < RUNS; i++) {
    ms[i] = run_once(argv);
    if (ms[i] < 0) {
      fprintf(stderr, "%s %s failed\n", argv[0], argv[1] ? argv[1] : "");
      exit(STATUS_FAILED);
    }
  }
  return bench_median(ms, RUNS);
}

int main(void) {
  arena a = {0};
  const char *own = file_program(&a);
  const char *sonde =
      file_absolute(&a, arena_format(&a, "%.*s/../../bin/sonde", (int)(strrchr(own, '/') - own), own));
  double floor_ms = median_of_runs((const char *[]){"/bin/true", NULL});
  double list_ms = median_of_runs((const char *[]){sonde, "list", NULL});
  double run_ms = median_of_runs((const char *[]){sonde, "run", SCRIPTS "/empty.lua", NULL});
  double explain_ms = median_of_runs((const char *[]){sonde, "explain", "hresult:0x80010001", NULL});
  printf("startup.list %.2f ms %.2f\n", list_ms, list_ms / floor_ms);
  printf("startup.run_empty_check %.2f ms %.2f\n", run_ms, run_ms / floor_ms);
  printf("startup.explain %.2f ms %.2f\n", explain_ms, explain_ms / floor_ms);
  arena_free(&a);
  return 0;
}
