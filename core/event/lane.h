/* The host's side of a lane: memory, reader, losses. The writer's side is sdk/sonde_lane.h. */
#ifndef SONDE_EVENT_LANE_H
#define SONDE_EVENT_LANE_H

#include "event/lane_form.h"
#include "event/record.h"

typedef struct lane lane;

/* Called on the thread that will write. chunks: of 64 KiB, raised to 2 (flight: 3), at most LANE_MOST_CHUNKS.
 * policy: SONDE_LANE_DROP, _FLIGHT or _BLOCK. NULL: *e tells. type and symbols outlive the lane. */
lane *lane_new(const record_type *type, symbol_table *symbols, uint32_t policy, uint32_t chunks,
    const char *name, error *e);
/* Reads a lane that a thread of another process writes: distrusted, in memory that stays the caller's. Its page must
 * have been made by lane_page_reset. */
typedef struct lane_foreign {
  lane_page *page;
  uint8_t *chunks; /* nchunks of them */
  uint32_t nchunks, pid, tid;
  const symbol_map *symbols;   /* the writer's numbers; outlives the lane */
  const sonde_clock *clock;    /* of its times; outlives the lane and may change between reads */
  void (*refresh)(void *self); /* before records are handed out: symbols that they may use are defined now */
  void (*ended)(void *self, lane_page *page); /* the lane is freed */
  void *self;
} lane_foreign;
lane *lane_adopt(const record_type *type, const lane_foreign *foreign, const char *name);
/* Empty and free for a next writer. */
void lane_page_reset(lane_page *page, uint32_t policy, uint32_t nchunks);
void lane_free(lane *l);
/* The writer's handle, for exactly one thread. */
sonde_lane *lane_writer(lane *l);
const char *lane_name(const lane *l);

/* The functions of sonde_lane_api that do not depend on the host. */
void SONDE_CALL lane_close(sonde_lane *writer);
uint32_t SONDE_CALL lane_define(sonde_lane *writer, const char *text, uint64_t len);
void SONDE_CALL lane_set_clock(sonde_lane *writer, const sonde_clock *clock);

/* From now on the memory counts as written by another process: what is handed out is copied first, so that it
 * cannot change between a check and its use. */
void lane_distrust(lane *l);

/* The next records that are complete (at most 4096), or false. Valid until the next lane_read. Define records
 * are consumed here, not handed out. until: records with time >= until stay (UINT64_MAX: all). Tells the
 * writer that the reader is alive. */
bool lane_read(lane *l, uint64_t until, sonde_span *span, record_source *source);

/* Closed by the writer and read to the end. */
bool lane_finished(const lane *l);
/* Lost since the last call, and the time span of the losses (in the lane's counter). */
uint64_t lane_take_lost(lane *l, uint64_t *first, uint64_t *last);
/* The time of the newest record read, which no later record of this lane is before; UINT64_MAX when it is
 * finished: the lane's contribution to the pump's watermark. */
uint64_t lane_low_time(const lane *l);

typedef struct lane_stats {
  uint64_t clamped; /* records whose time was raised to the one before */
  uint64_t other;   /* definitions that became "other" */
  uint64_t damaged; /* chunks that were given up since their content cannot be */
} lane_stats;
void lane_get_stats(const lane *l, lane_stats *out);

#endif
