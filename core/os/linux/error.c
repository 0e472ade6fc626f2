/* errno: its sentence and its status. */
#include "os/internal.h"

#include <errno.h>
#include <string.h>

#include "os/system.h"

sonde_status os_status(uint32_t os_code) {
  switch (os_code) {
  case ENOENT:
  case ENOTDIR:
  case ESRCH: return SONDE_MISSING;
  case EACCES:
  case EPERM:
  case EROFS: return SONDE_DENIED;
  case ENOMEM: return SONDE_MEMORY;
  case ENOSYS:
  case ENOTSUP: return SONDE_UNSUPPORTED;
  case ENAMETOOLONG:
  case EINVAL:
  case EISDIR: return SONDE_ARG;
  default: return SONDE_OS;
  }
}

const char *system_error_text(arena *a, uint32_t os_code) {
  char buffer[256];
  const char *sentence = strerror_r((int)os_code, buffer, sizeof buffer);
  return arena_text(a, sentence, strlen(sentence));
}
