/* Files by pread. */
#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

struct log_file {
  int descriptor;
};

log_file *log_file_open(const char *path, error *e) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat st;
  if (descriptor < 0 || fstat(descriptor, &st) || !S_ISREG(st.st_mode)) {
    int number = descriptor < 0 ? errno : EINVAL;
    if (descriptor >= 0) close(descriptor);
    sonde_status s = number == ENOENT ? SONDE_MISSING : number == EACCES ? SONDE_DENIED : SONDE_OS;
    error_set(
        e, s, "cannot open %s: %s", path, number == EINVAL ? "it is not a plain file" : strerror(number));
    e->os_code = (uint32_t)number;
    return NULL;
  }
  log_file *f = NEW(log_file);
  f->descriptor = descriptor;
  return f;
}

void log_file_close(log_file *f) {
  if (!f) return;
  close(f->descriptor);
  memory_free(f);
}

uint64_t log_file_size(const log_file *f) {
  struct stat st;
  return fstat(f->descriptor, &st) ? 0 : (uint64_t)st.st_size;
}

size_t log_file_read(log_file *f, uint64_t offset, void *out, size_t n, error *e) {
  size_t got = 0;
  while (got < n) {
    ssize_t now = pread(f->descriptor, (char *)out + got, n - got, (off_t)(offset + got));
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) {
      error_set(
          e, SONDE_OS, "cannot read at byte %llu: %s", (unsigned long long)offset + got, strerror(errno));
      e->os_code = (uint32_t)errno;
    }
    if (now <= 0) break;
    got += (size_t)now;
  }
  return got;
}

static int64_t now_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t log_clock_wall_ns(void) {
  return now_ns(CLOCK_REALTIME);
}

int64_t log_clock_mono_ns(void) {
  return now_ns(CLOCK_MONOTONIC);
}

int64_t log_clock_east_s(int64_t ns) {
  time_t seconds = (time_t)(ns / 1000000000);
  struct tm local;
  return localtime_r(&seconds, &local) ? local.tm_gmtoff : 0;
}
