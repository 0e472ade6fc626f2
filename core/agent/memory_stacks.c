/* The table of stacks: frames first, then the entry, then its slot in the hash table; a reader or another
 * thread never sees less than a whole stack. */
#include "agent/memory_stacks.h"

#define MOST_PROBES 64u

int memory_table_open(memory_table *t, void *area, uint64_t bytes) {
  uint8_t *start = area;
  t->lay = memory_lay(bytes);
  t->counts = area;
  t->stacks = (memory_stack *)(void *)(start + t->lay.stacks);
  t->slots = (_Atomic uint64_t *)(void *)(start + t->lay.table);
  t->frames = (uint64_t *)(void *)(start + t->lay.frames);
  t->own = t->own_end = 0;
  return t->lay.most != 0;
}

static void count(_Atomic uint64_t *counter) {
  atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static uint32_t lose(memory_table *t) {
  count(&t->counts->lost);
  return 0;
}

static uint32_t write_frames(const memory_table *t, const unwind_result *stack, uint64_t *to) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < stack->n; ++i) {
    uint64_t pc = stack->inner[-(int64_t)i].pc;
    if (pc < t->own || pc >= t->own_end) to[n++] = pc;
  }
  return n;
}

/* A new id with the stack written; 0: no room. A full table is not counted on, lest its numbers wrap. */
static uint32_t store(memory_table *t, const unwind_result *stack) {
  memory_stacks *c = t->counts;
  if (atomic_load_explicit(&c->nstacks, memory_order_relaxed) >= t->lay.most) return 0;
  if (atomic_load_explicit(&c->nframes, memory_order_relaxed) + stack->n > t->lay.words) return 0;
  uint32_t id = atomic_fetch_add_explicit(&c->nstacks, 1, memory_order_relaxed);
  uint64_t first = atomic_fetch_add_explicit(&c->nframes, stack->n, memory_order_relaxed);
  if (id >= t->lay.most || first + stack->n > t->lay.words) return 0;
  uint64_t n = write_frames(t, stack, t->frames + first);
  t->stacks[id].hash = stack->hash;
  atomic_store_explicit(
      &t->stacks[id].where, first | n << 32 | (uint64_t)stack->flags << 48, memory_order_release);
  if (stack->flags & UNWIND_CUT) count(&c->cut);
  if (stack->flags & UNWIND_ENDED) count(&c->ended);
  return id + 1;
}

static int is_stack(const memory_table *t, uint64_t slot, uint64_t hash) {
  uint32_t id = (uint32_t)slot;
  return slot >> 32 == hash >> 32 && id - 1 < t->lay.most && t->stacks[id - 1].hash == hash;
}

uint32_t memory_table_intern(memory_table *t, const unwind_result *stack) {
  uint32_t id = 0;
  if (stack->n == 0) return lose(t);
  for (uint32_t i = 0; i < MOST_PROBES; ++i) {
    _Atomic uint64_t *slot = &t->slots[(stack->hash + i) & (t->lay.slots - 1)];
    uint64_t value = atomic_load_explicit(slot, memory_order_acquire);
    if (!value) {
      if (!id) id = store(t, stack);
      if (!id) return lose(t);
      uint64_t mine = stack->hash >> 32 << 32 | id;
      if (atomic_compare_exchange_strong_explicit(
              slot, &value, mine, memory_order_release, memory_order_acquire))
        return id;
    }
    if (is_stack(t, value, stack->hash)) return (uint32_t)value;
  }
  return id ? id : lose(t);
}
