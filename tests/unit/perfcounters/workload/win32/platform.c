/* What the child does that differs by platform. */
#include "workload.h"

#include <winsock2.h>
#include <windows.h>

const char *const workload_unsupported = " cpu_children storage_read storage_written switches_voluntary "
                                         "switches_involuntary disk_wait disk_blocked state ";
/* What Wine 8.0 gives as zero, or as another value. */
const char *const workload_doubtful =
    " virtual resident_peak private_resident io_read io_written io_reads io_writes "
    "faults_minor faults_major switches ";

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

#define DATAGRAM 1024

/* Datagrams to a socket that is connected to itself, each received before the next. */
bool workload_traffic(void) {
  static char bytes[DATAGRAM];
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int len = sizeof here;
  WSADATA started;
  if (WSAStartup(MAKEWORD(2, 2), &started)) return false;
  SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
  bool ok = s != INVALID_SOCKET && bind(s, (struct sockaddr *)&here, len) == 0 &&
            getsockname(s, (struct sockaddr *)&here, &len) == 0 &&
            connect(s, (struct sockaddr *)&here, len) == 0;
  for (int i = 0; ok && i < WORKLOAD_TRAFFIC / DATAGRAM; i++)
    ok = send(s, bytes, DATAGRAM, 0) == DATAGRAM && recv(s, bytes, DATAGRAM, 0) == DATAGRAM;
  closesocket(s);
  return ok;
}
