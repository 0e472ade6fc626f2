/* Stacks that a thread had before: a program comes back to the same places by the same ways. A walk is spared
 * where every word that it would read is as it was. Freestanding. */
#ifndef SONDE_AGENT_UNWIND_RECALL_H
#define SONDE_AGENT_UNWIND_RECALL_H

#include "agent/unwind.h"

#define UNWIND_WAYS 4u      /* with one start */
#define UNWIND_STACKS 1024u /* that a thread may recall */
#define UNWIND_CHECKS                                                                                        \
  48u /* words of a stack, a multiple of 4; one that depends on more is walked each time */

typedef struct unwind_stack {
  uint64_t rbp;        /* as it was at the start, if needs_rbp */
  uint64_t generation; /* of the rules */
  uint32_t id;         /* the caller's name for the stack */
  uint32_t nchecks;
  uint32_t extent; /* bytes from the start to behind the outermost word */
  uint32_t needs_rbp;
  uint64_t values[UNWIND_CHECKS];
  uint32_t offsets[UNWIND_CHECKS]; /* bytes from the start */
} unwind_stack;

/* Zeroed memory is a valid start. */
typedef struct unwind_stacks {
  uint64_t starts[UNWIND_STACKS]; /* slot where the walk began; 0: none is kept */
  uint64_t
      candidates[UNWIND_STACKS]; /* hash of the stack that was walked last: it is kept when it comes again */
  unwind_stack stacks[UNWIND_STACKS];
} unwind_stacks;

/* The id of the stack that begins here, if it is as it was when it was kept; else 0. */
uint32_t unwind_recall(
    const unwind_process *p, const unwind_thread *t, const unwind_stacks *s, unwind_start start);
/* Of the walk that was just done. */
void unwind_keep(
    const unwind_thread *t, unwind_stacks *s, unwind_start start, const unwind_result *r, uint32_t id);

#endif
