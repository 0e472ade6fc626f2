/* The orders, as the child carries them out. */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/thread.h"

struct workload {
  struct workload_process *process;
};

static void *block;
static struct workload_process *child;

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
  char answer;
  return child && workload_send(child, order) && workload_receive(child, &answer) && answer == order;
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
  case DO_NOTHING: return true;
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
  case DO_CHILD: return start_child();
  case DO_GRANDCHILD: return order_child(DO_CHILD);
  case DO_REAP: return reap_child();
  default: return false;
  }
}

void workload_main(int argc, char **argv) {
  char order;
  if (argc < 2 || strcmp(argv[1], "--workload") != 0) return;
  while (workload_read_order(&order) && order != 'x')
    if (!workload_answer(carry_out(order) ? order : '!')) break;
  exit(0);
}

uint32_t workload_pid(const workload *w) {
  return workload_process_pid(w->process);
}

bool workload_do(workload *w, char order) {
  char answer = 0;
  return workload_send(w->process, order) && workload_receive(w->process, &answer) && answer == order;
}

void workload_end(workload *w) {
  char answer;
  workload_send(w->process, 'x');
  while (workload_receive(w->process, &answer))
    continue; /* until its end of the pipe is closed */
}

void workload_free(workload *w) {
  workload_close(w->process);
  memory_free(w);
}

workload *workload_start(void) {
  struct workload_process *p = workload_spawn();
  if (!p) return NULL;
  workload *w = NEW(workload);
  w->process = p;
  if (workload_do(w, DO_NOTHING)) return w; /* it runs by now */
  workload_free(w);
  return NULL;
}
