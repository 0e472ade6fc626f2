/* Ctrl-C and closing: noted, and woken up for by an event that a wait can watch. The console tells the target
 * by itself. */
#include <stdbool.h>
#include <windows.h>

#include "os/process.h"
#include "os/win32/process.h"

enum { SIGNAL_INTERRUPT = 2, SIGNAL_CLOSE = 15 };

static volatile LONG seen, breaks;
static HANDLE wake;

/* Runs on a thread of its own. */
static BOOL WINAPI handle(DWORD event) {
  bool closing = event == CTRL_CLOSE_EVENT || event == CTRL_LOGOFF_EVENT || event == CTRL_SHUTDOWN_EVENT;
  /* Ctrl-Break a second time: the system's own handler ends Sonde. */
  if (event == CTRL_BREAK_EVENT && InterlockedIncrement(&breaks) > 1) return FALSE;
  InterlockedExchange(&seen, closing ? SIGNAL_CLOSE : SIGNAL_INTERRUPT);
  SetEvent(wake);
  /* Windows ends us as soon as this returns, and after 5 s anyway: leave the time to the report. */
  if (closing) Sleep(INFINITE);
  return TRUE;
}

void process_signals_start(process *p) {
  (void)p; /* Windows has no signal that is sent to Sonde alone */
  if (wake) return;
  wake = CreateEventW(NULL, FALSE, FALSE, NULL);
  SetConsoleCtrlHandler(handle, TRUE);
}

int process_signal_seen(void) {
  return (int)InterlockedCompareExchange(&seen, 0, 0);
}

HANDLE signals_wake_event(void) {
  return wake;
}
