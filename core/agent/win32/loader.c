/* Libraries that are loaded and unloaded later. The loader calls us with its lock held, before the library's
 * own code runs. */
#include "agent/platform.h"
#include "agent/win32_hook.h"

static void forget(uint64_t base, uint64_t end) {
  for (uint32_t n = 0; n < AGENT_MODULES; n++)
    if (agent_modules[n].head) agent_modules[n].forget(base, end);
  hook_forget(base, end);
  images_forget(base);
}

static void CALLBACK change(ULONG reason, const native_dll *dll, void *context) {
  uint64_t base = (uintptr_t)dll->base;
  (void)context;
  if (reason == NATIVE_LOADED) platform_hook();
  if (reason == NATIVE_UNLOADED) forget(base, base + dll->bytes);
}

void loader_watch(void) {
  static void *cookie;
  if (!cookie) LdrRegisterDllNotification(0, change, NULL, &cookie);
}
