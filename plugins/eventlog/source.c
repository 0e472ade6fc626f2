/* Which source a path needs. */
#include "source.h"

#include <string.h>

#include "live.h"
#include "slot.h"
#include "syslog.h"

void entry_time(entry *out, request *r, int64_t ns) {
  entry_number(out, N_time, (uint64_t)ns);
  if (!(r->texts & 1u << T_utc)) return;
  uint32_t from = heap_mark(r);
  filetime_add(&r->heap, (uint64_t)(ns / 100 - (ns % 100 < 0) + (int64_t)FILETIME_1970));
  entry_text(out, r, T_utc, from);
}

/* A crash may leave zeros in a file of lines; a file header or chunk of .evtx has other control bytes too. */
static bool looks_like_text(const char *s, size_t n) {
  size_t zeros = 0, controls = 0;
  for (size_t i = 0; i < n; i++) {
    zeros += s[i] == 0;
    controls += (unsigned char)s[i] < ' ' && s[i] && !strchr("\t\n\v\f\r\x1b", s[i]);
  }
  return zeros < n && (zeros == 0 || controls == 0);
}

static bool is_text(const char *path, error *e) {
  char start[4096];
  log_file *f = log_file_open(path, e);
  if (!f) return false;
  size_t n = log_file_read(f, 0, start, sizeof start, e);
  log_file_close(f);
  return looks_like_text(start, n);
}

source *source_open(const char *path, const char *log, int64_t from_ns, error *e) {
  if (!path) return live_source(log, from_ns, e);
  if (log) {
    error_set(e, SONDE_ARG, "give either a path or a log, not both");
    return NULL;
  }
  bool text = is_text(path, e);
  if (e->status) return NULL;
  return text ? syslog_source(&path, 1, e) : evtx_source(path, e);
}
