/* Reading, writing and removing files. */
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/internal.h"

enum { FIRST_BLOCK = 4096 };

/* Up to `limit` bytes; -1: errno tells. */
static ssize_t read_some(int fd, char *buffer, size_t limit) {
  size_t got = 0;
  while (got < limit) {
    ssize_t n = read(fd, buffer + got, limit - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    if (n == 0) break;
    got += (size_t)n;
  }
  return (ssize_t)got;
}

/* The size is only a hint: files of /proc say 0, and a file may grow meanwhile. NULL: errno tells, EFBIG: too
 * large. */
static char *read_all(int fd, size_t hint, size_t limit, size_t *len) {
  size_t room = (hint && hint <= limit ? hint : FIRST_BLOCK) + 1;
  char *data = memory_new(room + 1);
  *len = 0;
  for (;;) {
    ssize_t n = read_some(fd, data + *len, room - *len);
    if (n >= 0) *len += (size_t)n;
    if (n < 0 || *len > limit) {
      if (n >= 0) errno = EFBIG;
      memory_free(data);
      return NULL;
    }
    if (*len < room) break;
    room *= 2;
    data = memory_resize(data, room + 1);
  }
  data[*len] = 0;
  return data;
}

char *file_read(const char *path, size_t limit, size_t *len, error *e) {
  size_t ignored;
  if (!len) len = &ignored;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  struct stat st;
  if (fd < 0 || fstat(fd, &st)) {
    os_fail(e, (uint32_t)errno, "cannot read '%s'", path);
    if (fd >= 0) close(fd);
    return NULL;
  }
  char *data = read_all(fd, st.st_size > 0 ? (size_t)st.st_size : 0, limit, len);
  int code = errno;
  close(fd);
  if (data) return data;
  if (code == EFBIG)
    error_set(e, SONDE_ARG, "cannot read '%s': it is larger than the limit of %zu bytes", path, limit);
  else
    os_fail(e, (uint32_t)code, "cannot read '%s'", path);
  return NULL;
}

static sonde_status read_part(const char *path, bool tail, void *buffer, size_t size, size_t *len, error *e) {
  /* Not blocking: opening a named pipe would wait for a writer. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat st;
  if (fd < 0) return os_fail(e, (uint32_t)errno, "cannot read '%s'", path);
  if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
    close(fd);
    return error_set(e, SONDE_ARG, "cannot read '%s': it is not a file", path);
  }
  if (tail && st.st_size > (off_t)size) lseek(fd, st.st_size - (off_t)size, SEEK_SET);
  ssize_t n = read_some(fd, buffer, size);
  int code = errno;
  close(fd);
  if (n < 0) return os_fail(e, (uint32_t)code, "cannot read '%s'", path);
  *len = (size_t)n;
  return SONDE_OK;
}

sonde_status file_read_head(const char *path, void *buffer, size_t size, size_t *len, error *e) {
  return read_part(path, false, buffer, size, len, e);
}

sonde_status file_read_tail(const char *path, void *buffer, size_t size, size_t *len, error *e) {
  return read_part(path, true, buffer, size, len, e);
}

static bool write_all(int fd, const char *data, size_t len) {
  while (len) {
    ssize_t n = write(fd, data, len);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    data += n;
    len -= (size_t)n;
  }
  return true;
}

/* Writes and closes; 0 or errno. */
static int write_and_close(int fd, const void *data, size_t len) {
  int code = write_all(fd, data, len) ? 0 : errno;
  if (close(fd) && !code) code = errno;
  return code;
}

static sonde_status write_directly(const char *path, const void *data, size_t len, error *e) {
  int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  int code = fd < 0 ? errno : write_and_close(fd, data, len);
  return code ? os_fail(e, (uint32_t)code, "cannot write '%s'", path) : SONDE_OK;
}

sonde_status file_write(const char *path, const void *data, size_t len, error *e) {
  struct stat st;
  bool there = stat(path, &st) == 0;
  if (there && !S_ISREG(st.st_mode)) return write_directly(path, data, len, e);
  /* The real file behind a link is replaced, not the link. */
  char *real = there ? realpath(path, NULL) : NULL;
  const char *place = real ? real : path;
  arena a = {0};
  char *temporary = arena_format(&a, "%s.XXXXXX", place);
  int fd = mkostemp(temporary, O_CLOEXEC);
  int code = fd < 0 ? errno : 0;
  if (!code) {
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, there ? st.st_mode & 07777 : 0666 & ~mask);
    code = write_and_close(fd, data, len);
    if (!code && rename(temporary, place)) code = errno;
    if (code) unlink(temporary);
  }
  arena_free(&a);
  free(real);
  return code ? os_fail(e, (uint32_t)code, "cannot write '%s'", path) : SONDE_OK;
}

file_kind file_probe(const char *path) {
  struct stat st;
  if (stat(path, &st)) return FILE_MISSING;
  return S_ISREG(st.st_mode) ? FILE_REGULAR : S_ISDIR(st.st_mode) ? FILE_FOLDER : FILE_OTHER;
}

sonde_status file_remove(const char *path, error *e) {
  return remove(path) ? os_fail(e, (uint32_t)errno, "cannot remove '%s'", path) : SONDE_OK;
}
