/* Reads a whole file. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static sonde_status fail(error *e, const char *path, const char *verb) {
  int code = errno;
  char why[128];
  sonde_status s = code == ENOENT || code == ENOTDIR ? SONDE_MISSING
                   : code == EACCES || code == EPERM ? SONDE_DENIED
                                                     : SONDE_OS;
  const char *text = strerror_r(code, why, sizeof why);
  error_set(e, s, "cannot %s '%s': %s", verb, path, text);
  if (e) e->os_code = (uint32_t)code;
  return s;
}

static sonde_status read_file(int file, const char *path, uint64_t most, extent *out, error *e) {
  struct stat st;
  if (fstat(file, &st)) return fail(e, path, "look at");
  if (!S_ISREG(st.st_mode)) return error_set(e, SONDE_ARG, "'%s' is not a file", path);
  if (most == FILE_LIMIT && (uint64_t)st.st_size > most)
    return error_set(e, SONDE_ARG, "'%s' is larger than 512 MiB, too large for a type library", path);
  size_t size = (uint64_t)st.st_size < most ? (size_t)st.st_size : (size_t)most, len = 0;
  uint8_t *data = memory_new(size + 1);
  while (len < size) {
    ssize_t n = read(file, data + len, size - len);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      sonde_status s = fail(e, path, "read");
      memory_free(data);
      return s;
    }
    if (n == 0) break;
    len += (size_t)n;
  }
  *out = (extent){data, len};
  return SONDE_OK;
}

sonde_status file_load_head(const char *path, uint64_t most, extent *out, error *e) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return fail(e, path, "open");
  sonde_status s = read_file(file, path, most, out, e);
  close(file);
  return s;
}

sonde_status file_load(const char *path, extent *out, error *e) {
  return file_load_head(path, FILE_LIMIT, out, e);
}
