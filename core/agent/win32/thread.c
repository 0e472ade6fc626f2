/* What each thread has of us: one of the first 64 slots of TlsAlloc for each module, which lie in the
 * thread's block. */
#include "agent/platform.h"
#include "agent/win32_hook.h"
#include "agent/win32_native.h"

static uint32_t slots[AGENT_MEMORY + 1]; /* offsets in the thread's block */
extern uint32_t trace_slot;              /* thunk.S loads it */
uint32_t trace_slot;

uint32_t threads_start(void) {
  for (uint32_t module = AGENT_TRACER; module <= AGENT_MEMORY; module++) {
    DWORD slot = slots[module] ? 0 : TlsAlloc();
    if (slot >= TLS_MINIMUM_AVAILABLE) return 0;
    if (!slots[module]) slots[module] = TEB_SLOTS + 8 * slot;
  }
  trace_slot = slots[AGENT_TRACER];
  return 1;
}

uint32_t platform_error(void) {
  return (uint32_t)teb_word(TEB_LAST_ERROR);
}

void *platform_thread_word(uint32_t module) {
  return (void *)(uintptr_t)teb_word(slots[module]);
}

void platform_set_thread_word(uint32_t module, void *word) {
  teb_set_word(slots[module], (uintptr_t)word);
}
