/* The block that the host shares with the agent: laid out, filled, and its table of functions read. */
#include <string.h>

#include "base/utf8.h"
#include "host/agent.h"

enum {
  PAGE = 4096,
  LANES = 64,
  CHUNKS = 32,
  FUNCTIONS = 8192,
  MOST_FUNCTIONS = 65535, /* symbol numbers of one writer */
  OBJECTS = 1024,
  TEXTS = 1 << 20,
  LONGEST_NAME = 1024
};

static uint32_t or_else(uint32_t wanted, uint32_t usual, uint32_t most) {
  if (!wanted) wanted = usual;
  return wanted > most ? most : wanted;
}

static agent_area take(uint64_t *end, uint64_t bytes) {
  agent_area area = {*end, bytes};
  *end += (bytes + PAGE - 1) / PAGE * PAGE;
  return area;
}

agent_layout agent_lay_out(const sonde_agent_plan *p) {
  agent_layout l = {.nlanes = or_else(p->lanes, LANES, AGENT_MOST_LANES),
      .nchunks = or_else(p->chunks, CHUNKS, LANE_MOST_CHUNKS),
      .nfunctions = or_else(p->functions, FUNCTIONS, MOST_FUNCTIONS),
      .nobjects = or_else(p->objects, OBJECTS, UINT16_MAX)};
  uint32_t least = p->policy == SONDE_LANE_FLIGHT ? 3 : 2;
  if (l.nchunks < least) l.nchunks = least;
  take(&l.bytes, sizeof(agent_head));
  l.plan = take(&l.bytes, p->plan_bytes);
  l.functions = take(&l.bytes, l.nfunctions * sizeof(agent_function));
  l.objects = take(&l.bytes, l.nobjects * sizeof(agent_object));
  l.texts = take(&l.bytes, p->texts ? p->texts : TEXTS);
  l.stacks = take(&l.bytes, p->stacks);
  l.lane_bytes = LANE_PAGE_BYTES + (uint64_t)l.nchunks * SONDE_LANE_CHUNK;
  l.lanes = take(&l.bytes, l.nlanes * l.lane_bytes);
  return l;
}

void agent_fill(sonde_agent *a) {
  const agent_layout *l = &a->layout;
  agent_head *h = a->head;
  uint8_t *block = (uint8_t *)h;
  h->magic = AGENT_MAGIC;
  h->version = AGENT_VERSION;
  h->bytes = l->bytes;
  h->owner = process_self();
  h->module = a->plan.module;
  h->plan = l->plan;
  h->functions = l->functions;
  h->objects = l->objects;
  h->texts = l->texts;
  h->stacks = l->stacks;
  h->lanes = l->lanes;
  h->lane_bytes = l->lane_bytes;
  h->nlanes = l->nlanes;
  h->nchunks = l->nchunks;
  h->policy = a->plan.policy;
  h->event = a->plan.event;
  atomic_store(&h->texts_used, 1); /* offset 0 is "" */
  if (a->plan.plan_bytes) memcpy(block + l->plan.offset, a->plan.plan, a->plan.plan_bytes);
  for (uint32_t i = 0; i < l->nlanes; i++)
    lane_page_reset(agent_page_at(a, i), a->plan.policy, l->nchunks);
  atomic_store_explicit(&h->active, 1, memory_order_release);
}

/* A text of the block, which may be changed while we look: its length is taken once. */
static size_t text_length(const uint8_t *at, uint64_t room) {
  size_t most = room < LONGEST_NAME ? (size_t)room : LONGEST_NAME, n = 0;
  while (n < most && at[n])
    n++;
  return n;
}

static void define(sonde_agent *a, uint32_t index) {
  const agent_layout *l = &a->layout;
  const uint8_t *block = (const uint8_t *)a->head;
  char name[LONGEST_NAME];
  agent_function f;
  memcpy(&f, block + l->functions.offset + index * sizeof f, sizeof f);
  if (f.name >= l->texts.bytes) f.name = 0;
  const uint8_t *at = block + l->texts.offset + f.name;
  size_t len = text_length(at, l->texts.bytes - f.name);
  memcpy(name, at, len);
  len = utf8_valid_prefix(name, len);
  symbol_map_define(&a->symbols, index + 1, len ? name : "?", len ? len : 1);
}

void agent_refresh(void *agent) {
  sonde_agent *a = agent;
  uint32_t n = atomic_load_explicit(&a->head->nfunctions, memory_order_acquire);
  if (n > a->layout.nfunctions) n = a->layout.nfunctions;
  while (a->ndefined < n)
    define(a, a->ndefined++);
}
