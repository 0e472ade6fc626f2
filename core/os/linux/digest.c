/* SHA-256 of files through libsodium, a block at a time. */
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "os/internal.h"

sonde_status file_sha256(const char *path, char hex[65], error *e) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return os_fail(e, (uint32_t)errno, "cannot read '%s'", path);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  unsigned char block[65536], digest[crypto_hash_sha256_BYTES];
  ssize_t n;
  while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0) crypto_hash_sha256_update(&state, block, (unsigned long long)n);
  int code = n < 0 ? errno : 0;
  close(fd);
  if (code) return os_fail(e, (uint32_t)code, "cannot read '%s'", path);
  crypto_hash_sha256_final(&state, digest);
  sodium_bin2hex(hex, 65, digest, sizeof digest);
  return SONDE_OK;
}
