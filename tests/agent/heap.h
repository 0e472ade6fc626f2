/* What a target that watches its own memory has to show: its records in the order of time, and the set of
 * blocks that they leave. Nothing here allocates. */
#ifndef HEAP_H
#define HEAP_H

#include "agent/memory.h"
#include "lab.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct heap_totals {
  unsigned long allocs, frees, maps, unmaps;
  unsigned long unknown; /* frees of blocks that were never given */
  unsigned long twice;   /* allocs at a live address */
  uint64_t bytes;        /* allocated in all */
} heap_totals;

/* Starts the agent's module memory in this process. */
lab *heap_start(const memory_plan *plan, unsigned lanes, unsigned stacks);
/* Ends the recording and takes all records of process pid, sorted by time. */
void heap_stop(lab *l);
heap_totals heap_totals_of(unsigned pid);

/* Of the function by name, which called the allocator. */
typedef struct heap_site {
  unsigned long allocs, live;
  uint64_t bytes, live_bytes;
  unsigned families; /* bits */
  unsigned stacks;   /* distinct ids */
} heap_site;
heap_site heap_site_of(lab *l, unsigned pid, const char *function);

/* The function (a dynamic symbol) around frame number `frame` of a stack; "": none. */
const char *heap_function(lab *l, unsigned stack, unsigned frame);
unsigned heap_depth(lab *l, unsigned stack);

typedef struct heap_record {
  memory_change c;
  unsigned pid, tid;
} heap_record;
extern heap_record heap_records[];
extern unsigned long heap_nrecords;
unsigned heap_kind(const heap_record *r);
unsigned heap_family(const heap_record *r);
uint64_t heap_address(const heap_record *r);

#ifdef __cplusplus
}
#endif
#endif
