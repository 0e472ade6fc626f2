/* What the loader calls, and the entry. */
#include "agent/module.h"
#include "agent/win32_hook.h"

BOOL WINAPI agent_attach(HINSTANCE library, DWORD reason, LPVOID unused);
uint64_t agent_enter(const agent_argument *argument, const _Atomic uint32_t *held);

static const _Atomic uint32_t not_held;
const _Atomic uint32_t *held_gate = &not_held;

/* Nothing is done before agent_enter. */
BOOL WINAPI agent_attach(HINSTANCE library, DWORD reason, LPVOID unused) {
  (void)library;
  (void)reason;
  (void)unused;
  return TRUE;
}

/* held: not 0 until the thread that calls us is let go (core/os/win32/inject.c); NULL: there is no such word.
 */
uint64_t agent_enter(const agent_argument *argument, const _Atomic uint32_t *held) {
  if (held) held_gate = held;
  if (!threads_start()) return AGENT_UNSUITED;
  return agent_start(argument);
}
