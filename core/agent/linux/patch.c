/* Redirecting functions. */
#include "agent/linux_loader.h"
#include "agent/linux_objects.h"
#include "agent/platform.h"

_Atomic uint32_t agent_pending;
int *(*errno_place)(void);

uint32_t platform_hook(void) {
  return AGENT_NO_HOOKS;
}

void platform_look(void) {
  atomic_store(&agent_pending, 0);
}

void loader_called(const thunk_data *d) {
  (void)d;
}
