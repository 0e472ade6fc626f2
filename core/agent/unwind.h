/* Call stacks of the calling thread: rules cached by return address, and the frames that did not change since
 * the last walk taken over from it. No lock, no heap; system calls only for a program counter or a page of
 * stack that is seen for the first time. Freestanding. */
#ifndef SONDE_AGENT_UNWIND_H
#define SONDE_AGENT_UNWIND_H

#include <stdatomic.h>
#include <stdint.h>

#include "agent/unwind_rule.h"

#define UNWIND_RULES 65536u       /* words of the process's table of rules */
#define UNWIND_MOST 128u          /* frames remembered of a thread's stack */
#define UNWIND_EXACT (1ull << 63) /* of a program counter: interrupted there, not a return address */

/* Shared by all threads. Zeroed memory, prepared. */
typedef struct unwind_process {
  _Atomic uint64_t generation; /* rules of an older one are void */
  _Atomic uint64_t made;       /* rules */
  uint32_t depth;              /* frames of a stack, the innermost; 1 to UNWIND_MOST / 2 */
  uint32_t reserved;
  uint64_t power;                       /* of the hash's base to the depth */
  _Atomic uint64_t rules[UNWIND_RULES]; /* each whole in one word: no torn entries */
} unwind_process;

/* A frame: its program counter lies at `slot`, whose low bits are flags. */
typedef struct unwind_frame {
  uint64_t pc, slot;
  uint64_t hash; /* of this frame and all outer ones */
} unwind_frame;

/* What rbp is in a frame, and where it was loaded from. */
typedef struct unwind_rbp {
  uint64_t value;
  const uint64_t *slot;
} unwind_rbp;

#define UNWIND_LOADED 1u /* flags of a slot: rbp was loaded on the way to this frame, */
#define UNWIND_USES 2u   /* the way on from here counts from rbp, */
#define UNWIND_SAVES 4u  /* loads another one, */
#define UNWIND_NEEDS 4u  /* (when remembered) or some way further out counts from rbp as it is here */
#define UNWIND_FLAGS 7u

/* Zeroed memory is a valid start. A walk must not be entered again by the same thread. */
typedef struct unwind_thread {
  uint64_t low, high; /* readable stack */
  uint64_t generation;
  uint64_t base; /* hash of what was outside frames[0] when room was made; else 0 */
  uint32_t nframes;
  uint32_t bottom;    /* UNWIND_* of frames[0] */
  uint32_t is_unsure; /* these frames can't be verified: the next walk starts anew */
  uint32_t reserved;
  unwind_frame frames[UNWIND_MOST];       /* outermost first */
  unwind_rbp rbps[UNWIND_MOST];           /* of frames that need it */
  unwind_frame fresh[UNWIND_MOST];        /* innermost first */
  unwind_rbp fresh_rbps[UNWIND_MOST + 1]; /* one more is told when the limit is reached */
} unwind_thread;

#define UNWIND_CUT 1u   /* there are more frames outwards */
#define UNWIND_ENDED 2u /* the tables did not tell how to go on */

/* Where a walk begins: in the caller of a function of ours. */
typedef struct unwind_start {
  uint64_t slot; /* address of the return address */
  uint64_t rbp;  /* of the caller */
} unwind_start;

typedef struct unwind_result {
  uint64_t hash; /* never 0; of the frames, their number and flags */
  uint32_t n;
  uint32_t flags;            /* UNWIND_* */
  const unwind_frame *inner; /* frame i, from the innermost, is inner[-i]; until the next walk */
} unwind_result;

void unwind_prepare(unwind_process *p, uint32_t depth);

unwind_result unwind_walk(unwind_process *p, unwind_thread *t, unwind_start start);

/* Code was unmapped: other code may come to its addresses. */
void unwind_forget(unwind_process *p);

/* Given by the platform: the rule at a program counter of this process; 0: none. */
int unwind_rule_here(uint64_t pc, int exact, unwind_rule *rule);
/* The 8 bytes there can be read. */
int unwind_readable(uint64_t address);

#endif
