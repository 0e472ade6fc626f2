/* The orders, as the child carries them out. */
#include "workload.h"

#include <stdio.h>
#include <string.h>

#include "os/clock.h"
#include "os/process.h"
#include "os/thread.h"

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
  workload_serve(argc, argv, carry_out);
}

void workload_mapped_file(char out[1200], uint32_t pid) {
  snprintf(out, 1200, "%s.%u.mapped", workload_program(), (unsigned)pid);
}

void workload_free(workload *w) {
  char path[1200];
  workload_mapped_file(path, workload_pid(w));
  workload_close(w);
  remove(path);
}
