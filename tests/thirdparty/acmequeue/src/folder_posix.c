/* Folders and files on POSIX systems. */
#define _POSIX_C_SOURCE 200809L
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A message that was taken meanwhile is none any more; a folder or a link to one never was. */
static int add_entry(int folder, const char *name, listing *out) {
  struct stat s;
  if (fstatat(folder, name, &s, 0) || !S_ISREG(s.st_mode)) return 1;
  return listing_add(out, name, (uint64_t)s.st_size);
}

uint32_t folder_list(const char *path, listing *out) {
  DIR *folder = opendir(path);
  if (!folder) return (uint32_t)errno;
  uint32_t failed = 0;
  for (struct dirent *entry; !failed && (errno = 0, entry = readdir(folder));)
    if (!add_entry(dirfd(folder), entry->d_name, out)) failed = ENOMEM;
  if (!failed) failed = (uint32_t)errno;
  closedir(folder);
  listing_sort(out);
  return failed;
}

uint32_t folder_read(const char *path, char *bytes, size_t capacity, size_t *len) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t n = 1;
  if (file < 0) return (uint32_t)errno;
  for (*len = 0; *len < capacity && n > 0; *len += n > 0 ? (size_t)n : 0)
    n = read(file, bytes + *len, capacity - *len);
  uint32_t failed = n < 0 ? (uint32_t)errno : 0;
  close(file);
  return failed;
}

int64_t wall_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
