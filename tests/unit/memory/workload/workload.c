/* The orders, as the child carries them out. */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/process.h"
#include "os/thread.h"

struct workload {
  struct workload_process *process;
};

static void wait_for_ever(void *unused) {
  (void)unused;
  for (;;)
    clock_sleep_ns(10000000);
}

static bool start_threads(void) {
  for (int i = 0; i < WORKLOAD_THREADS; i++)
    if (!thread_start("wait", wait_for_ever, NULL, NULL)) return false;
  clock_sleep_ns(50000000); /* they sleep by now, mostly */
  return true;
}

static bool take_memory(void) {
  void *block = workload_map(WORKLOAD_MEMORY);
  if (block) memset(block, 1, WORKLOAD_MEMORY);
  return block != NULL;
}

static bool map_file(void) {
  static volatile unsigned sum;
  char path[1200];
  workload_mapped_file(path, process_self());
  const volatile unsigned char *file = workload_map_file(path, WORKLOAD_MAPPED);
  for (size_t i = 0; file && i < WORKLOAD_MAPPED; i += 4096)
    sum += file[i];
  return file != NULL;
}

static bool repeat(bool (*f)(void), int n) {
  bool ok = true;
  for (int i = 0; ok && i < n; i++)
    ok = f();
  return ok;
}

static bool open_sockets(void) {
  bool ok = true;
  for (int i = 0; ok && i < WORKLOAD_SOCKETS; i++)
    ok = workload_open_socket(i == 0);
  return ok;
}

static bool carry_out(char order) {
  switch (order) {
  case DO_NOTHING: return true;
  case DO_MEMORY: return take_memory();
  case DO_MAPPED: return map_file();
  case DO_FILES: return repeat(workload_open_file, WORKLOAD_FILES);
  case DO_SOCKETS: return open_sockets();
  case DO_PIPES: return repeat(workload_open_pipe, WORKLOAD_PIPES);
  case DO_THREADS: return start_threads();
  default: return false;
  }
}

void workload_main(int argc, char **argv) {
  char order;
  if (argc < 2 || strcmp(argv[1], "--workload") != 0) return;
  while (workload_read_order(&order))
    if (!workload_answer(carry_out(order) ? order : '!')) break;
  exit(0);
}

void workload_mapped_file(char out[1200], uint32_t pid) {
  snprintf(out, 1200, "%s.%u.mapped", workload_program(), (unsigned)pid);
}

uint32_t workload_pid(const workload *w) {
  return workload_process_pid(w->process);
}

bool workload_do(workload *w, char order) {
  char answer = 0;
  return workload_send(w->process, order) && workload_receive(w->process, &answer) && answer == order;
}

void workload_free(workload *w) {
  char path[1200];
  workload_mapped_file(path, workload_pid(w));
  workload_close(w->process);
  remove(path);
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
