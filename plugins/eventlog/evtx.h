/*
 * Files of .evtx: 4096 bytes of file header, then chunks of 64 KiB with records. Headers are hints: a file
 * without one, with wrong counts, cut short or with broken places gives every whole record frame, in the
 * order of the file.
 */
#ifndef EVENTLOG_EVTX_H
#define EVENTLOG_EVTX_H

#include <stdbool.h>

#include "binxml.h"
#include "log_file.h"

#define EVTX_CHUNK 65536u

/* The file header; all 0 when there is none. */
typedef struct evtx_head {
  bool present, checksum_ok;
  uint64_t first_chunk, last_chunk, next_record;
  uint32_t major, minor, chunks, flags;
} evtx_head;

#define EVTX_DIRTY 1u
#define EVTX_FULL 2u
#define EVTX_NO_CHECKSUMS 4u

typedef struct evtx_counts {
  uint64_t chunks;         /* with records, or damaged */
  uint64_t empty_chunks;   /* without any */
  uint64_t damaged_chunks; /* of chunks: no magic, a wrong checksum or cut short */
  uint64_t records;
  uint64_t recovered;     /* of records: found by their own marks behind a broken place */
  uint64_t broken_places; /* where no record could be found though one should be */
  uint64_t broken_bytes;
} evtx_counts;

/* A whole record frame. */
typedef struct evtx_record {
  uint64_t offset;   /* in the file */
  uint64_t number;   /* in the header; the event has its own */
  uint64_t written;  /* FILETIME of the header, which may be that of another event */
  uint32_t at, size; /* in the chunk */
} evtx_record;

typedef struct evtx {
  log_file *file;
  uint64_t size, base, next_chunk; /* offsets */
  evtx_head head;
  evtx_counts counts;
  uint32_t at, limit; /* in the chunk: where the next record is due, end of the part in use */
  bool broken;        /* the place before `at` was no record */
  bool limit_known;   /* by the chunk header */
  bool loaded;
  error error; /* of reading the file */
  chunk_view chunk;
  uint8_t bytes[EVTX_CHUNK];
} evtx;

/* NULL: cannot be opened, or nothing in it looks like an event log. */
evtx *evtx_open(const char *path, error *e);
void evtx_close(evtx *x);

/* Loads the next chunk into x->chunk. False: the end, or x->error is set. */
bool evtx_next_chunk(evtx *x);
/* Takes the chunk in x->bytes, of which len bytes are there and the others are 0. */
void evtx_use_chunk(evtx *x, size_t len);
/* The next record of the chunk. */
bool evtx_next_record(evtx *x, evtx_record *out);

#endif
