/* The agent's records change the table of blocks, the mappings and the sums. */
#include "live.h"

#include "base/memory.h"

#define AHEAD 8u /* records between asking for a slot's memory and using it */
#define FIRST_SITES 256u

typedef memory_change change;

void live_init(live *l, uint32_t stacks) {
  *l = (live){.most_sites = stacks + 1, .nsites = 1};
  if (l->most_sites > 1u << BLOCK_STACK_BITS) l->most_sites = 1u << BLOCK_STACK_BITS;
  l->sites = memory_new(sizeof *l->sites);
}

void live_free(live *l) {
  live_table_free(&l->blocks);
  mappings_free(&l->maps);
  memory_free(l->sites);
  *l = (live){0};
}

static void grow_sites(live *l, uint32_t stack) {
  uint32_t n = l->nsites < FIRST_SITES ? FIRST_SITES : l->nsites;
  while (n <= stack)
    n *= 2;
  if (n > l->most_sites) n = l->most_sites;
  l->sites = memory_resize(l->sites, n * sizeof *l->sites);
  for (uint32_t i = l->nsites; i < n; i++)
    l->sites[i] = (site){0};
  l->nsites = n;
}

/* A stack that there can be, with its site. */
static inline uint32_t checked_stack(live *l, uint32_t stack) {
  if (stack >= l->most_sites) return 0;
  if (stack >= l->nsites) grow_sites(l, stack);
  return stack;
}

static inline void raise_to(uint64_t *peak, uint64_t now) {
  if (now > *peak) *peak = now;
}

static inline void count_allocation(live *l, uint32_t stack, uint64_t bytes, uint32_t family) {
  bool mapped = family_is_mapping(family);
  site *s = &l->sites[stack];
  live_sums *t = &l->totals.of[mapped];
  s->allocations++;
  s->allocated_bytes += bytes;
  s->family = family;
  raise_to(&s->largest, bytes);
  t->allocations++;
  t->allocated_bytes += bytes;
}

/* What is live of a stack has changed. */
static inline void count_live(live *l, uint32_t stack, bool mapped, int64_t bytes, int64_t blocks) {
  site *s = &l->sites[stack];
  live_sums *t = &l->totals.of[mapped];
  s->live_bytes += (uint64_t)bytes;
  s->live_blocks += (uint64_t)blocks;
  t->live_bytes += (uint64_t)bytes;
  t->live_blocks += (uint64_t)blocks;
  raise_to(&s->peak_bytes, s->live_bytes);
  raise_to(&t->peak_bytes, t->live_bytes);
}

static inline void count_gone(live *l, const live_block *b) {
  count_live(l, block_stack(b), false, -(int64_t)block_bytes(b), -1);
}

static inline early_free *early_of(live *l, uint64_t address) {
  return &l->early[(address * 0x9E3779B97F4A7C15ull) >> 54];
}

/* Whether its free has been seen already. */
static bool was_freed(live *l, const change *c, uint64_t address) {
  early_free *f = early_of(l, address);
  if (f->address != address || f->time <= c->record.time) return false;
  f->address = 0;
  l->totals.early_frees++;
  l->totals.of[0].unknown_frees--;
  return true;
}

static void use_alloc(live *l, const change *c, uint64_t address, uint32_t family) {
  if (!live_reserve(&l->blocks)) {
    l->totals.full++;
    return;
  }
  uint64_t heap = c->record.size >= MEMORY_HEAP_SIZE ? heaps_number(&l->heaps, c->heap) : 0;
  if (heap == HEAPS_OTHER) l->totals.full++;
  uint64_t bytes = c->bytes < BLOCK_MOST_BYTES ? c->bytes : BLOCK_MOST_BYTES;
  uint32_t stack = checked_stack(l, c->record.subject);
  count_allocation(l, stack, bytes, family);
  if (was_freed(l, c, address)) return;
  live_block *b = live_place(&l->blocks, address);
  if (b->key) {
    l->totals.replaced++;
    count_gone(l, b);
  } else
    l->blocks.count++;
  b->key = address | (uint64_t)family << BLOCK_ADDRESS_BITS;
  b->when = block_clock(c->record.time) | heap << BLOCK_TIME_BITS;
  b->what = stack | bytes << BLOCK_STACK_BITS;
  count_live(l, stack, false, (int64_t)bytes, 1);
}

