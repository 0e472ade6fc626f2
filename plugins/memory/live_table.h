/* The blocks that are allocated now: a hash table from addresses to what is known of each block. 24 bytes a
 * slot, at least half of them in use. Pure. */
#ifndef MEMORY_LIVE_TABLE_H
#define MEMORY_LIVE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_STACK_BITS 23 /* of `what`; above it the bytes, saturated at 2 TiB */
#define BLOCK_MOST_BYTES ((1ull << 41) - 1)
#define BLOCK_TIME_SHIFT 2 /* `when` counts four ticks as one ... */
#define BLOCK_TIME_BITS 52 /* ... so many of them; above it the heap */
#define BLOCK_MOST_HEAPS (1u << 12)
#define BLOCK_ADDRESS_BITS 56

typedef struct live_block {
  uint64_t key;  /* address, above it the family; 0: a free slot */
  uint64_t when; /* allocated, and in which heap (live_heaps; 0: the process's) */
  uint64_t what; /* stack and bytes */
} live_block;

/* While it grows, what has not moved yet lies in the slots it had before: a pause to move everything at once
 * would be too long for the watched program. */
typedef struct live_table {
  live_block *slots, *old;
  uint32_t capacity, count;    /* count: of both */
  uint32_t old_capacity, left; /* of the old slots those below may hold a block */
} live_table;

static inline uint64_t block_address(const live_block *b) {
  return b->key & ((1ull << BLOCK_ADDRESS_BITS) - 1);
}
static inline uint32_t block_family(const live_block *b) {
  return (uint32_t)(b->key >> BLOCK_ADDRESS_BITS);
}
static inline uint64_t block_time(const live_block *b) {
  return b->when & ((1ull << BLOCK_TIME_BITS) - 1);
}
static inline uint32_t block_heap(const live_block *b) {
  return (uint32_t)(b->when >> BLOCK_TIME_BITS);
}
static inline uint32_t block_stack(const live_block *b) {
  return (uint32_t)(b->what & ((1u << BLOCK_STACK_BITS) - 1));
}
static inline uint64_t block_bytes(const live_block *b) {
  return b->what >> BLOCK_STACK_BITS;
}

/* A time as `when` holds it. */
static inline uint64_t block_clock(uint64_t ticks) {
  return ticks >> BLOCK_TIME_SHIFT & ((1ull << BLOCK_TIME_BITS) - 1);
}

/* Room for one more; false: 2^31 blocks. Before live_place. */
bool live_reserve(live_table *t);
/* The slot of this address: of its block, or the free one where it belongs. The caller who fills a free one
 * counts it. Valid until the table changes. */
live_block *live_place(const live_table *t, uint64_t address);
void live_remove(live_table *t, live_block *b);
/* Moves the rest: then all blocks are in `slots`. */
void live_settle(live_table *t);
/* Begins to load the slot of an address that will be asked for soon. */
void live_expect(const live_table *t, uint64_t address);
void live_table_free(live_table *t);

#endif
