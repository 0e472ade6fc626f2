/* The agent's entry: takes the block of a module and sets the module to work. */
#include "agent/memory_hooks.h"
#include "agent/module.h"
#include "agent/platform.h"

agent_module agent_modules[AGENT_MODULES] = {
    {.number = AGENT_MEMORY,
        .start = memory_start,
        .choose = memory_choose,
        .wants_name = memory_hooks_know,
        .forget = memory_forget,
        .takes_pointers = 1},
    {.number = AGENT_TRACER,
        .start = trace_start,
        .choose = trace_choose,
        .wants = trace_wants,
        .wants_name = trace_wants_name,
        .forget = trace_forget},
};

agent_module *agent_module_of(uint32_t number) {
  for (uint32_t i = 0; i < AGENT_MODULES; i++) {
    if (agent_modules[i].number == number) return &agent_modules[i];
  }
  return NULL;
}

static uint32_t is_inside(const agent_head *head, agent_area a) {
  return a.offset % 8 == 0 && a.offset <= head->bytes && a.bytes <= head->bytes - a.offset;
}

static uint32_t is_possible(const agent_head *head, uint64_t bytes) {
  if (head->magic != AGENT_MAGIC || head->version != AGENT_VERSION || head->bytes != bytes) return 0;
  if (!is_inside(head, head->plan) || !is_inside(head, head->functions) || !is_inside(head, head->objects))
    return 0;
  if (!is_inside(head, head->texts) || !is_inside(head, head->stacks) || !is_inside(head, head->lanes))
    return 0;
  if (head->nlanes > AGENT_MOST_LANES || head->nchunks < 2 || head->nchunks > LANE_MOST_CHUNKS) return 0;
  if (head->lane_bytes < LANE_PAGE_BYTES + (uint64_t)head->nchunks * SONDE_LANE_CHUNK) return 0;
  return head->nlanes * head->lane_bytes <= head->lanes.bytes;
}

static uint32_t start_module(agent_head *head) {
  agent_module *m = agent_module_of(head->module);
  if (!m) return AGENT_MISMATCH;
  if (m->head) return AGENT_TWICE;
  m->writers = platform_pages_of_process(AGENT_MOST_LANES * sizeof *m->writers);
  if (!m->writers) return AGENT_NO_MEMORY;
  m->head = head;
  uint64_t none = 0; /* offset 0 is "" */
  atomic_compare_exchange_strong(&head->texts_used, &none, 1);
  uint32_t answer = m->start(m);
  m->is_new = 1;
  if (answer == AGENT_OK) answer = platform_hook();
  m->is_new = 0;
  if (answer != AGENT_OK) m->head = NULL;
  return answer;
}

uint64_t agent_start(const agent_argument *argument) {
  agent_head *head = argument->bytes >= sizeof *head ? platform_map(argument) : NULL;
  if (!head) return AGENT_NO_BLOCK;
  uint32_t answer = is_possible(head, argument->bytes) ? start_module(head) : AGENT_MISMATCH;
  if (answer != AGENT_OK) platform_unmap(head, argument->bytes);
  return answer;
}
