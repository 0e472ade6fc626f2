/* What a hook of the module memory does around the real call. Freestanding. */
#ifndef SONDE_AGENT_MEMORY_RECORD_H
#define SONDE_AGENT_MEMORY_RECORD_H

#include "agent/lane.h"
#include "agent/memory.h"
#include "agent/platform.h"
#include "agent/unwind.h"

/* A hooked call of the calling thread. */
typedef struct memory_call {
  agent_writer *writer;
  unwind_start start; /* the hook's caller */
} memory_call;

/* In a hook, whose own frame this is: the thread's word, and where the hook's caller is. */
#define MEMORY_CALL(word)                                                                                    \
  {                                                                                                          \
    word, {                                                                                                  \
      (uint64_t) __builtin_frame_address(0) + 8, *(const uint64_t *)__builtin_frame_address(0)               \
    }                                                                                                        \
  }

/* Points at agent_head.active of the module, before that at a zero word. */
extern const _Atomic uint32_t *memory_gate;

int memory_enter_slowly(memory_call *c);

/* 0: nothing is to be recorded, the hook only passes through: not at work, no lane, or called by another
 * hooked function. Else memory_leave ends it. */
static inline int memory_enter(memory_call *c) {
  agent_writer *w = c->writer;
  if (__builtin_expect(!atomic_load_explicit(memory_gate, memory_order_relaxed), 0)) return 0;
  /* what writer_enter looks at */
  int is_rare =
      !w || !w->module || w->busy || w->low || atomic_load_explicit(&agent_pending, memory_order_relaxed);
  if (__builtin_expect(is_rare, 0)) return memory_enter_slowly(c);
  w->busy = c->start.slot; /* all frames of the real call lie below */
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  return 1;
}

static inline void memory_leave(memory_call *c) {
  writer_leave(c->writer);
}

/* After the real call. heap: 0 but for the heaps of Windows. */
void memory_allocated(memory_call *c, uint32_t family, uint64_t address, uint64_t bytes, uint64_t heap);
void memory_mapped(memory_call *c, uint32_t family, uint64_t address, uint64_t bytes);
/* time: of before the real call. */
void memory_freed(memory_call *c, uint32_t family, uint64_t address, uint64_t time);
void memory_unmapped(memory_call *c, uint32_t family, uint64_t address, uint64_t bytes, uint64_t time);
void memory_destroyed(memory_call *c, uint64_t heap, uint64_t time);
/* Before an exec, or after one that has failed. 0: this is not told, and the failure need not be. */
int memory_replaced(memory_call *c, int has_failed);

#endif
