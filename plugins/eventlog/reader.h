/* The events of a file of .evtx that pass a filter, one step at a time; what `read`, `dump`, `info` and
 * `stats` go through. */
#ifndef EVENTLOG_READER_H
#define EVENTLOG_READER_H

#include "event.h"
#include "evtx.h"
#include "filter.h"

typedef struct reader {
  evtx *file;
  decoder decoder;
  buf scratch;
  /* of the present event: */
  evtx_record record;
  instance instance;
  bool readable; /* instance is valid; decoder.error may still tell of a part that is missing */
  bool has_data; /* its data as text is in `scratch` */
} reader;

enum { SOURCE_ENTRY, SOURCE_SKIPPED, SOURCE_END, SOURCE_FAILED };

bool reader_open(reader *x, const char *path, error *e);
void reader_close(reader *x);

/* One of SOURCE_*. What cannot be judged passes: a field that could not be read drops nothing. */
int reader_step(reader *x, const filter *f, error *e);

/* Nanoseconds since 1970 of the present event. False: it has no time, or none that fits. */
bool reader_time(reader *x, int64_t *ns);
/* Its data as "name=value; ..." in x->scratch. */
void reader_data(reader *x);

static inline const char *buf_chars(const buf *b) {
  return b->data ? b->data : "";
}

#endif
