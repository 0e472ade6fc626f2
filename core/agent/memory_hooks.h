/* The functions of the system that the module memory redirects: linux/memory_hooks.c, win32/memory_hooks.c.
 * Freestanding. */
#ifndef SONDE_AGENT_MEMORY_HOOKS_H
#define SONDE_AGENT_MEMORY_HOOKS_H

#include "agent/module.h"

uint32_t memory_hooks_start(void);
/* From where to where the agent's code lies. */
void memory_hooks_image(uint64_t *from, uint64_t *to);
/* The hook for a site by its name; 0: it is none of ours. */
uint64_t memory_hook_of(const agent_site *site);
/* Whether a function of this name may get a hook. */
uint32_t memory_hooks_know(const char *name);
/* The functions in an object that is gone. */
void memory_hooks_forget(uint64_t base, uint64_t end);

#endif
