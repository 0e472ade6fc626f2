/* The writer's side of a lane in the target: a lane for each thread, the next chunk, the losses. The same
 * rules as core/event/lane_write.c. */
#include "agent/lane.h"

#include "agent/module.h"
#include "agent/platform.h"

static const int64_t heartbeat_ns = 250000000, longest_wait_ns = 1000000000, longest_lane_ns = 25000000;

static agent_writer *writer_of(sonde_lane *lane) {
  return (agent_writer *)(void *)lane;
}

static int32_t lose(agent_writer *w, uint64_t time) {
  lane_page *p = w->page;
  uint64_t lost = atomic_load_explicit(&p->lost, memory_order_relaxed);
  if (lost == atomic_load_explicit(&p->lost_seen, memory_order_relaxed)) atomic_store(&p->lost_first, time);
  atomic_store(&p->lost_last, time);
  atomic_store_explicit(&p->lost, lost + 1, memory_order_release);
  return 0;
}

static uint32_t chunks_of(const agent_writer *w) {
  return w->module->head->nchunks;
}

static uint32_t find_free(const agent_writer *w, uint32_t *slot) {
  uint32_t n = chunks_of(w);
  for (uint32_t i = 1; i <= n; i++) {
    uint32_t s = (w->open_slot + i) % n;
    if (atomic_load_explicit(&w->page->seq[s], memory_order_acquire)) continue;
    *slot = s;
    return 1;
  }
  return 0;
}

static uint32_t find_oldest(const agent_writer *w, uint64_t than, uint32_t *slot) {
  uint64_t oldest = atomic_load_explicit(&w->page->newest, memory_order_relaxed);
  uint32_t found = 0;
  for (uint32_t s = 0; s < chunks_of(w); s++) {
    uint64_t seq = atomic_load_explicit(&w->page->seq[s], memory_order_relaxed);
    if (seq <= than || seq >= oldest) continue;
    oldest = seq;
    *slot = s;
    found = 1;
  }
  return found;
}

/* Flight: see take_oldest in core/event/lane_write.c. */
static uint32_t take_oldest(agent_writer *w, uint32_t *slot) {
  uint64_t than = 0;
  while (find_oldest(w, than, slot)) {
    uint64_t seq = atomic_exchange(&w->page->seq[*slot], 0);
    if (!seq || atomic_load(&w->page->claim) != seq) return 1;
    atomic_store(&w->page->seq[*slot], seq);
    than = seq;
  }
  return find_free(w, slot);
}

static uint32_t is_reader_back(agent_writer *w) {
  if (!w->orphan) return 1;
  if (atomic_load_explicit(&w->page->heartbeat, memory_order_relaxed) == w->orphan) return 0;
  w->orphan = 0;
  return 1;
}

/* Block: waits for the reader while it is alive. An interrupted writer's thread never waits in its signal
 * handler. The module memory writes before or after the allocator's work, not inside. */
static uint32_t wait_free(agent_writer *w, uint32_t *slot) {
  if (!is_reader_back(w)) return 0;
  int64_t start = platform_mono_ns(), now = start, pause = 20000;
  while (!find_free(w, slot)) {
    uint64_t beat = atomic_load_explicit(&w->page->heartbeat, memory_order_relaxed);
    if (now - (int64_t)beat > heartbeat_ns || now - start > longest_wait_ns) {
      w->orphan = beat ? beat : 1;
      return 0;
    }
    platform_pause(pause);
    if (pause < 1000000) pause += pause / 2;
    now = platform_mono_ns();
  }
  return 1;
}

static uint32_t find_slot(agent_writer *w, uint32_t *slot) {
  uint32_t policy = w->module->head->policy;
  if (policy == SONDE_LANE_FLIGHT) return find_free(w, slot) || take_oldest(w, slot);
  if (policy != SONDE_LANE_BLOCK || w->is_nested) return find_free(w, slot);
  return (!w->orphan && find_free(w, slot)) || wait_free(w, slot);
}

