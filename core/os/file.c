/* What both systems do alike with files: names, copies, parents. */
#include "os/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The largest file that is copied: plugins, scripts and templates are far smaller. */
#define COPY_LIMIT ((size_t)1 << 30)

const char *file_join(arena *a, const char *folder, const char *name) {
  size_t n = strlen(folder);
  bool slash = n && folder[n - 1] == '/';
  return arena_format(a, "%s%s%s", folder, n && !slash ? "/" : "", name);
}

sonde_status file_copy(const char *from, const char *to, error *e) {
  size_t len;
  char *data = file_read(from, COPY_LIMIT, &len, e);
  if (!data) return e ? e->status : SONDE_OS;
  sonde_status status = file_write(to, data, len, e);
  memory_free(data);
  return status;
}
