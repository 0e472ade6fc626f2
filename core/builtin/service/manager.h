/* The system's own service manager: the SCM on Windows. */
#ifndef SONDE_BUILTIN_MANAGER_H
#define SONDE_BUILTIN_MANAGER_H

#include "base/arena.h"
#include "builtin/service/supervise.h"

/* Names of its services, NULL at the end, in the arena; NULL: *e tells. */
const char **manager_names(arena *a, error *e);
sonde_status manager_look(const char *name, service_facts *out, error *e);
sonde_status manager_start(const char *name, const service_patience *p, error *e);
sonde_status manager_stop(const char *name, const service_patience *p, error *e);

#endif
