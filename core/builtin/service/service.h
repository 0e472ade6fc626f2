/* Services and processes for recovery actions: the builtin plugin `service`. */
#ifndef SONDE_BUILTIN_SERVICE_H
#define SONDE_BUILTIN_SERVICE_H

#include "config/config.h"
#include "sonde.h"

/* What it works on. Outlives the host. */
typedef struct service_context {
  const config *config;     /* [service.NAME] command = ...: the supervised ones; NULL: none */
  const char *state_folder; /* who runs, and what they wrote; NULL: nothing can be started */
} service_context;

/* Give it to host_add_builtin together with a service_context. */
const sonde_plugin *service_plugin(void);

#endif
