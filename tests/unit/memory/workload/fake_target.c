/* The fake target. */
#include "../fake_target.h"

#include <stdbool.h>

#include "modules.h"

enum { OBJECTS = 16, TEXTS = 4096, STACKS = 1 << 20 };

typedef struct fake_block {
  agent_head head;
  agent_object objects[OBJECTS];
  char texts[TEXTS];
  _Alignas(8) uint8_t stacks[STACKS];
} fake_block;

static fake_block block;
static sonde_agent_plan given;
changes fake_changes;
uint64_t fake_lost;
bool fake_alive;
uint32_t fake_left;
memory_plan fake_plan;
sonde_status fake_refuses;

agent_head *fake_head(void) {
  return &block.head;
}

void fake_reset(void) {
  memset(&block, 0, sizeof block);
  block.head.bytes = sizeof block;
  block.head.objects = (agent_area){offsetof(fake_block, objects), sizeof block.objects};
  block.head.texts = (agent_area){offsetof(fake_block, texts), TEXTS};
  block.head.stacks = (agent_area){offsetof(fake_block, stacks), STACKS};
  atomic_store(&block.head.texts_used, 1);
  changes_free(&fake_changes);
  fake_lost = 0;
  fake_alive = true;
  fake_left = 0;
  fake_refuses = SONDE_OK;
}

void fake_module(uint64_t address) {
  own_module m;
  own_module_of(address, &m);
  uint64_t at = atomic_load(&block.head.texts_used);
  uint32_t n = atomic_load(&block.head.nobjects);
  memcpy(block.texts + at, m.path, strlen(m.path) + 1);
  block.objects[n] = (agent_object){.base = m.base, .end = m.end, .bias = m.bias, .path = (uint32_t)at};
  atomic_store(&block.head.texts_used, at + strlen(m.path) + 1);
  atomic_store(&block.head.nobjects, n + 1);
}

uint32_t fake_stack(const uint64_t *frames, uint32_t n, uint32_t flags) {
  memory_layout lay = memory_lay(STACKS);
  memory_stacks *s = (memory_stacks *)(void *)block.stacks;
  uint32_t id = atomic_fetch_add(&s->nstacks, 1);
  uint64_t first = atomic_fetch_add(&s->nframes, n);
  memory_stack *entry = (memory_stack *)(void *)(block.stacks + lay.stacks) + id;
  memcpy(block.stacks + lay.frames + first * 8, frames, n * 8);
  atomic_store(&entry->where, first | (uint64_t)n << 32 | (uint64_t)flags << 48);
  return id + 1;
}

static sonde_status SONDE_CALL watch(
    const sonde_host *host, sonde_call *call, const sonde_agent_plan *plan, sonde_agent **out) {
  if (fake_refuses) return host->fail(call, fake_refuses, 0, "refused");
  given = *plan;
  memcpy(&fake_plan, plan->plan, sizeof fake_plan);
  *out = (sonde_agent *)(void *)&given;
  return SONDE_OK;
}

static const void *SONDE_CALL get_block(const sonde_agent *agent, uint64_t *bytes) {
  (void)agent;
  *bytes = sizeof block;
  return &block;
}

static int32_t SONDE_CALL drain(sonde_agent *agent) {
  (void)agent;
  sonde_span span = changes_span(&fake_changes);
  span.lost = fake_lost;
  if (span.nrecords || span.lost) given.consume(given.consumer, &span, FAKE_PID, FAKE_PID);
  changes_free(&fake_changes);
  fake_lost = 0;
  return fake_alive;
}

static uint32_t SONDE_CALL get_pid(const sonde_agent *agent) {
  (void)agent;
  return FAKE_PID;
}

static void SONDE_CALL leave(sonde_agent *agent) {
  (void)agent;
  fake_left++;
}

const sonde_target_api fake_target = {SONDE_HEAD(sonde_target_api), watch, get_block, drain, get_pid, leave};
