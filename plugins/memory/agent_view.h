/* What the agent's block tells of the target: modules and stacks. The target may write anything there at any
 * time: places are checked, every word is read once. */
#ifndef MEMORY_AGENT_VIEW_H
#define MEMORY_AGENT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/memory.h"

typedef struct agent_view {
  const uint8_t *block;
  agent_area objects, texts, stacks;
  memory_layout lay;
} agent_view;

/* False: this is no block of the module memory. */
bool view_init(agent_view *v, const void *block, uint64_t bytes);

/* Frames of a stack, innermost first (MEMORY_FRAME_EXACT); 0: there is none. flags: MEMORY_STACK_*. */
uint32_t view_stack(const agent_view *v, uint32_t id, uint64_t frames[MEMORY_MOST_DEPTH], uint32_t *flags);

/* How many modules were published until now. */
uint32_t view_modules(const agent_view *v);
/* One of them; the path is cut at `room`, "" when unknown. */
void view_module(const agent_view *v, uint32_t i, agent_object *out, char *path, size_t room);

typedef struct view_losses {
  uint64_t unseen_calls; /* of threads without a lane */
  uint64_t full;         /* what did not fit */
  uint64_t stacks_lost;  /* stacks for which there was no room */
  uint64_t stacks_cut;   /* deeper than asked for */
  uint64_t stacks_ended; /* whose outer part is unknown */
} view_losses;
view_losses view_count_losses(const agent_view *v);

#endif
