/* The module memory: records what the hooks see, with the stacks of their callers. */
#include "agent/memory_hooks.h"
#include "agent/memory_record.h"
#include "agent/memory_stacks.h"
#include "agent/module.h"
#include "agent/unwind_recall.h"

#define IDS 2048u

/* What is kept for the thread that has a lane. */
typedef struct memory_thread {
  unwind_thread unwind;
  unwind_stacks stacks;
  struct {
    uint64_t hash;
    uint32_t id, reserved;
  } ids[IDS]; /* of the stacks it had lately */
} memory_thread;

static const _Atomic uint32_t closed;
const _Atomic uint32_t *memory_gate = &closed;
static agent_module *module;
static memory_plan plan;
static memory_table table;
static unwind_process *unwinder;
static memory_thread **threads; /* one for each lane that was used */

static uint32_t plan_is_sound(const agent_head *h) {
  if (h->plan.bytes < sizeof plan) return 0;
  plan = *(const memory_plan *)(const void *)((const uint8_t *)h + h->plan.offset);
  if (!plan.depth) plan.depth = 32;
  if (!plan.families) plan.families = UINT32_MAX;
  return plan.size == sizeof plan && plan.depth <= MEMORY_MOST_DEPTH;
}

uint32_t memory_start(agent_module *m) {
  agent_head *h = m->head;
  if (!plan_is_sound(h)) return AGENT_MISMATCH;
  if (plan.stacks && !memory_table_open(&table, (uint8_t *)h + h->stacks.offset, h->stacks.bytes))
    return AGENT_MISMATCH;
  memory_hooks_image(&table.own, &table.own_end);
  unwinder = platform_pages(sizeof *unwinder);
  threads = platform_pages(h->nlanes * sizeof(memory_thread *));
  if (!unwinder || !threads) return AGENT_NO_MEMORY;
  unwind_prepare(unwinder, plan.depth);
  module = m;
  uint32_t answer = memory_hooks_start();
  if (answer == AGENT_OK) memory_gate = &h->active;
  return answer;
}

uint64_t memory_choose(agent_module *m, const agent_site *site) {
  (void)m;
  return memory_hook_of(site);
}

void memory_forget(uint64_t base, uint64_t end) {
  memory_hooks_forget(base, end);
  if (unwinder) unwind_forget(unwinder);
}

/* Frames below a hook at work are those of functions that it called. */
static int is_nested(const memory_call *c) {
  const agent_writer *w = platform_thread_word(AGENT_MEMORY);
  return w && c->start.slot < w->busy;
}

int memory_enter_slowly(memory_call *c) {
  if (is_nested(c)) {
    if (plan.stacks) atomic_fetch_add_explicit(&table.counts->nested, 1, memory_order_relaxed);
    return 0;
  }
  c->writer = writer_enter(module);
  if (!c->writer) return 0;
  c->writer->busy = c->start.slot;
  return 1;
}

/* The lane may have been another thread's before: what that one knew of its stack is void. NULL: no memory.
 */
static memory_thread *thread_of(agent_writer *w) {
  memory_thread *t = threads[w->index];
  if (__builtin_expect(w->prepared != 0, 1)) return t;
  if (!t) t = threads[w->index] = platform_pages(sizeof *t);
  if (!t) return NULL;
  t->unwind.low = t->unwind.high = 0;
  t->unwind.nframes = 0;
  w->prepared = 1;
  return t;
}

static uint32_t id_of(memory_thread *t, const unwind_result *r) {
  uint64_t at = r->hash / 2 % IDS;
  if (t->ids[at].hash == r->hash) return t->ids[at].id;
  uint32_t id = memory_table_intern(&table, r);
  if (id) {
    t->ids[at].id = id;
    t->ids[at].hash = r->hash;
  }
  return id;
}

static uint32_t stack_of(const memory_call *c) {
  if (!plan.stacks) return 0;
  memory_thread *t = thread_of(c->writer);
  if (!t) return 0;
  uint32_t id = unwind_recall(unwinder, &t->unwind, &t->stacks, c->start);
  if (id) return id;
  unwind_result r = unwind_walk(unwinder, &t->unwind, c->start);
  id = id_of(t, &r);
  unwind_keep(&t->unwind, &t->stacks, c->start, &r, id);
  return id;
}

static inline void write(const memory_call *c, uint32_t size, uint64_t about, uint64_t bytes, uint64_t heap,
    uint32_t stack, uint64_t time) {
  sonde_lane *lane = &c->writer->lane;
  memory_change *m = sonde_lane_begin(lane, module->head->event, size, time);
  if (!m) return;
  m->about = about;
  if (size >= MEMORY_ALLOC_SIZE) m->bytes = bytes;
  if (size >= MEMORY_HEAP_SIZE) m->heap = heap;
  sonde_lane_commit(lane, m, stack);
}

static inline uint64_t about(uint32_t kind, uint32_t family, uint64_t address) {
  return (address & ((1ull << MEMORY_ADDRESS_BITS) - 1)) | (uint64_t)kind << MEMORY_KIND_SHIFT |
         (uint64_t)family << MEMORY_FAMILY_SHIFT;
}

static int is_wanted(uint32_t family, uint64_t bytes) {
  return (plan.families >> family & 1) && bytes >= plan.least;
}

void memory_allocated(memory_call *c, uint32_t family, uint64_t address, uint64_t bytes, uint64_t heap) {
  if (!address || !is_wanted(family, bytes)) return;
  uint32_t stack = stack_of(c);
  uint64_t what = about(MEMORY_ALLOC, family, address);
  write(c, heap ? MEMORY_HEAP_SIZE : MEMORY_ALLOC_SIZE, what, bytes, heap, stack, agent_ticks());
}

void memory_mapped(memory_call *c, uint32_t family, uint64_t address, uint64_t bytes) {
  if (!is_wanted(family, bytes)) return;
  uint32_t stack = stack_of(c);
  write(c, MEMORY_ALLOC_SIZE, about(MEMORY_MAP, family, address), bytes, 0, stack, agent_ticks());
}

void memory_freed(memory_call *c, uint32_t family, uint64_t address, uint64_t time) {
  write(c, MEMORY_FREE_SIZE, about(MEMORY_FREE, family, address), 0, 0, 0, time);
}

void memory_unmapped(memory_call *c, uint32_t family, uint64_t address, uint64_t bytes, uint64_t time) {
  write(c, MEMORY_ALLOC_SIZE, about(MEMORY_UNMAP, family, address), bytes, 0, 0, time);
}

void memory_destroyed(memory_call *c, uint64_t heap, uint64_t time) {
  write(c, MEMORY_FREE_SIZE, about(MEMORY_DESTROY, MEMORY_FAMILY_HEAP, heap), 0, 0, 0, time);
}

/* A child of vfork has our memory, and with it the lane of its parent's thread. */
static int is_own_lane(const agent_writer *w) {
  if (!w || !w->module) return 1;
  return atomic_load_explicit(&module->head->owners[w->index], memory_order_relaxed) >> 32 ==
         platform_process();
}

int memory_replaced(memory_call *c, int has_failed) {
  if (!is_own_lane(c->writer) || !memory_enter(c)) return 0;
  write(c, MEMORY_ALLOC_SIZE, about(MEMORY_EXEC, MEMORY_FAMILY_OTHER, 0), (uint64_t)has_failed, 0, 0,
      agent_ticks());
  memory_leave(c);
  return 1;
}
