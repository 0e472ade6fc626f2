/* What the child does that differs by platform. */
#include "workload.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

const char *const workload_file_type = "file", *const workload_socket_type = "socket",
                  *const workload_pipe_type = "pipe";
const char workload_separator = '/';
const uint64_t workload_listeners = 1;
const bool workload_is_windows = false;

const void *workload_map_file(const char *path, uint64_t bytes) {
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  void *p = MAP_FAILED;
  if (file >= 0 && ftruncate(file, (off_t)bytes) == 0) p = mmap(NULL, bytes, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  return p == MAP_FAILED ? NULL : p;
}

bool workload_open_file(void) {
  return open(workload_program(), O_RDONLY | O_CLOEXEC) >= 0;
}

bool workload_open_socket(bool listens) {
  int s = socket(AF_INET, listens ? SOCK_STREAM : SOCK_DGRAM, 0);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (s < 0 || !listens) return s >= 0;
  return bind(s, (struct sockaddr *)&here, sizeof here) == 0 && listen(s, 1) == 0;
}

bool workload_open_pipe(void) {
  int ends[2];
  return pipe2(ends, O_CLOEXEC) == 0;
}
