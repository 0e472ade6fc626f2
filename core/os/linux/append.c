/* Appending with flock and fdatasync; SHA-256 through libsodium. */
#include "os/append.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/memory.h"
#include "os/internal.h"

struct append_file {
  int fd;
};

append_file *append_open(const char *path, error *e) {
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    os_fail(e, (uint32_t)errno, "cannot write '%s'", path);
    return NULL;
  }
  if (flock(fd, LOCK_EX | LOCK_NB)) {
    error_set(e, SONDE_STATE, "another Sonde is writing '%s': wait until it has finished", path);
    close(fd);
    return NULL;
  }
  append_file *f = NEW(append_file);
  f->fd = fd;
  return f;
}

sonde_status append_add(append_file *f, const void *data, size_t len, error *e) {
  const char *at = data;
  while (len) {
    ssize_t n = write(f->fd, at, len);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return os_fail(e, (uint32_t)errno, "cannot add a line");
    at += n;
    len -= (size_t)n;
  }
  return SONDE_OK;
}

sonde_status append_write(append_file *f, const void *data, size_t len, error *e) {
  sonde_status status = append_add(f, data, len, e);
  if (status) return status;
  return fdatasync(f->fd) ? os_fail(e, (uint32_t)errno, "cannot flush a line to the disk") : SONDE_OK;
}

void append_close(append_file *f) {
  if (!f) return;
  close(f->fd);
  memory_free(f);
}

sonde_status append_sha256(const void *data, size_t len, char hex[65], error *e) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  (void)e;
  crypto_hash_sha256(digest, data, len);
  sodium_bin2hex(hex, 65, digest, sizeof digest);
  return SONDE_OK;
}
