/* What the loader calls: nothing is done before agent_start. */
#include <windows.h>

BOOL WINAPI agent_attach(HINSTANCE library, DWORD reason, LPVOID unused);

BOOL WINAPI agent_attach(HINSTANCE library, DWORD reason, LPVOID unused) {
  (void)library;
  (void)reason;
  (void)unused;
  return TRUE;
}
