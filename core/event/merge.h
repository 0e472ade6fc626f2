/* The merge of lanes by time. Private to the pump. */
#ifndef SONDE_EVENT_MERGE_H
#define SONDE_EVENT_MERGE_H

#include "event/lane.h"

/* A lane and the span of it that is not delivered yet. */
typedef struct merge_lane {
  lane *lane;
  sonde_span span; /* what is left of it, while left > 0 */
  record_source source;
  uint32_t left;
  int64_t key; /* wall ns of the first record left */
  uint64_t clamped;
} merge_lane;

typedef struct merge_entry {
  int64_t key;
  uint32_t lane;
} merge_entry;

typedef struct merge {
  merge_entry *heap; /* lanes that have records, the earliest first */
  uint32_t count, room;
  int64_t delivered; /* newest time delivered */
  uint64_t late;
} merge;

/* Reads the lane's next span into m->span and m->source; false: there is none now. */
typedef bool (*merge_read)(void *self, merge_lane *m);
typedef void (*merge_deliver)(void *self, const record_source *source, const sonde_span *span);

/*
 * Delivers records in order of time, in runs of one lane, up to the watermark: the earliest time that a lane
 * without records may still write. For such a lane this is the time of its newest record or, when that is
 * longer ago, `now_ns` less MERGE_HOLD_NS: a lane that is idle holds the others back for so long at most. A
 * record that comes later than that is delivered out of order, and counted as late. flush: everything that is
 * there.
 */
#define MERGE_HOLD_NS 100000000
bool merge_run(merge *m, merge_lane *lanes, uint32_t count, bool flush, int64_t now_ns, merge_read read,
    merge_deliver deliver, void *self);
void merge_free(merge *m);

#endif
