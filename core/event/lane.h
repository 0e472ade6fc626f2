/* The host's side of a lane: memory, reader, losses. The writer's side is sdk/sonde_lane.h. */
#ifndef SONDE_EVENT_LANE_H
#define SONDE_EVENT_LANE_H

#include "event/record.h"
#include "sonde_lane.h"

typedef struct lane lane;

/* chunks: of 64 KiB, at least 2. policy: SONDE_LANE_DROP, _FLIGHT or _BLOCK. */
lane *lane_new(const record_type *type, symbol_table *symbols, uint32_t policy, uint32_t chunks, const char *name, error *e);
void lane_free(lane *l);
/* The writer's handle, for exactly one thread. */
sonde_lane *lane_writer(lane *l);

/* The next records that are complete, or false. Valid until the next lane_read or lane_done. Define records are consumed here, not handed
 * out. until: records with time >= until stay (UINT64_MAX: all). */
bool lane_read(lane *l, uint64_t until, sonde_span *span, record_source *source);

/* Closed by the writer and read to the end. */
bool lane_finished(const lane *l);
/* Lost since the last call, and the time span of the losses. */
uint64_t lane_take_lost(lane *l, uint64_t *first, uint64_t *last);
/* The smallest time that the writer may still write: the lane's contribution to the pump's watermark. */
uint64_t lane_low_time(const lane *l);

#endif
