/* Where events come from: a file, the live log. Each gives entries, filled as far as they are wanted. */
#ifndef EVENTLOG_SOURCE_H
#define EVENTLOG_SOURCE_H

#include "base/status.h"
#include "buf.h"
#include "columns.h"
#include "filter.h"
#include "reader.h"

typedef struct slice {
  uint32_t at, len; /* in request.heap */
} slice;

typedef struct entry {
  uint64_t number[N_COUNT];
  slice text[T_COUNT], extra[MOST_EXTRAS];
  uint32_t numbers, texts; /* bit i: there is one */
} entry;

/* What is asked for. */
typedef struct request {
  filter filter;
  uint32_t numbers, texts; /* bit i: wanted */
  uint32_t nextras;
  const char *extras[MOST_EXTRAS]; /* names of event data */
  buf heap;                        /* the texts of all entries since it was cleared */
} request;

typedef struct source source;
struct source {
  /* One step: an entry, one that does not pass, the end, or *e. */
  int (*next)(source *s, request *r, entry *out, error *e);
  void (*close)(source *s);
};

static inline void entry_number(entry *out, int n, uint64_t value) {
  out->number[n] = value;
  out->numbers |= 1u << n;
}

/* Begins a text of the entry at the heap's end; the other call ends it. */
static inline uint32_t heap_mark(const request *r) {
  return (uint32_t)r->heap.len;
}

static inline void entry_text(entry *out, const request *r, int t, uint32_t from) {
  out->text[t] = (slice){from, (uint32_t)r->heap.len - from};
  out->texts |= 1u << t;
}

static inline void entry_copy(entry *out, request *r, int t, const char *s, size_t len) {
  uint32_t from = heap_mark(r);
  buf_add(&r->heap, s, len);
  entry_text(out, r, t, from);
}

/* The time and its text. */
void entry_time(entry *out, request *r, int64_t ns);

/* A file of .evtx or of syslog lines, or (path NULL) the live log; nothing before from_ns needs to be read.
 */
source *source_open(const char *path, const char *log, int64_t from_ns, error *e);

/* A file of .evtx. */
source *evtx_source(const char *path, error *e);

#endif
