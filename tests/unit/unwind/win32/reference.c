/* RtlCaptureStackBackTrace; a callback of the system. */
#include "reference.h"

#include <windows.h>

typedef struct call {
  void (*function)(int);
  int depth;
} call;

const char *reference_prepare(void) {
  return NULL;
}

/* Up to the thread's start, which returns to 0; Wine goes on from there. */
uint32_t reference_walk(uint64_t *pcs, uint32_t most) {
  uint32_t n = RtlCaptureStackBackTrace(1, most < 62 ? most : 62, (void **)pcs, NULL), i = 0;
  while (i < n && pcs[i])
    ++i;
  return i;
}

static BOOL CALLBACK run(PINIT_ONCE once, PVOID argument, PVOID *context) {
  const call *c = argument;
  (void)once;
  (void)context;
  c->function(c->depth);
  return TRUE;
}

void reference_interrupt(void (*function)(int), int depth) {
  INIT_ONCE once = INIT_ONCE_STATIC_INIT;
  call c = {function, depth};
  InitOnceExecuteOnce(&once, run, &c, NULL);
}
