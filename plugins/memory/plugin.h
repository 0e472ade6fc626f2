/* The plugin's state and its rows. */
#ifndef MEMORY_PLUGIN_H
#define MEMORY_PLUGIN_H

#include "platform.h"
#include "snapshot.h"
#include "sonde_help.h"

struct sonde_self {
  const sonde_host *host;
};

/* A call that can be stopped: for the platform. */
typedef struct running {
  const sonde_host *host;
  sonde_call *call;
} running;
stopper stopper_of(running *r);

sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e);
sonde_value answer_amount(amount a);
/* A clean copy in the call's memory. */
sonde_value answer_text(const sonde_host *host, sonde_call *call, const char *s, size_t len);

#define SNAPSHOT_HANDLE "snapshot"

/* The rows (see sonde.h); order of parameters and results as their fields in memory.c. */
sonde_status SONDE_CALL info_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL snapshot_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL record_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL load_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL compare_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL compare_files_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL map_query_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL map_query_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL map_query_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL handles_query_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL handles_query_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL handles_query_close(sonde_self *self, void *cursor);

/* What the comparison of two snapshots answers; frees nothing. */
sonde_status answer_comparison(sonde_self *self, sonde_call *call, const snapshot *before,
    const snapshot *after, int64_t top, sonde_value *results);

/* Word i of a record. */
#define COLUMN(i) (16u + 8u * (uint32_t)(i))

enum {
  MAP_ADDRESS,
  MAP_SIZE,
  MAP_KIND,
  MAP_PROTECTION,
  MAP_NAME,
  MAP_FIGURES,
  MAP_QUALITY = MAP_FIGURES + F_COUNT,
  MAP_COLUMNS
};
enum {
  HANDLES_HANDLE,
  HANDLES_TYPE,
  HANDLES_NAME,
  HANDLES_FLAGS,
  HANDLES_OFFSET,
  HANDLES_ID,
  HANDLES_QUALITY,
  HANDLES_COLUMNS
};
enum {
  INFO_NAME,
  INFO_RESIDENT,
  INFO_PEAK,
  INFO_VIRTUAL,
  INFO_SWAP,
  INFO_COMMIT,
  INFO_REGIONS,
  INFO_PRIVATE,
  INFO_SHARED,
  INFO_PROPORTIONAL,
  INFO_DIRTY,
  INFO_KINDS,
  INFO_RESULTS = INFO_KINDS + KIND_COUNT
};
enum {
  COMPARE_ELAPSED,
  COMPARE_SIZE,
  COMPARE_COMMIT,
  COMPARE_FIGURES,
  COMPARE_KINDS = COMPARE_FIGURES + F_COUNT,
  COMPARE_REGIONS,
  COMPARE_RESULTS
};

#endif
