/* glibc's backtrace; a signal handler. */
#include "reference.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <stddef.h>

#include "agent/linux_tables.h"

static void (*interrupting)(int);
static int interrupting_depth;

static void handle(int number) {
  (void)number;
  interrupting(interrupting_depth);
}

const char *reference_prepare(void) {
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_NODEFER | SA_ONSTACK};
  *(void **)&unwind_loader = dlsym(RTLD_DEFAULT, "_dl_find_object");
  return unwind_loader && sigaction(SIGUSR1, &action, NULL) == 0
             ? NULL
             : "this C library has no _dl_find_object (glibc 2.35)";
}

/* Sanitizers put a frame of their own around backtrace. */
uint32_t reference_walk(uint64_t *pcs, uint32_t most) {
  int n = backtrace((void **)pcs, (int)most), own = 0;
  while (own < n && pcs[own] != (uint64_t)__builtin_return_address(0))
    ++own;
  for (int i = own; i < n; ++i)
    pcs[i - own] = pcs[i];
  return (uint32_t)(n - own);
}

void reference_interrupt(void (*function)(int), int depth) {
  interrupting = function;
  interrupting_depth = depth;
  raise(SIGUSR1);
}
