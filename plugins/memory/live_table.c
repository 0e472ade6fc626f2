/* Open addressing with linear probing; a removal moves what follows back, so that no tombstones gather. */
#include "live_table.h"

#include <xmmintrin.h>

#include "base/memory.h"

#define FIRST_CAPACITY 4096u
#define MOST_CAPACITY (1u << 31)
#define MOVED_AT_ONCE                                                                                        \
  8u /* old slots for each block that comes: more than 2.5, so that all have moved before the next growth */

/* Of the hash's upper half, which mixes all bits of the address, to a slot: any capacity will do, not only
 * powers of two. */
static inline uint32_t home(uint32_t capacity, uint64_t address) {
  uint64_t hash = address * 0x9E3779B97F4A7C15ull >> 32;
  return (uint32_t)(hash * capacity >> 32);
}

static inline uint32_t after(uint32_t capacity, uint32_t slot) {
  return slot + 1 < capacity ? slot + 1 : 0;
}

static inline live_block *find(live_block *slots, uint32_t capacity, uint64_t address) {
  uint32_t at = home(capacity, address);
  while (slots[at].key && block_address(&slots[at]) != address)
    at = after(capacity, at);
  return &slots[at];
}

live_block *live_place(const live_table *t, uint64_t address) {
  live_block *b = find(t->slots, t->capacity, address);
  if (b->key || !t->old) return b;
  live_block *before = find(t->old, t->old_capacity, address);
  return before->key ? before : b;
}

static void move(live_table *t, live_block *from) {
  if (!from->key) return;
  *find(t->slots, t->capacity, block_address(from)) = *from;
  from->key = 0;
}

/* From the end downwards: what stays is found as before, since only slots behind it become free. */
static void move_some(live_table *t, uint32_t n) {
  while (t->left && n--)
    move(t, &t->old[--t->left]);
  if (t->left) return;
  memory_free(t->old);
  t->old = NULL;
}

void live_settle(live_table *t) {
  if (t->old) move_some(t, UINT32_MAX);
}

static void grow(live_table *t) {
  live_settle(t);
  t->old = t->slots;
  t->old_capacity = t->left = t->capacity;
  t->capacity = t->capacity ? t->capacity + t->capacity / 2 : FIRST_CAPACITY;
  t->slots = memory_new((size_t)t->capacity * sizeof *t->slots);
  if (!t->old) return;
  for (uint32_t i = 0; t->old[i].key; i++) /* these may have come around the end */
    move(t, &t->old[i]);
}

bool live_reserve(live_table *t) {
  if (t->old) move_some(t, MOVED_AT_ONCE);
  if ((uint64_t)t->count * 5 < (uint64_t)t->capacity * 4) return true;
  if (t->capacity >= MOST_CAPACITY / 3 * 2) return t->count + 1 < t->capacity;
  grow(t);
  return true;
}

/* Moves back what was pushed behind the hole. */
static void close_hole(live_block *slots, uint32_t capacity, uint32_t hole) {
  for (uint32_t at = after(capacity, hole); slots[at].key; at = after(capacity, at)) {
    uint32_t wants = home(capacity, block_address(&slots[at]));
    bool stays = hole <= at ? hole < wants && wants <= at : hole < wants || wants <= at;
    if (stays) continue;
    slots[hole] = slots[at];
    hole = at;
  }
  slots[hole].key = 0;
}

void live_remove(live_table *t, live_block *b) {
  if (t->old && b >= t->old && b < t->old + t->old_capacity)
    close_hole(t->old, t->old_capacity, (uint32_t)(b - t->old));
  else
    close_hole(t->slots, t->capacity, (uint32_t)(b - t->slots));
  t->count--;
}

void live_expect(const live_table *t, uint64_t address) {
  if (t->capacity) _mm_prefetch((const char *)&t->slots[home(t->capacity, address)], _MM_HINT_T0);
}

void live_table_free(live_table *t) {
  memory_free(t->slots);
  memory_free(t->old);
  *t = (live_table){0};
}
