/* What the child does that differs by platform. */
#include "workload.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

const char *const workload_unsupported = " ";
const char *const workload_doubtful = " ";

void workload_unmap(void *block, uint64_t bytes) {
  munmap(block, bytes);
}

bool workload_open_handle(void) {
  return open("/dev/null", O_RDONLY) >= 0;
}

bool workload_file(const char *path) {
  static char part[WORKLOAD_FILE / WORKLOAD_WRITES];
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  bool ok = file >= 0;
  for (int i = 0; ok && i < WORKLOAD_WRITES; i++)
    ok = write(file, part, sizeof part) == (ssize_t)sizeof part;
  for (int i = 0; ok && i < WORKLOAD_READS; i++) {
    if (i % WORKLOAD_WRITES == 0) ok = lseek(file, 0, SEEK_SET) == 0;
    ok = ok && read(file, part, sizeof part) == (ssize_t)sizeof part;
  }
  if (file >= 0) close(file);
  return ok;
}

#define DATAGRAM 1024

/* Datagrams to a socket that is connected to itself, each received before the next. */
bool workload_traffic(void) {
  static char bytes[DATAGRAM];
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof here;
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  bool ok = s >= 0 && bind(s, (struct sockaddr *)&here, len) == 0 &&
            getsockname(s, (struct sockaddr *)&here, &len) == 0 &&
            connect(s, (struct sockaddr *)&here, len) == 0;
  for (int i = 0; ok && i < WORKLOAD_TRAFFIC / DATAGRAM; i++)
    ok = send(s, bytes, DATAGRAM, 0) == DATAGRAM && recv(s, bytes, DATAGRAM, 0) == DATAGRAM;
  close(s);
  return ok;
}
