/* Gives distinct stacks ids and writes each once into the table that Sonde reads (memory.h). No lock; any
 * number of threads and processes. Freestanding. */
#ifndef SONDE_AGENT_MEMORY_STACKS_H
#define SONDE_AGENT_MEMORY_STACKS_H

#include "agent/memory.h"
#include "agent/unwind.h"

typedef struct memory_table {
  memory_layout lay;
  memory_stacks *counts;
  memory_stack *stacks;
  _Atomic uint64_t *slots; /* upper half of the hash, then the id; 0: free */
  uint64_t *frames;
  uint64_t own, own_end; /* code of the agent: its frames are left out */
} memory_table;

/* 0: the area is too small. The agent's own code is none at first. */
int memory_table_open(memory_table *t, void *area, uint64_t bytes);

/* 0: it did not fit, which is counted. */
uint32_t memory_table_intern(memory_table *t, const unwind_result *stack);

#endif
