/* Redirecting functions. */
#include "agent/platform.h"

_Atomic uint32_t agent_pending;

uint32_t platform_hook(void) {
  return AGENT_NO_HOOKS;
}

void platform_look(void) {
  atomic_store(&agent_pending, 0);
}
