/* The orders, as the child carries them out. */
#include "workload.h"

#include <stdio.h>
#include <string.h>

#include "os/clock.h"
#include "os/thread.h"

static void *block;
static workload *child;

static void spin(void) {
  int64_t end = clock_thread_cpu_ns() + WORKLOAD_CPU_NS;
  while (clock_thread_cpu_ns() < end)
    continue;
}

static void wait_for_ever(void *unused) {
  (void)unused;
  for (;;)
    clock_sleep_ns(10000000);
}

static bool start_threads(void) {
  for (int i = 0; i < WORKLOAD_THREADS; i++)
    if (!thread_start("wait", wait_for_ever, NULL, NULL)) return false;
  return true;
}

static bool touch(void) {
  block = workload_map(WORKLOAD_MEMORY);
  if (block) memset(block, 1, WORKLOAD_MEMORY);
  return block != NULL;
}

static bool open_handles(void) {
  for (int i = 0; i < WORKLOAD_HANDLES; i++)
    if (!workload_open_handle()) return false;
  return true;
}

static bool use_file(void) {
  char path[1024];
  snprintf(path, sizeof path, "%s.%u.tmp", workload_program(), (unsigned)clock_mono_ns());
  bool done = workload_file(path);
  remove(path);
  return done;
}

static bool order_child(char order) {
  return child && workload_do(child, order);
}

static bool start_child(void) {
  child = workload_spawn();
  return order_child(DO_SPIN);
}

static bool reap_child(void) {
  workload_close(child); /* it reads the end of its orders, and ends */
  child = NULL;
  return true;
}

static bool carry_out(char order) {
  switch (order) {
  case DO_TOUCH: return touch();
  case DO_FREE: return workload_unmap(block, WORKLOAD_MEMORY), true;
  case DO_HANDLES: return open_handles();
  case DO_SPIN: return spin(), true;
  case DO_THREADS: return start_threads();
  case DO_FILE: return use_file();
  case DO_SLEEP:
    for (int i = 0; i < WORKLOAD_SLEEPS; i++)
      clock_sleep_ns(2000000);
    return true;
  case DO_TRAFFIC: return workload_traffic();
  case DO_CHILD: return start_child();
  case DO_GRANDCHILD: return order_child(DO_CHILD);
  case DO_REAP: return reap_child();
  default: return false;
  }
}

void workload_main(int argc, char **argv) {
  workload_serve(argc, argv, carry_out);
}

void workload_free(workload *w) {
  workload_close(w);
}
