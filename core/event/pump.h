/* Moves records from the lanes of one subscription to its consumers: in order of time for those that need it,
 * whole spans for those that don't. */
#ifndef SONDE_EVENT_PUMP_H
#define SONDE_EVENT_PUMP_H

#include "event/lane.h"

typedef struct pump pump;

/* Called on the thread that runs pump_run. */
typedef void (*pump_sink)(void *self, const record_source *source, const sonde_span *span);

pump *pump_new(const record_type *type, symbol_table *symbols);
void pump_free(pump *p);
/* [any] A new lane of this subscription. The pump owns it. */
sonde_lane *pump_open_lane(pump *p, uint32_t policy, uint32_t chunks, const char *name, error *e);
/* The same for a lane that another process writes. */
void pump_adopt_lane(pump *p, const lane_foreign *foreign, const char *name);
/* ordered: records come merged by time over all lanes (merge.h tells how long an idle lane holds the others
 * back), in spans of one lane each. Losses that no record follows come in an empty span. Returns an id for
 * pump_remove_sink; a sink may remove itself. */
uint32_t pump_add_sink(pump *p, bool ordered, pump_sink sink, void *self);
void pump_remove_sink(pump *p, uint32_t id);
/* Hands over what is there; true when something was. flush: also what the watermark holds back (the end of a
 * run). */
bool pump_run(pump *p, bool flush);
/* All lanes closed and empty. */
bool pump_finished(const pump *p);

typedef struct pump_stats {
  uint64_t records, lost;
  uint64_t clamped; /* times that a writer took back, raised to the one before */
  uint64_t late;    /* records that came to ordered sinks after newer ones of other lanes */
  uint32_t lanes;   /* opened so far */
} pump_stats;
void pump_get_stats(const pump *p, pump_stats *out);

#endif
