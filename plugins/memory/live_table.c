/* Open addressing with linear probing; a removal moves what follows back, so that no tombstones gather. */
#include "live_table.h"

#include <xmmintrin.h>

#include "base/memory.h"

#define FIRST_CAPACITY 4096u
#define MOST_CAPACITY (1u << 31)

/* Of the hash's upper half, which mixes all bits of the address, to a slot: any capacity will do, not only
 * powers of two. */
static inline uint32_t home(const live_table *t, uint64_t address) {
  uint64_t hash = address * 0x9E3779B97F4A7C15ull >> 32;
  return (uint32_t)(hash * t->capacity >> 32);
}

static inline uint32_t after(const live_table *t, uint32_t slot) {
  return slot + 1 < t->capacity ? slot + 1 : 0;
}

live_block *live_place(const live_table *t, uint64_t address) {
  uint32_t at = home(t, address);
  while (t->slots[at].key && block_address(&t->slots[at]) != address)
    at = after(t, at);
  return &t->slots[at];
}

static void grow(live_table *t) {
  live_table larger = {.count = t->count};
  larger.capacity = t->capacity ? t->capacity + t->capacity / 2 : FIRST_CAPACITY;
  larger.slots = memory_new((size_t)larger.capacity * sizeof *larger.slots);
  for (uint32_t i = 0; i < t->capacity; i++)
    if (t->slots[i].key) *live_place(&larger, block_address(&t->slots[i])) = t->slots[i];
  memory_free(t->slots);
  *t = larger;
}

bool live_reserve(live_table *t) {
  if ((uint64_t)t->count * 5 < (uint64_t)t->capacity * 4) return true;
  if (t->capacity >= MOST_CAPACITY / 3 * 2) return t->count + 1 < t->capacity;
  grow(t);
  return true;
}

void live_remove(live_table *t, live_block *b) {
  uint32_t hole = (uint32_t)(b - t->slots);
  for (uint32_t at = after(t, hole); t->slots[at].key; at = after(t, at)) {
    uint32_t wants = home(t, block_address(&t->slots[at]));
    bool stays = hole <= at ? hole < wants && wants <= at : hole < wants || wants <= at;
    if (stays) continue;
    t->slots[hole] = t->slots[at];
    hole = at;
  }
  t->slots[hole].key = 0;
  t->count--;
}

void live_expect(const live_table *t, uint64_t address) {
  if (t->capacity) _mm_prefetch((const char *)&t->slots[home(t, address)], _MM_HINT_T0);
}

void live_table_free(live_table *t) {
  memory_free(t->slots);
  *t = (live_table){0};
}
