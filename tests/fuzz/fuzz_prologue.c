/* Any bytes as a function: its copy keeps within its bounds, and what it says about the moved instructions
 * holds. */
#include <stdlib.h>
#include <string.h>

#include "agent/patch/prologue.h"

static void check(const prologue_function *f, const prologue *p) {
  if (p->stolen < 1 || p->stolen > PROLOGUE_STOLEN || p->stolen > f->bytes) abort();
  if (p->moved < 1 || p->moved > PROLOGUE_COPY || p->count < 1 || p->count > PROLOGUE_JUMP) abort();
  for (uint32_t i = 0; i < p->count; i++) {
    if (p->from[i] >= PROLOGUE_JUMP || p->to[i] >= p->moved) abort();
    if (i && (p->from[i] <= p->from[i - 1] || p->to[i] <= p->to[i - 1])) abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  prologue_function f = {data + 1, size - 1, 0x7FF800001000, data[0] & 1, data[0] >> 1 & 1};
  uint8_t *copy = malloc(PROLOGUE_COPY);
  prologue p;
  uint32_t status = prologue_move(&f, 0x7FF800401000, copy, &p);
  if (status >= PROLOGUES) abort();
  if (status == PROLOGUE_OK) check(&f, &p);
  prologue_forward(&f);
  free(copy);
  return 0;
}
