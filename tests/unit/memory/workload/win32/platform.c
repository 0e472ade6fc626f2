/* What the child does that differs by platform. */
#include "workload.h"

#include <winsock2.h>
#include <windows.h>

/* Windows has one type for all that can be read and written. */
const char *const workload_file_type = "File", *const workload_socket_type = "File",
                  *const workload_pipe_type = "File";
const char workload_separator = '\\';
const uint64_t workload_listeners = 0;
const bool workload_is_windows = true;

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