static void use_free(live *l, const change *c, uint64_t address) {
  live_block *b = l->blocks.capacity ? live_place(&l->blocks, address) : NULL;
  l->totals.of[0].frees++;
  if (!b || !b->key) {
    l->totals.of[0].unknown_frees++;
    *early_of(l, address) = (early_free){address, c->record.time};
  } else if (block_clock(c->record.time) < block_time(b)) {
    l->totals.late_frees++;
  } else {
    count_gone(l, b);
    live_remove(&l->blocks, b);
  }
}

static void map_changed(void *self, const mapping *of, int64_t bytes, int64_t pieces) {
  count_live(self, of->stack, true, bytes, pieces);
}

/* False: the range wraps around. */
static bool range_of(const change *c, uint64_t address, mapping *out) {
  *out = (mapping){.begin = address, .end = address + c->bytes, .time = c->record.time};
  return c->bytes && out->end > address && out->end <= 1ull << BLOCK_ADDRESS_BITS;
}

static void use_map(live *l, const change *c, uint64_t address, uint32_t family) {
  mapping one;
  if (!range_of(c, address, &one)) {
    l->totals.bad++;
    return;
  }
  one.stack = checked_stack(l, c->record.subject);
  one.family = family;
  count_allocation(l, one.stack, c->bytes, family);
  if (!mappings_add(&l->maps, &one, map_changed, l)) l->totals.full++;
}

static void use_unmap(live *l, const change *c, uint64_t address) {
  mapping one;
  if (!range_of(c, address, &one)) {
    l->totals.bad++;
    return;
  }
  l->totals.of[1].frees++;
  if (!mappings_remove(&l->maps, one.begin, one.end, one.time, map_changed, l))
    l->totals.of[1].unknown_frees++;
}

/* The removal of one block may move others to slots already seen, but only around the end: hence from a free
 * slot on. */
static void remove_heap(live *l, uint32_t heap) {
  live_table *t = &l->blocks;
  uint32_t start = 0;
  live_settle(t);
  while (t->slots[start].key)
    start++;
  for (uint32_t n = 0, at = start; n < t->capacity; n++, at = at + 1 < t->capacity ? at + 1 : 0)
    while (t->slots[at].key && block_heap(&t->slots[at]) == heap) {
      count_gone(l, &t->slots[at]);
      live_remove(t, &t->slots[at]);
      l->totals.destroyed++;
    }
}

static void use_destroy(live *l, uint64_t address) {
  uint32_t heap = heaps_find(&l->heaps, address);
  if (!heap) return; /* nothing of it was seen */
  remove_heap(l, heap);
  heaps_remove(&l->heaps, heap);
}

static inline uint64_t address_of(const change *c) {
  return c->about & ((1ull << MEMORY_ADDRESS_BITS) - 1);
}

static void use_change(live *l, const change *c) {
  uint64_t address = address_of(c);
  uint32_t kind = (uint32_t)(c->about >> MEMORY_KIND_SHIFT) & ((1u << MEMORY_KIND_BITS) - 1);
  uint32_t family = (uint32_t)(c->about >> MEMORY_FAMILY_SHIFT);
  bool sized = c->record.size >= MEMORY_ALLOC_SIZE;
  if (kind == MEMORY_EXEC && sized) {
    l->was_replaced = !c->bytes;
    return;
  }
  if (!address || (!sized && kind != MEMORY_FREE && kind != MEMORY_DESTROY)) {
    l->totals.bad++;
    return;
  }
  switch (kind) {
  case MEMORY_ALLOC: use_alloc(l, c, address, family); break;
  case MEMORY_FREE: use_free(l, c, address); break;
  case MEMORY_MAP: use_map(l, c, address, family); break;
  case MEMORY_UNMAP: use_unmap(l, c, address); break;
  case MEMORY_DESTROY: use_destroy(l, address); break;
  default: l->totals.bad++;
  }
}

static inline const sonde_record *next(const sonde_record *r) {
  return (const sonde_record *)(const void *)((const char *)r + r->size);
}

void live_use(live *l, const sonde_span *span, uint32_t event) {
  const sonde_record *r = span->records, *ahead = r;
  l->totals.lost += span->lost;
  for (uint32_t i = 0, asked = 0; i < span->nrecords; i++, r = next(r)) {
    for (; asked < span->nrecords && asked < i + AHEAD; asked++, ahead = next(ahead))
      if (ahead->size >= MEMORY_FREE_SIZE)
        live_expect(&l->blocks, address_of((const change *)(const void *)ahead));
    if (r->event != event) continue;
    if (r->size >= MEMORY_FREE_SIZE)
      use_change(l, (const change *)(const void *)r);
    else
      l->totals.bad++;
  }
}
