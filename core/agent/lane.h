/* The writers of the lanes in a block: one for each thread and module, and a second one for signal handlers
 * that come while the first one is at work. Freestanding. */
#ifndef SONDE_AGENT_LANE_H
#define SONDE_AGENT_LANE_H

#include "agent/agent.h"

struct agent_module;

/* thunk.S knows the offsets of lane and busy. */
typedef struct agent_writer {
  sonde_lane lane; /* first: what `more` is given is the writer */
  uint64_t busy;   /* stack pointer of the one that writes a record; 0: nobody */
  struct agent_module *module;
  lane_page *page;
  uint8_t *chunks;
  uint64_t orphan; /* heartbeat at which waiting was given up; 0: not */
  uint32_t open_slot, index;
  struct agent_writer *nested; /* of signal handlers */
  uint32_t low;                /* the lane's, while that is 0 so that the next record takes the slow path */
  uint32_t is_nested;
  uint32_t prepared; /* of the module: 0 when the lane is new */
  uint8_t reserved[52];
} agent_writer;

_Static_assert(sizeof(agent_writer) == 192, "whole cache lines: no two threads share one");

/* For the calling thread: a writer that nobody is using, marked as in use until writer_leave. NULL: there is
 * none; the call counts as unseen. */
agent_writer *writer_enter(struct agent_module *m);
/* The same for a call whose frame, or return address, is at `stack`: what lies below it has ended. */
agent_writer *writer_enter_at(struct agent_module *m, uint64_t stack);
static inline void writer_leave(agent_writer *w) {
  __atomic_store_n(&w->busy, 0, __ATOMIC_RELEASE);
}

/* Lets the next record of this writer's thread take the slow path (writer_enter). */
void writer_wake(agent_writer *w);

/* sonde_lane.more */
int32_t SONDE_CALL writer_more(sonde_lane *lane, uint32_t size, uint32_t reserve, uint64_t time);

#endif
