/* The plugin's state and what its rows share. */
#ifndef EVENTLOG_PLUGIN_H
#define EVENTLOG_PLUGIN_H

#include "base/status.h"
#include "filter.h"
#include "sonde.h"

struct sonde_self {
  const sonde_host *host;
};

/* Columns of records: 8 bytes each behind the header. */
#define COLUMN(i) (16u + 8u * (uint32_t)(i))

#define SPAN_NS 30000000 /* next() returns within 50 ms */
#define HEAP_FULL ((size_t)1 << 20)

/* The parameters that `read`, `dump` and `stats` begin with, in this order. */
enum { ASK_PATH, ASK_SOURCE, ASK_IDS, ASK_LEVEL, ASK_TEXT, ASK_FROM, ASK_TO, ASK_LAST, ASK_PARAMS };

/* Texts of the filter live in `memory` until filter_free. */
sonde_status ask_filter(sonde_self *self, sonde_call *call, const sonde_value *args, filter *out);
void ask_free(filter *f);
int64_t ask_level(const sonde_value *word); /* 1 to 5, -1: none given */
/* A path or log as a text of ours, memory_free it; NULL: none given. */
char *ask_path(const sonde_value *path);

/* A failed call: hands the error to the host. */
sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e);

/* The rows (see sonde.h). */
sonde_status SONDE_CALL read_open(sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL read_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL read_close(sonde_self *self, void *cursor);

sonde_status SONDE_CALL dump_open(sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL dump_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL dump_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL info_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL stats_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);

sonde_status SONDE_CALL write_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);

enum { READ_LOG = ASK_PARAMS, READ_COLUMNS, READ_PARAMS };
enum { STATS_LOG = ASK_PARAMS, STATS_PARAMS };
enum { WRITE_TEXT, WRITE_SOURCE, WRITE_LEVEL, WRITE_EVENT, WRITE_PARAMS };
enum { DUMP_FORMAT = ASK_PARAMS, DUMP_PARAMS };
enum { DUMP_TIME, DUMP_RECORD, DUMP_OFFSET, DUMP_TEXT, DUMP_ERROR, DUMP_QUALITY, DUMP_COLUMNS };

/* The results of `info`, in their order. */
#define INFO_RESULTS(X)                                                                                      \
  X(size, "bytes", I64, "Of the file.")                                                                      \
  X(version, "", TEXT, "Of the format, as the file header has it.")                                          \
  X(dirty, "", BOOL, "The file header says that it was not closed.")                                         \
  X(full, "", BOOL, "The file header says that the log is full.")                                            \
  X(header_ok, "", BOOL, "There is a file header and its checksum is right.")                                \
  X(next_record, "", I64, "Number of the next record, as the file header has it.")                           \
  X(chunks_header, "count", I64, "Chunks of 64 KiB, as the file header has it.")                             \
  X(chunks, "count", I64, "Chunks that hold something.")                                                     \
  X(chunks_empty, "count", I64, "Chunks of zeros.")                                                          \
  X(chunks_damaged, "count", I64, "Chunks without their mark, cut short or with a wrong checksum.")          \
  X(records, "count", I64, "Whole records.")                                                                 \
  X(recovered, "count", I64, "Of these, found by their own marks behind a broken place.")                    \
  X(unreadable, "count", I64, "Of these, with something that could not be read.")                            \
  X(broken_places, "count", I64, "Places where a record should be and none was found.")                      \
  X(broken_bytes, "bytes", I64, "Bytes of these places.")                                                    \
  X(first, "", TEXT, "Time of the oldest event, UTC.")                                                       \
  X(last, "", TEXT, "Time of the newest event, UTC.")

#define INFO_ENUM(name, unit, kind, doc) INFO_##name,
enum { INFO_RESULTS(INFO_ENUM) INFO_COUNT };

/* The results of `stats`. */
enum { STATS_EVENTS, STATS_UNREADABLE, STATS_LEVELS, STATS_BY, STATS_OTHERS, STATS_COUNT };

#endif
