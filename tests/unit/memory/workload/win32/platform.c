/* The child by CreateProcess, orders on its standard input, answers on its standard output. */
#include "workload.h"

#include <stdio.h>
#include <winsock2.h>
#include <windows.h>

#include "base/memory.h"

/* Windows has one type for all that can be read and written. */
const char *const workload_file_type = "File", *const workload_socket_type = "File",
                  *const workload_pipe_type = "File";
const char workload_separator = '\\';
const uint64_t workload_listeners = 0;

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

const void *workload_map_file(const char *path, uint64_t bytes) {
  HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return NULL;
  HANDLE section = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, (DWORD)bytes, NULL);
  const void *p = section ? MapViewOfFile(section, FILE_MAP_READ, 0, 0, bytes) : NULL;
  CloseHandle(section);
  CloseHandle(file);
  return p;
}

bool workload_open_file(void) {
  return CreateFileA(workload_program(), GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL) !=
         INVALID_HANDLE_VALUE;
}

bool workload_open_socket(bool listens) {
  static WSADATA started;
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (!started.wVersion && WSAStartup(MAKEWORD(2, 2), &started)) return false;
  SOCKET s = socket(AF_INET, listens ? SOCK_STREAM : SOCK_DGRAM, 0);
  if (s == INVALID_SOCKET || !listens) return s != INVALID_SOCKET;
  return bind(s, (struct sockaddr *)&here, sizeof here) == 0 && listen(s, 1) == 0;
}

bool workload_open_pipe(void) {
  HANDLE in, out;
  return CreatePipe(&in, &out, NULL, 0);
}
