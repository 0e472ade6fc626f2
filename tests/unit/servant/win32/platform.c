/* The child by CreateProcess, orders on its standard input, answers on its standard output. */
#include "servant.h"

#include <stdio.h>
#include <windows.h>

#include "base/memory.h"

struct workload {
  HANDLE process, orders, answers;
  DWORD pid;
};

const char *workload_program(void) {
  static char path[1024];
  GetModuleFileNameA(NULL, path, sizeof path);
  return path;
}

workload *workload_spawn(void) {
  SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
  STARTUPINFOA start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  PROCESS_INFORMATION info;
  HANDLE orders, answers;
  char line[1200];
  if (!CreatePipe(&start.hStdInput, &orders, &inherit, 0) ||
      !CreatePipe(&answers, &start.hStdOutput, &inherit, 0))
    return NULL;
  SetHandleInformation(orders, HANDLE_FLAG_INHERIT, 0);
  SetHandleInformation(answers, HANDLE_FLAG_INHERIT, 0);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  snprintf(line, sizeof line, "\"%s\" --workload", workload_program());
  BOOL ok = CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &info);
  CloseHandle(start.hStdInput);
  CloseHandle(start.hStdOutput);
  if (!ok) return NULL;
  CloseHandle(info.hThread);
  workload *w = NEW(workload);
  *w = (workload){info.hProcess, orders, answers, info.dwProcessId};
  return w;
}

uint32_t workload_pid(const workload *w) {
  return w->pid;
}

bool workload_send(workload *w, char c) {
  DWORD n;
  return WriteFile(w->orders, &c, 1, &n, NULL) && n == 1;
}

bool workload_receive(workload *w, char *c) {
  DWORD n;
  return ReadFile(w->answers, c, 1, &n, NULL) && n == 1;
}

void workload_close(workload *w) {
  CloseHandle(w->orders);
  CloseHandle(w->answers);
  WaitForSingleObject(w->process, 10000);
  CloseHandle(w->process);
  memory_free(w);
}

bool workload_read_order(char *c) {
  DWORD n;
  return ReadFile(GetStdHandle(STD_INPUT_HANDLE), c, 1, &n, NULL) && n == 1;
}

bool workload_answer(char c) {
  DWORD n;
  return WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), &c, 1, &n, NULL) && n == 1;
}

void *workload_map(uint64_t bytes) {
  return VirtualAlloc(NULL, bytes, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
}