static void open_chunk(agent_writer *w, uint32_t slot) {
  uint64_t seq = atomic_load_explicit(&w->page->newest, memory_order_relaxed) + 1;
  lane_chunk *c = (lane_chunk *)(void *)(w->chunks + (uint64_t)slot * SONDE_LANE_CHUNK);
  c->seq = seq;
  c->first = w->lane.count;
  atomic_store_explicit(&c->low, SONDE_LANE_CHUNK, memory_order_relaxed);
  SONDE_LANE_STORE((uint8_t *)c + SONDE_LANE_FIRST, 0);
  w->open_slot = slot;
  w->lane.chunk = (uint8_t *)c;
  w->lane.at = SONDE_LANE_FIRST;
  w->lane.low = SONDE_LANE_CHUNK;
  atomic_store(&w->page->seq[slot], seq);
  atomic_store_explicit(&w->page->newest, seq, memory_order_release);
}

int32_t SONDE_CALL writer_more(sonde_lane *lane, uint32_t size, uint32_t reserve, uint64_t time) {
  agent_writer *w = writer_of(lane);
  uint32_t slot, room = SONDE_LANE_CHUNK - SONDE_LANE_FIRST - 8;
  atomic_store_explicit(&w->page->clamped, lane->clamped, memory_order_relaxed);
  if (size < sizeof(sonde_record) || size % 8 || size > room) return lose(w, time);
  if (reserve > room - size) reserve = room - size;
  if ((uint64_t)lane->at + size + reserve + 8 <= lane->low) return 1;
  if (!find_slot(w, &slot)) return lose(w, time);
  open_chunk(w, slot);
  return 1;
}

/* A lane whose page Sonde has wiped before it freed it: see agent_head.owners. */
static void open_lane(agent_module *m, agent_writer *w, uint32_t index) {
  uint8_t *lane = (uint8_t *)m->head + m->head->lanes.offset + index * m->head->lane_bytes;
  *w = (agent_writer){.lane = {.head = SONDE_HEAD(sonde_lane), .more = writer_more},
      .module = m,
      .page = (lane_page *)(void *)lane,
      .chunks = lane + LANE_PAGE_BYTES,
      .index = index,
      .open_slot = m->head->nchunks - 1};
  w->lane.chunk = w->chunks;
  w->lane.at = w->lane.low = SONDE_LANE_FIRST;
}

static agent_writer *claim(agent_module *m) {
  uint64_t me = (uint64_t)platform_process() << 32 | platform_thread();
  for (uint32_t i = 0; i < m->head->nlanes; i++) {
    uint64_t none = 0;
    if (atomic_load_explicit(&m->head->owners[i], memory_order_relaxed)) continue;
    if (!atomic_compare_exchange_strong(&m->head->owners[i], &none, me)) continue;
    open_lane(m, &m->writers[i], i);
    return &m->writers[i];
  }
  return NULL;
}

/* After a look in vain for a lane left behind nobody looks for so many ticks: it is a call of the system for
 * each lane. */
static const uint64_t rest_ticks = 2000000;

/* Of a thread that is gone: its writer goes on, whatever it was left in. */
static agent_writer *inherit(agent_module *m, uint32_t i, uint64_t me, uint32_t *closing) {
  uint64_t owner = atomic_load_explicit(&m->head->owners[i], memory_order_relaxed);
  agent_writer *w = &m->writers[i];
  *closing |= (uint32_t)owner == AGENT_CLOSING;
  if (owner >> 32 != me >> 32 || (uint32_t)owner == AGENT_CLOSING || !w->module) return NULL;
  if (!platform_is_gone((uint32_t)owner)) return NULL;
  if (!atomic_compare_exchange_strong(&m->head->owners[i], &owner, me)) return NULL;
  if (w->busy) w->lane.at = w->lane.low;
  w->busy = w->prepared = w->is_nested = 0;
  w->nested = NULL;
  return w;
}

