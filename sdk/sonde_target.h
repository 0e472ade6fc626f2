/*
 * sonde_target.h - how a plugin watches a target from inside: interface "sonde.target/1".
 *
 * The host launches the program, holds it before its first own instruction, loads Sonde's agent into it and maps the
 * agent's lanes. A plugin gives a plan for one of the agent's modules and gets the records: into a subscription of its
 * own, or by a function that is called with them in the order of their time. Obtain the table in create():
 * host->get_interface(host, SONDE_TARGET_1).
 *
 * All of it belongs to the host thread: rows that use it must not be SONDE_ROW_SLOW, which run on another one.
 *
 * The modules so far are those of Sonde's own plugins tracer and memory; their plans and records are described in Sonde's
 * sources, core/agent/.
 */
#ifndef SONDE_TARGET_H
#define SONDE_TARGET_H

#include "sonde.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SONDE_TARGET_1 "sonde.target/1"

typedef struct sonde_agent sonde_agent;

/* What a module is to do. Read during watch() only. */
typedef struct sonde_agent_plan {
  uint32_t size;   /* sizeof(sonde_agent_plan) */
  uint32_t module; /* of the agent: agent/agent.h */
  uint64_t target; /* cookie of a "handle:target" argument; 0: the one that the command line names */
  const void *plan; /* the module's orders, copied */
  uint64_t plan_bytes;
  uint64_t subscription; /* whose lanes the records go to, as given to subscribe(); 0: none */
  /* [host] Records of one lane, ordered by time over all lanes; their symbols are the module's numbers. NULL: none. */
  void(SONDE_CALL *consume)(void *consumer, const sonde_span *span, uint32_t pid, uint32_t tid);
  void *consumer;
  uint32_t event;   /* index of the event in the plugin's table that the records are of */
  uint32_t policy;  /* SONDE_LANE_DROP, _FLIGHT or _BLOCK (sonde_lane.h) */
  uint32_t lanes;   /* threads that can be watched at once, at most 256; 0: 64 */
  uint32_t chunks;  /* of 64 KiB for each lane, at most 256; 0: 32 */
  uint32_t functions, objects; /* room for so many; 0: 8192 and 1024 */
  uint64_t texts, stacks;      /* bytes; 0: 1 MiB and none */
} sonde_agent_plan;

typedef struct sonde_target_api {
  sonde_head head;

  /* [host] Brings the launched target to its entry point, unless it stands there, loads the agent and starts the module.
   * The target goes on standing still until the first wait. SONDE_STATE: it already runs, the module is at work
   * there, or the row is SONDE_ROW_SLOW. SONDE_UNSUPPORTED: this kind of program cannot be watched, the sentence tells why. SONDE_MISSING: no
   * target. The sentence is already set in `call`. */
  sonde_status(SONDE_CALL *watch)(
    const sonde_host *host, sonde_call *call, const sonde_agent_plan *plan, sonde_agent **out);

  /* [host] The block that is shared with the agent, for reading: agent/agent.h. Its content is hostile. It stays when the
   * target has ended, until leave(). */
  const void *(SONDE_CALL *block)(const sonde_agent *agent, uint64_t *bytes);

  /* [host] Delivers what was written until now. False: the target has ended and nothing will come any more. */
  int32_t(SONDE_CALL *drain)(sonde_agent *agent);

  /* [any] The target's root process. */
  uint32_t(SONDE_CALL *pid)(const sonde_agent *agent);

  /* [host] The hooks only pass through from here on; what was written is delivered; the block is unmapped. */
  void(SONDE_CALL *leave)(sonde_agent *agent);
} sonde_target_api;

SONDE_SIZE(sonde_agent_plan, 96);
SONDE_SIZE(sonde_target_api, 56);

#ifdef __cplusplus
}
#endif
#endif
