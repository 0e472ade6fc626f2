/* Which source a path needs. */
#include "source.h"

source *source_open(const char *path, int64_t from_ns, error *e) {
  (void)from_ns;
  if (path) return evtx_source(path, e);
  error_set(e, SONDE_UNSUPPORTED, "no path was given");
  return NULL;
}
