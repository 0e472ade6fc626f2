/* Supervised processes: started and stopped by Sonde, known again by pid and start time. */
#ifndef SONDE_BUILTIN_SUPERVISE_H
#define SONDE_BUILTIN_SUPERVISE_H

#include "builtin/service/service.h"

typedef enum service_state {
  STATE_STOPPED = 1, /* never started, or stopped on purpose */
  STATE_STARTING,
  STATE_RUNNING,
  STATE_STOPPING,
  STATE_ENDED, /* was started and has ended by itself */
  STATE_PAUSED
} service_state;
const char *service_state_word(service_state s);

typedef struct service_facts {
  service_state state;
  uint32_t pid;     /* of RUNNING; of ENDED: the one it had */
  uint64_t started; /* with the pid a unique identity; 0: unknown */
} service_facts;

/* Asked while something takes its time; true: give up. */
typedef struct service_patience {
  int32_t (*cancelled)(sonde_call *call);
  sonde_call *call;
} service_patience;

/* Whether sonde.ini has [service.NAME] with a command. */
bool supervise_knows(const service_context *c, const char *name);
sonde_status supervise_look(const service_context *c, const char *name, service_facts *out, error *e);
/* The last line it wrote, blanks at its end cut off, in the arena; "": none. What is not UTF-8 is '?'. */
sonde_status supervise_said(const service_context *c, const char *name, arena *a, const char **out, error *e);
/* Starts it; SONDE_STATE when it runs already. */
sonde_status supervise_start(const service_context *c, const char *name, error *e);
/* Asks it to end, after grace_ns at once; one that does not run is fine. */
sonde_status supervise_stop(
    const service_context *c, const char *name, int64_t grace_ns, const service_patience *p, error *e);

/* Ends the process of this identity. SONDE_MISSING: no such process any more (another one may have its pid).
 * SONDE_DENIED: Sonde itself, its parent, or a process of the system (pid 0, 1, 4). */
sonde_status supervise_terminate(
    uint32_t pid, uint64_t started, int64_t grace_ns, const service_patience *p, error *e);

#endif
