/* Calls of the dynamic linker by the program: they are how objects come and go. */
#ifndef SONDE_AGENT_LINUX_LOADER_H
#define SONDE_AGENT_LINUX_LOADER_H

#include "agent/thunk.h"

/* Whether a function of this name is one of the dynamic linker's. */
uint32_t loader_knows(const char *name);
/* The address that calls of this function shall reach: a jump to it that lets us know, if it is one of the
 * dynamic linker's; else the function itself. */
uint64_t loader_wrap(const char *name, uint64_t function);
/* By thunk.S, before the jump. */
void loader_called(const thunk_data *d, uint64_t stack);

/* patch.c: hooks what is new among the loaded objects. 1: nothing is left to do; 0: another thread is at it,
 * or an object is not ready yet. */
uint32_t patch_new(void);

#endif
