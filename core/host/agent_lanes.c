/* The lanes of a target's threads: taken into the pump when a thread opens one, closed when it is gone. */
#include <stdio.h>

#include "host/agent.h"
#include "os/clock.h"
#include "os/ticks.h"

enum { CHECK_NS = 100000000, REFINE_NS = 500000000 };

/* The pump is done with it: free for the next thread. */
static void lane_ended(void *agent, lane_page *page) {
  sonde_agent *a = agent;
  uint64_t offset = (uint64_t)((const uint8_t *)page - (const uint8_t *)a->head) - a->layout.lanes.offset;
  uint32_t i = (uint32_t)(offset / a->layout.lane_bytes);
  lane_page_reset(page, a->plan.policy, a->layout.nchunks);
  a->owners[i] = 0;
  a->nowned--;
  atomic_store_explicit(&a->head->owners[i], 0, memory_order_release);
  if (a->left) agent_free_if_unused(a);
}

static void take(sonde_agent *a, uint32_t i, uint64_t owner) {
  char name[32];
  lane_page *page = agent_page_at(a, i);
  lane_foreign foreign = {.page = page,
      .chunks = (uint8_t *)page + LANE_PAGE_BYTES,
      .nchunks = a->layout.nchunks,
      .pid = (uint32_t)(owner >> 32),
      .tid = (uint32_t)owner,
      .symbols = &a->symbols,
      .clock = &a->clock,
      .refresh = agent_refresh,
      .ended = lane_ended,
      .self = a};
  snprintf(name, sizeof name, "thread %u", foreign.tid);
  a->owners[i] = owner;
  a->nowned++;
  pump_adopt_lane(a->pump, &foreign, name);
}

/* Whether the lane's thread is gone and the lane is ours to close. Meanwhile another thread may have gone on
 * with it. */
static bool claim_end(sonde_agent *a, uint32_t i) {
  for (int tries = 0; tries < 8; tries++) {
    uint64_t owner = a->owners[i], closing = owner | AGENT_CLOSING;
    if (process_has_thread((uint32_t)(owner >> 32), (uint32_t)owner)) return false;
    if (atomic_compare_exchange_strong(&a->head->owners[i], &owner, closing)) return true;
    if (owner >> 32 != a->owners[i] >> 32 || (uint32_t)owner == AGENT_CLOSING) return true;
    a->owners[i] = owner;
  }
  return true;
}

static void close_if_gone(sonde_agent *a, uint32_t i) {
  lane_page *page = agent_page_at(a, i);
  if (atomic_load_explicit(&page->closed, memory_order_relaxed) || !claim_end(a, i)) return;
  atomic_store_explicit(&page->closed, 1, memory_order_release);
}

void agent_beat(sonde_agent *a, int64_t now) {
  for (uint32_t i = 0; i < a->layout.nlanes; i++)
    atomic_store_explicit(&agent_page_at(a, i)->heartbeat, (uint64_t)now, memory_order_relaxed);
}

void agent_take_lanes(sonde_agent *a) {
  int64_t now = clock_mono_ns();
  bool checks = now - a->checked_ns > CHECK_NS || !process_alive(a->root);
  if (checks) a->checked_ns = now;
  if (now - a->refined_ns > REFINE_NS) {
    ticks_refine(&a->clock);
    a->refined_ns = now;
  }
  agent_beat(a, now);
  for (uint32_t i = 0; i < a->layout.nlanes; i++) {
    uint64_t owner = atomic_load_explicit(&a->head->owners[i], memory_order_acquire);
    if (!a->owners[i] && owner) take(a, i, owner);
    if (a->owners[i] && checks) close_if_gone(a, i);
  }
}
