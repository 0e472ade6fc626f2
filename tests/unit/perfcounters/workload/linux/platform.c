/* What the child does that differs by platform. */
#include "workload.h"

#include <fcntl.h>
#include <sys/mman.h>
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
