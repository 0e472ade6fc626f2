/* The child on Windows. */
#include <fcntl.h>
#include <io.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "platform.h"

int64_t platform_cpu_ns(void) {
  FILETIME created, ended, kernel, user;
  GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user);
  uint64_t k = (uint64_t)kernel.dwHighDateTime << 32 | kernel.dwLowDateTime;
  uint64_t u = (uint64_t)user.dwHighDateTime << 32 | user.dwLowDateTime;
  return (int64_t)(k + u) * 100;
}

void platform_sleep_ms(unsigned ms) {
  Sleep(ms);
}

void platform_crash(const char *how) {
  if (!strcmp(how, "segv")) RaiseException(EXCEPTION_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, NULL);
  TerminateProcess(GetCurrentProcess(), 0xC0000409);
}

static HANDLE start(char *line, DWORD *pid) {
  STARTUPINFOA info = {.cb = sizeof info};
  PROCESS_INFORMATION made;
  if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &info, &made)) return NULL;
  CloseHandle(made.hThread);
  *pid = made.dwProcessId;
  return made.hProcess;
}

int platform_spawn(const char *program, const char *ms) {
  char line[1024];
  DWORD pid = 0;
  snprintf(line, sizeof line, "\"%s\" sleep %s", program, ms);
  HANDLE h = start(line, &pid);
  if (h) CloseHandle(h);
  return (int)pid;
}

int platform_run(const char *program, char **argv) {
  char line[4096];
  int n = snprintf(line, sizeof line, "\"%s\"", program);
  for (; *argv; argv++)
    n += snprintf(line + n, sizeof line - (size_t)n, " %s", *argv);
  DWORD pid, code = 1;
  HANDLE h = start(line, &pid);
  WaitForSingleObject(h, INFINITE);
  GetExitCodeProcess(h, &code);
  CloseHandle(h);
  return (int)code;
}

void platform_descriptors(void) {}

void platform_signals(void) {}

void platform_binary(void) {
  _setmode(_fileno(stdin), _O_BINARY);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
}
