/* Calls of the dynamic linker by the program. */
#ifndef SONDE_AGENT_LINUX_LOADER_H
#define SONDE_AGENT_LINUX_LOADER_H

#include "agent/thunk.h"

/* By thunk.S, before the jump to dlopen, dlsym ... */
void loader_called(const thunk_data *d);

#endif
