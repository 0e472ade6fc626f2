/* What the agent is told (agent/tracer.h): the signatures that matter and the patterns of what is watched.
 * Pure. */
#ifndef TRACER_PLAN_H
#define TRACER_PLAN_H

#include "signatures.h"

/* Lists of patterns with * and ?, separated by spaces or commas; NULL or "": none given. */
typedef struct plan_ask {
  const char *names, *exclude, *libraries, *from;
  bool unknown; /* functions without a signature too */
  bool failed_only;
  uint32_t most_parameters; /* that a framed thunk of this system can pass on */
} plan_ask;

/* The plan's bytes. {0}: none. */
typedef struct plan {
  uint8_t *bytes;
  uint64_t len, capacity;
  uint32_t nsignatures;
} plan;

/* SONDE_ARG: no signature is of such a name and functions without one are not wanted. The caller frees it
 * with plan_free. */
sonde_status plan_build(const signatures *all, const plan_ask *ask, plan *out, error *e);
void plan_free(plan *p);

#endif