/* *closing: there is one that Sonde will free soon. */
static agent_writer *take_over(agent_module *m, uint32_t *closing) {
  static _Atomic uint64_t vain;
  static _Atomic uint32_t
      next; /* behind the one found last: threads mostly end in the order of their start */
  uint64_t me = (uint64_t)platform_process() << 32 | platform_thread(), now = agent_ticks();
  if (m->number != AGENT_MEMORY || now - atomic_load(&vain) < rest_ticks) return NULL;
  uint32_t n = m->head->nlanes, first = atomic_load(&next);
  for (uint32_t i = 0; i < n; i++) {
    agent_writer *w = inherit(m, (first + i) % n, me, closing);
    if (!w) continue;
    atomic_store(&next, (first + i + 1) % n);
    return w;
  }
  if (!*closing) atomic_store(&vain, now);
  return NULL;
}

static uint32_t is_reader_alive(const agent_module *m) {
  const lane_page *page = (const lane_page *)(const void *)((const uint8_t *)m->head + m->head->lanes.offset);
  return platform_mono_ns() - (int64_t)atomic_load_explicit(&page->heartbeat, memory_order_relaxed) <
         heartbeat_ns;
}

/* None is free. Where writers wait for the reader, they wait for a lane that it is about to free, too. */
static agent_writer *claim_late(agent_module *m) {
  for (int64_t waited = 0; waited < longest_lane_ns; waited += 500000) {
    uint32_t closing = 0;
    agent_writer *w = take_over(m, &closing);
    if (w || !closing || m->head->policy != SONDE_LANE_BLOCK || !is_reader_alive(m)) return w;
    platform_pause(500000);
    w = claim(m);
    if (w) return w;
  }
  return NULL;
}

/* The thread's own writer. Its content is zero when a fork made this thread: then the lane is the parent's.
 */
static agent_writer *own(agent_module *m) {
  agent_writer *w = platform_thread_word(m->number);
  if (w && w->module) return w;
  w = claim(m);
  if (!w) w = claim_late(m);
  if (w) platform_set_thread_word(m->number, w);
  return w;
}

/* The one who was at work was left by a jump out of a signal handler, if its frame is not above ours. What it
 * was writing may have been left half-done: the rest of the chunk stays empty. */
static uint32_t is_abandoned(const agent_writer *w, uint64_t here) {
  return w->busy <= here && !platform_is_on_signal_stack();
}

static agent_writer *nested(agent_module *m, agent_writer *w) {
  if (!w->nested) {
    w->nested = claim(m);
    if (w->nested) w->nested->is_nested = 1;
  }
  return w->nested;
}

static agent_writer *mark(agent_writer *w, uint64_t here) {
  __atomic_store_n(&w->busy, here, __ATOMIC_RELAXED);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  return w;
}

static agent_writer *take(agent_writer *w, uint64_t here) {
  if (w->low) {
    w->lane.low = w->low;
    w->low = 0;
  }
  if (!w->busy) return mark(w, here);
  if (!is_abandoned(w, here)) return NULL;
  w->lane.at = w->lane.low;
  return mark(w, here);
}

agent_writer *writer_enter(agent_module *m) {
  return writer_enter_at(m, (uint64_t)__builtin_frame_address(0));
}

agent_writer *writer_enter_at(agent_module *m, uint64_t stack) {
  if (atomic_load_explicit(&agent_pending, memory_order_relaxed)) platform_look(stack);
  agent_writer *w = own(m), *free = w ? take(w, stack) : NULL;
  if (w && !free) {
    w = nested(m, w);
    free = w ? take(w, stack) : NULL;
  }
  if (!free) atomic_fetch_add_explicit(&m->head->unseen_calls, 1, memory_order_relaxed);
  return free;
}

void writer_wake(agent_writer *w) {
  if (w->busy || w->low) return;
  w->low = w->lane.low;
  w->lane.low = 0;
}
