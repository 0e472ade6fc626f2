/* The live set: what a target has allocated and not freed, and the sums of each site, which is a stack of the
 * agent's table. Fed with the agent's records (agent/memory.h), which may be anything. Pure. */
#ifndef MEMORY_LIVE_H
#define MEMORY_LIVE_H

#include "agent/memory.h"
#include "live_heaps.h"
#include "live_table.h"
#include "mappings.h"

/* Sums over the allocations of one stack. */
typedef struct site {
  uint64_t live_bytes, live_blocks;
  uint64_t allocations, allocated_bytes;
  uint64_t peak_bytes; /* largest live_bytes */
  uint64_t largest;    /* bytes of the largest allocation */
  uint64_t family;     /* MEMORY_FAMILY_* of the newest */
} site;

/* Blocks and mappings apart: [0] blocks, [1] mappings. */
typedef struct live_sums {
  uint64_t live_bytes, live_blocks, allocations, allocated_bytes, peak_bytes;
  uint64_t frees;         /* seen, all of them */
  uint64_t unknown_frees; /* of addresses that were not live */
} live_sums;

typedef struct live_totals {
  live_sums of[2];
  uint64_t replaced;    /* blocks whose address was allocated again before their free was seen */
  uint64_t early_frees; /* that came before the record of their allocation */
  uint64_t late_frees;  /* that came after that: with them the book is right again */
  uint64_t destroyed;   /* blocks that went with their heap */
  uint64_t lost;        /* records that the agent could not write */
  uint64_t bad;         /* records that cannot be */
  uint64_t full;        /* blocks, mappings and heaps for which there was no room */
} live_totals;

/* Frees of addresses that were not live, the newest of each place: when records come out of order, the
 * allocation may follow. */
#define EARLY_FREES 1024u
typedef struct early_free {
  uint64_t address, time;
} early_free;

typedef struct live {
  bool was_replaced; /* the process runs another program: none of this is there any more */
  live_table blocks;
  mappings maps;
  live_heaps heaps;
  early_free early[EARLY_FREES];
  site *sites; /* by stack; [0]: allocations without one */
  uint32_t nsites, most_sites;
  live_totals totals;
} live;

/* stacks: ids of the agent's table go up to this number. */
void live_init(live *l, uint32_t stacks);
void live_free(live *l);
/* Records of this event, by rising time. */
void live_use(live *l, const sonde_span *span, uint32_t event);

static inline bool family_is_mapping(uint64_t family) {
  return (family >= MEMORY_FAMILY_ANONYMOUS && family <= MEMORY_FAMILY_MUNMAP) ||
         family == MEMORY_FAMILY_VIRTUAL;
}

#endif
