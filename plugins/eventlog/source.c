/* Which source a path needs. */
#include "source.h"

#include "slot.h"

void entry_time(entry *out, request *r, int64_t ns) {
  entry_number(out, N_time, (uint64_t)ns);
  if (!(r->texts & 1u << T_utc)) return;
  uint32_t from = heap_mark(r);
  filetime_add(&r->heap, (uint64_t)(ns / 100 - (ns % 100 < 0) + (int64_t)FILETIME_1970));
  entry_text(out, r, T_utc, from);
}

source *source_open(const char *path, int64_t from_ns, error *e) {
  (void)from_ns;
  if (path) return evtx_source(path, e);
  error_set(e, SONDE_UNSUPPORTED, "no path was given");
  return NULL;
}
