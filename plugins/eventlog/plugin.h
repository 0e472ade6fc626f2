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
/* The path as a text of ours, memory_free it; NULL: none given. */
char *ask_path(const sonde_value *path);

/* A failed call: hands the error to the host. */
sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e);

/* The rows (see sonde.h). */
sonde_status SONDE_CALL read_open(sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL read_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL read_close(sonde_self *self, void *cursor);

enum { READ_COLUMNS = ASK_PARAMS, READ_PARAMS };

#endif
