/* Access to /proc: files by one openat, read and close, folders by getdents64 (proc(5)). */
#include "linux/provider.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

static int64_t now_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t platform_mono_ns(void) {
  return now_ns(CLOCK_MONOTONIC);
}

int64_t platform_wall_ns(void) {
  return now_ns(CLOCK_REALTIME);
}

int64_t proc_since_boot_ns(void) {
  return now_ns(CLOCK_BOOTTIME);
}

int64_t proc_boot_wall_ns(void) {
  static _Atomic int64_t anchor;
  if (atomic_load(&anchor) == 0) {
    int64_t none = 0;
    atomic_compare_exchange_strong(&anchor, &none, now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME));
  }
  return atomic_load(&anchor);
}

uint32_t platform_self(void) {
  return (uint32_t)getpid();
}

/* "PID/WHAT" without stdio: this runs some thousand times a pass. */
static void path_of(char out[64], uint32_t pid, const char *what) {
  char digits[10];
  size_t n = 0, at = 0;
  for (uint32_t rest = pid; rest; rest /= 10)
    digits[n++] = (char)('0' + rest % 10);
  while (n)
    out[at++] = digits[--n];
  if (pid && *what) out[at++] = '/';
  size_t len = strlen(what);
  if (len > 63 - at) len = 63 - at;
  memcpy(out + at, what, len);
  out[at + len] = 0;
}

long proc_read(const platform *p, uint32_t pid, const char *what, char *out, size_t size) {
  char path[64];
  path_of(path, pid, what);
  int file = openat(p->proc, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  long got = read(file, out, size);
  if (got < 0) got = -errno;
  close(file);
  return got;
}

int proc_open_folder(const platform *p, uint32_t pid, const char *what) {
  char path[64];
  path_of(path, pid, what);
  int folder = openat(p->proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return folder < 0 ? -errno : folder;
}

void numbers_restart(numbers *n, int folder) {
  n->folder = folder;
  n->len = n->at = 0;
  lseek(folder, 0, SEEK_SET);
}

struct entry { /* struct linux_dirent64 of getdents(2) */
  uint64_t inode;
  int64_t offset;
  uint16_t size;
  uint8_t type;
  char name[];
};

static bool entry_number(const char *name, uint32_t *number) {
  uint32_t n = 0;
  for (; *name >= '0' && *name <= '9' && n < 400000000; name++)
    n = n * 10 + (uint32_t)(*name - '0');
  *number = n;
  return *name == 0;
}

bool numbers_next(numbers *n, uint32_t *number, uint64_t *inode) {
  for (;;) {
    if (n->at >= n->len) {
      long got = syscall(SYS_getdents64, n->folder, n->buffer, sizeof n->buffer);
      if (got <= 0) return false;
      n->len = (size_t)got;
      n->at = 0;
    }
    const struct entry *e = (const struct entry *)(const void *)(n->buffer + n->at);
    n->at += e->size;
    if (entry_number(e->name, number)) {
      *inode = e->inode;
      return true;
    }
  }
}

uint32_t proc_why(long error_number) {
  if (error_number == EACCES || error_number == EPERM) return SONDE_WHY_DENIED;
  if (error_number == ENOENT || error_number == ESRCH) return SONDE_WHY_GONE;
  return SONDE_WHY_UNKNOWN;
}

/* Kernels before 5.14 count whenever they can, and have no such file. */
static bool counts_disk_wait(const platform *p) {
  char c = 0;
  return proc_read(p, 0, "sys/kernel/task_delayacct", &c, 1) != 1 || c == '1';
}

platform *platform_open(error *e) {
  int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) {
    error_set(
        e, SONDE_OS, "/proc cannot be opened: %s; mount it with 'mount -t proc proc /proc'", strerror(errno));
    if (e) e->os_code = (uint32_t)errno;
    return NULL;
  }
  platform *p = NEW(platform);
  p->proc = proc;
  p->tick_ns = 1000000000 / sysconf(_SC_CLK_TCK);
  p->page_bytes = sysconf(_SC_PAGESIZE);
  p->counts_disk_wait = counts_disk_wait(p);
  p->users = users_new();
  return p;
}

void platform_close(platform *p) {
  if (!p) return;
  close(p->proc);
  users_free(p->users);
  census_free(p->census);
  memory_free(p);
}
