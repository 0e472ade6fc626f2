/* Access to /proc (proc(5)), the clock and files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "linux/provider.h"

int proc_open(uint32_t pid, const char *what) {
  char path[128];
  snprintf(path, sizeof path, "/proc/%u/%s", pid, what);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  return file < 0 ? -errno : file;
}

long proc_read(uint32_t pid, const char *what, char *out, size_t size) {
  int file = proc_open(pid, what);
  if (file < 0) return file;
  long got = read(file, out, size);
  if (got < 0) got = -errno;
  close(file);
  return got;
}

bool proc_exists(uint32_t pid) {
  char path[32];
  struct stat s;
  snprintf(path, sizeof path, "/proc/%u", pid);
  return stat(path, &s) == 0;
}

sonde_status proc_fail(error *e, uint32_t pid, const char *what, int error_number) {
  sonde_status status = SONDE_OS;
  if (error_number == EACCES || error_number == EPERM)
    status = error_set(e, SONDE_DENIED,
        "the %s of process %u may not be read: %s; run Sonde as the same user or as root", what, pid,
        strerror(error_number));
  else if (error_number == ENOENT || error_number == ESRCH)
    status = error_set(e, SONDE_MISSING, "there is no process %u; it may have ended", pid);
  else
    error_set(e, SONDE_OS, "the %s of process %u cannot be read: %s", what, pid, strerror(error_number));
  if (e) e->os_code = (uint32_t)error_number;
  return status;
}

bool proc_numbers(uint32_t pid, const char *folder, proc_number use, void *self) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%u/%s", pid, folder);
  DIR *d = opendir(path);
  if (!d) return false;
  for (struct dirent *one; (one = readdir(d));) {
    char *end;
    unsigned long number = strtoul(one->d_name, &end, 10);
    if (one->d_name[0] < '0' || one->d_name[0] > '9' || *end || number > UINT32_MAX) continue;
    if (!use(self, (uint32_t)number)) break;
  }
  closedir(d);
  return true;
}

int64_t platform_wall_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

FILE *platform_file(const char *path, bool write) {
  return fopen(path, write ? "wbe" : "rbe");
}
