/* Clocks through clock_gettime. */
#include "os/clock.h"

#include <errno.h>
#include <time.h>

enum { SECOND_NS = 1000000000 };

static int64_t read_clock(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (int64_t)t.tv_sec * SECOND_NS + t.tv_nsec;
}

int64_t clock_mono_ns(void) {
  return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_wall_ns(void) {
  return read_clock(CLOCK_REALTIME);
}

int64_t clock_thread_cpu_ns(void) {
  return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_process_cpu_ns(void) {
  return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void clock_sleep_ns(int64_t ns) {
  if (ns <= 0) return;
  struct timespec t = {.tv_sec = (time_t)(ns / SECOND_NS), .tv_nsec = (long)(ns % SECOND_NS)};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR)
    ;
}
