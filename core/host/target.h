/* The examined process as a builtin plugin named `target`: rows main, all, go, alive, pid, pids, info, stop.
 */
#ifndef SONDE_HOST_TARGET_H
#define SONDE_HOST_TARGET_H

#include "os/process.h"
#include "sonde.h"

/* What the command line named. root NULL: the machine. Outlives the host. */
typedef struct target_context {
  process *root;
  const char *const *argv; /* of a launched one; else NULL */
  bool shared;             /* several checks watch it: `go` of one leaves it standing until all wait */
} target_context;

/* Give it to host_add_builtin together with a target_context. */
const sonde_plugin *target_plugin(void);

#endif
