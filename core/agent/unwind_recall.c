/* Keeps of a stack the words that its walk depends on: return addresses, and saved rbp where a frame further
 * out was found by it. From the same start, with the same rules and the same words, a walk can only end in
 * the same frames. */
#include "agent/unwind_recall.h"

__attribute__((no_sanitize("address", "undefined"))) static inline uint64_t load(uint64_t address) {
  return *(const volatile uint64_t *)(uintptr_t)address;
}

/* The first of the places for stacks with this start. */
static inline uint32_t set_of(unwind_start start) {
  uint64_t key = (start.slot >> 3 ^ load(start.slot) << 20) * 0x9E3779B97F4A7C15ull;
  return (uint32_t)(key >> 32) * UNWIND_WAYS & (UNWIND_STACKS - 1);
}

static inline uint64_t difference(const unwind_stack *k, uint64_t start, uint32_t i) {
  return load(start + k->offsets[i]) ^ k->values[i];
}

/* Four words for each branch. */
static inline int is_as_it_was(const unwind_stack *k, const unwind_thread *t, unwind_start start) {
  uint64_t slot = start.slot;
  if (slot + k->extent > t->high || (k->needs_rbp && k->rbp != start.rbp)) return 0;
  for (uint32_t i = 0; i < k->nchecks; i += 4)
    if (difference(k, slot, i) | difference(k, slot, i + 1) | difference(k, slot, i + 2) |
        difference(k, slot, i + 3))
      return 0;
  return 1;
}

uint32_t unwind_recall(
    const unwind_process *p, const unwind_thread *t, const unwind_stacks *s, unwind_start start) {
  uint64_t generation = atomic_load_explicit(&p->generation, memory_order_relaxed);
  uint32_t first = set_of(start);
  if (start.slot < t->low) return 0;
  for (uint32_t i = first; i < first + UNWIND_WAYS; ++i) {
    const unwind_stack *k = &s->stacks[i];
    if (s->starts[i] == start.slot && k->generation == generation && is_as_it_was(k, t, start)) return k->id;
  }
  return 0;
}

/* 0: there are too many. */
static int add(unwind_stack *k, uint64_t offset, uint64_t value) {
  if (k->nchecks == UNWIND_CHECKS || offset > UINT32_MAX - 8) return 0;
  k->offsets[k->nchecks] = (uint32_t)offset;
  k->values[k->nchecks++] = value;
  if (k->extent < offset + 8) k->extent = (uint32_t)offset + 8;
  return 1;
}

static int add_frame(unwind_stack *k, const unwind_thread *t, const unwind_frame *f, uint64_t start) {
  const uint64_t loaded = UNWIND_LOADED | UNWIND_NEEDS;
  const unwind_rbp *rbp = &t->rbps[f - t->frames];
  if (!add(k, (f->slot & ~(uint64_t)UNWIND_FLAGS) - start, f->pc)) return 0;
  return (f->slot & loaded) != loaded || add(k, (uint64_t)(uintptr_t)rbp->slot - start, rbp->value);
}

static int fill(
    unwind_stack *k, const unwind_thread *t, unwind_start start, const unwind_result *r, uint32_t id) {
  k->rbp = start.rbp;
  k->needs_rbp = (r->inner->slot & UNWIND_NEEDS) != 0;
  k->generation = t->generation;
  k->id = id;
  k->nchecks = k->extent = 0;
  for (uint32_t i = 0; i < r->n; ++i)
    if (!add_frame(k, t, r->inner - i, start.slot)) return 0;
  for (; k->nchecks % 4; ++k->nchecks) {
    k->offsets[k->nchecks] = k->offsets[0];
    k->values[k->nchecks] = k->values[0];
  }
  return 1;
}

void unwind_keep(
    const unwind_thread *t, unwind_stacks *s, unwind_start start, const unwind_result *r, uint32_t id) {
  uint32_t at = set_of(start) + (uint32_t)(r->hash >> 8 & (UNWIND_WAYS - 1));
  if (t->is_unsure || !id || !r->n) return;
  if (s->candidates[at] == r->hash) s->starts[at] = fill(&s->stacks[at], t, start, r, id) ? start.slot : 0;
  s->candidates[at] = r->hash;
}
