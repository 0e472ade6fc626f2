/* The plugin's state and its rows. */
#ifndef MEMORY_PLUGIN_H
#define MEMORY_PLUGIN_H

#include "heap.h"
#include "platform.h"
#include "snapshot.h"
#include "sonde_help.h"

struct sonde_self {
  const sonde_host *host;
  tracked_heap *heap; /* of the program, as long as somebody uses it */
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

sonde_status SONDE_CALL track_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL totals_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL mark_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL sites_query_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL sites_query_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL sites_query_close(sonde_self *self, void *cursor);

#define HEAP_HANDLE "heap"

static inline heap_user *user_argument(const sonde_value *v) {
  return (heap_user *)(uintptr_t)v->u.u;
}
static inline tracked_heap *heap_argument(const sonde_value *v) {
  return user_argument(v)->heap;
}
/* OF_*: the word of the parameter `what`. */
static inline uint32_t heap_of(const sonde_value *what) {
  return what->u.s[0] == 'b' ? OF_BLOCKS : what->u.s[0] == 'm' ? OF_MAPPINGS : OF_ALL;
}

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
enum { TRACK_TARGET, TRACK_WHAT, TRACK_FRAMES, TRACK_LEAST, TRACK_THREADS, TRACK_PARAMS };
enum { MARK_LIVE_BYTES, MARK_LIVE_BLOCKS, MARK_MAPPED_BYTES, MARK_RESULTS };
enum {
  SUMS_LIVE_BYTES,
  SUMS_LIVE_BLOCKS,
  SUMS_ALLOCATIONS,
  SUMS_ALLOCATED_BYTES,
  SUMS_PEAK_BYTES,
  SUMS_FREES,
  SUMS_UNKNOWN_FREES,
  SUMS
};
enum {
  TOTALS_BLOCKS,
  TOTALS_MAPPINGS = TOTALS_BLOCKS + SUMS,
  TOTALS_ENDED = TOTALS_MAPPINGS + SUMS,
  TOTALS_COMPLETE,
  TOTALS_LOST,
  TOTALS_UNSEEN,
  TOTALS_UNMATCHED,
  TOTALS_STACKS_LOST,
  TOTALS_STACKS_CUT,
  TOTALS_STACKS_ENDED,
  TOTALS_DESCENDANTS,
  TOTALS_REPLACED,
  TOTALS_RESULTS
};
enum {
  SITES_HEAP,
  SITES_BY,
  SITES_TOP,
  SITES_MIN_BYTES,
  SITES_MIN_BLOCKS,
  SITES_WHAT,
  SITES_FROM,
  SITES_TO,
  SITES_PARAMS
};
enum {
  SITES_SITE,
  SITES_KIND,
  SITES_LIVE_BYTES,
  SITES_LIVE_BLOCKS,
  SITES_ALLOCATIONS,
  SITES_ALLOCATED_BYTES,
  SITES_PEAK_BYTES,
  SITES_LARGEST,
  SITES_FREED,
  SITES_GAINED_BYTES,
  SITES_GAINED_BLOCKS,
  SITES_FUNCTION,
  SITES_FILE,
  SITES_LINE,
  SITES_LIBRARY,
  SITES_STACK,
  SITES_QUALITY,
  SITES_PLACE, /* behind the 16 columns that the quality word speaks for: always known */
  SITES_COLUMNS
};

/* heap_fields.c */
extern const sonde_field track_params[TRACK_PARAMS], track_results[1], totals_params[1],
    totals_results[TOTALS_RESULTS], mark_params[2], mark_results[MARK_RESULTS], sites_params[SITES_PARAMS],
    sites_fields[SITES_COLUMNS];

#endif
