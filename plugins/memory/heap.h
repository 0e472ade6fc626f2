/* A tracked heap: what a target has allocated and not freed, by call site. */
#ifndef MEMORY_HEAP_H
#define MEMORY_HEAP_H

#include "base/text.h"
#include "live.h"
#include "locations.h"
#include "sonde_target.h"

/* What was live at a moment, by stack. */
typedef struct mark {
  uint32_t user; /* heap_user's number */
  char *label;
  site *sites;
  uint32_t nsites;
} mark;

#define MARKS_MOST 64u

typedef struct tracked_heap {
  uint32_t users;                /* each handle and each open query */
  uint32_t handles;              /* that there have been */
  struct tracked_heap **current; /* where the plugin finds it for the next user; emptied when it is freed */
  memory_plan orders;
  uint32_t threads;
  const sonde_target_api *api;
  sonde_agent *agent;
  uint32_t pid;
  uint64_t foreign; /* records of descendants: they have addresses of their own */
  live live;
  agent_view view;
  locations locations;
  uint64_t *ids; /* of stacks, by their number in the agent's table; 0: not asked for yet */
  uint32_t nids;
  mark *marks;
  uint32_t nmarks;
} tracked_heap;

/* What a handle stands for: scripts that track one program share its heap, each with marks of its own. */
typedef struct heap_user {
  tracked_heap *heap;
  uint32_t number;
} heap_user;

/* Takes what was recorded until now into the live set. False: the target has ended. */
bool heap_drain(tracked_heap *h);
heap_user *heap_user_new(tracked_heap *h); /* with a number of its own; a user that is counted already */
void heap_leave(tracked_heap *h);          /* one user less; the last one frees it */
/* Of a stack of the agent's table: the same in each run of the same files. */
uint64_t heap_identify(tracked_heap *h, uint32_t stack);

/* Keeps the sums as they are now; the user's one of the same label is replaced. False: MARKS_MOST. */
bool heap_mark(const heap_user *u, const char *label, size_t len);
const mark *heap_find_mark(const heap_user *u, const char *label, size_t len); /* NULL: none */

/* A call site: all stacks with the same frames. gained: since the earlier mark. */
typedef struct site_row {
  uint64_t id;
  uint32_t stack; /* one of them */
  site now;
  int64_t gained_bytes, gained_blocks;
  uint64_t new_allocations; /* since the earlier mark, or all */
} site_row;

enum { BY_BYTES, BY_COUNT, BY_GROWTH, BY_CHURN, BY_PEAK };
enum { OF_ALL, OF_BLOCKS, OF_MAPPINGS };

typedef struct site_filter {
  const mark *from; /* NULL: from the start */
  const mark *to;   /* NULL: now */
  uint32_t by, of;
  uint64_t least_bytes, least_blocks; /* live ones; BY_GROWTH: gained ones */
  size_t top;
} site_filter;

/* Its stack, a line for each frame, innermost first. The location that decided on the allocation: the
 * innermost one outside the C and C++ runtime; NULL: no stack was kept. */
const location *heap_tell_stack(tracked_heap *h, uint32_t stack, text *out);
/* One location, without a line end. */
void heap_tell_place(const location *at, text *out);

/* The largest first. The caller frees the list with memory_free. */
site_row *heap_sites(tracked_heap *h, const site_filter *f, size_t *n);

#endif
