/* The child by CreateProcess, orders on its standard input, answers on its standard output. */
#include "workload.h"

#include <stdio.h>
#include <windows.h>

#include "base/memory.h"

const char *const workload_unsupported = " cpu_children storage_read storage_written switches_voluntary "
                                         "switches_involuntary disk_wait disk_blocked state ";
/* What Wine 8.0 gives as zero, or as another value. */
const char *const workload_doubtful =
    " virtual resident_peak private_resident io_read io_written io_reads io_writes "
    "faults_minor faults_major switches ";

struct workload_process {
  HANDLE process, orders, answers;
  DWORD pid;
};

const char *workload_program(void) {
  static char path[1024];
  GetModuleFileNameA(NULL, path, sizeof path);
  return path;
}

struct workload_process *workload_spawn(void) {
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
  struct workload_process *p = NEW(struct workload_process);
  *p = (struct workload_process){info.hProcess, orders, answers, info.dwProcessId};
  return p;
}

uint32_t workload_process_pid(const struct workload_process *p) {
  return p->pid;
}

bool workload_send(struct workload_process *p, char c) {
  DWORD n;
  return WriteFile(p->orders, &c, 1, &n, NULL) && n == 1;
}

bool workload_receive(struct workload_process *p, char *c) {
  DWORD n;
  return ReadFile(p->answers, c, 1, &n, NULL) && n == 1;
}

void workload_close(struct workload_process *p) {
  CloseHandle(p->orders);
  CloseHandle(p->answers);
  WaitForSingleObject(p->process, 10000);
  CloseHandle(p->process);
  memory_free(p);
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

void workload_unmap(void *block, uint64_t bytes) {
  (void)bytes;
  VirtualFree(block, 0, MEM_RELEASE);
}

bool workload_open_handle(void) {
  return CreateEventW(NULL, TRUE, FALSE, NULL) != NULL;
}

bool workload_file(const char *path) {
  static char part[WORKLOAD_FILE / WORKLOAD_WRITES];
  HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  bool ok = file != INVALID_HANDLE_VALUE;
  DWORD n;
  for (int i = 0; ok && i < WORKLOAD_WRITES; i++)
    ok = WriteFile(file, part, sizeof part, &n, NULL) && n == sizeof part;
  for (int i = 0; ok && i < WORKLOAD_READS; i++) {
    if (i % WORKLOAD_WRITES == 0) SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ok = ReadFile(file, part, sizeof part, &n, NULL) && n == sizeof part;
  }
  CloseHandle(file);
  return ok;
}
