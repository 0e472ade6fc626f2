/* The serialised form of what crosses the border beyond single values: record spans, lists of values, errors.
 */
#ifndef SONDE_HOST_SPAN_H
#define SONDE_HOST_SPAN_H

#include "base/wire.h"
#include "event/pump.h"

/* A span that owns its bytes. All zero is empty. */
typedef struct span_copy {
  sonde_span span;
  sonde_clock clock;
  void *records;
  uint8_t *heap;
} span_copy;

void span_copy_free(span_copy *c);

/* Flags, counts, clock, records, heap. */
void span_put(text *out, const sonde_span *span);
/* False: these bytes are no span. What it gives still has to pass record_check_span. */
bool span_get(wire_reader *r, span_copy *out);

/* A copy with a heap of its own that holds the columns' bytes and nothing else: the heap of a lane's span is a whole chunk, and its writer goes on
 * in it. The span must have passed its checks. */
void span_pack(const record_source *source, const sonde_span *span, span_copy *out);

/* To a sink, through the serialised form and back. */
void span_deliver_by_wire(const record_source *source, const sonde_span *span, pump_sink to, void *self);
/* Through the serialised form and back. */
sonde_status span_by_wire(const sonde_span *from, span_copy *to, error *e);
sonde_status span_values_by_wire(sonde_value *values, uint32_t n, arena *a, error *e);
void span_error_by_wire(error *e);

#endif
