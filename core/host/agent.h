/* A module of the agent at work in a target, as the host keeps it. Private to agent*.c. */
#ifndef SONDE_HOST_AGENT_H
#define SONDE_HOST_AGENT_H

#include "agent/agent.h"
#include "host/internal.h"
#include "os/process.h"
#include "os/share.h"
#include "sonde_target.h"

/* Where everything lies in the block: worked out once from the plan. The copy in the block is for the agent; the host never reads it back. */
typedef struct agent_layout {
  agent_area plan, functions, objects, texts, stacks, lanes;
  uint64_t lane_bytes, bytes;
  uint32_t nlanes, nchunks, nfunctions, nobjects;
} agent_layout;

struct sonde_agent {
  sonde_agent *next;
  host *host;
  process *root;
  share *memory;
  agent_head *head;
  agent_layout layout;
  sonde_agent_plan plan; /* its pointers are not used after watch() */
  pump *pump;            /* the subscription's, or our own */
  record_type *type;     /* of our own pump; NULL: it is the subscription's */
  symbol_map symbols;    /* the module's numbers, taken from its functions */
  uint32_t ndefined;
  sonde_clock clock;
  int64_t refined_ns, checked_ns;
  uint64_t records; /* that the pump had moved when it was last asked */
  uint64_t owners[AGENT_MOST_LANES]; /* of the lanes that the pump has; 0: it has not */
  uint32_t nowned;
  bool left, draining;
};

static inline lane_page *agent_page_at(const sonde_agent *a, uint32_t i) {
  uint8_t *block = (uint8_t *)a->head;
  return (lane_page *)(void *)(block + a->layout.lanes.offset + i * a->layout.lane_bytes);
}

/* agent_block.c */
agent_layout agent_lay_out(const sonde_agent_plan *plan);
void agent_fill(sonde_agent *a);
/* Defines the names of functions that were published since. */
void agent_refresh(void *agent);

/* agent_lanes.c: takes lanes that threads of the target have opened, and closes those whose thread is gone. */
void agent_take_lanes(sonde_agent *a);
void agent_beat(sonde_agent *a, int64_t now);
void agent_free_if_unused(sonde_agent *a);

#endif
