/* Rows of a live stream that were asked to be kept: a queue bounded in bytes; the oldest go first, counted.
 */
#ifndef SONDE_SCRIPT_KEEP_H
#define SONDE_SCRIPT_KEEP_H

#include "event/record.h"

typedef struct keep keep;

keep *keep_new(uint64_t limit_bytes);
void keep_free(keep *k);
/* A pump_sink: copies the span's rows. */
void keep_add(void *self, const record_source *source, const sonde_span *span);
/* The oldest row as `*n` values, one for each column of the type; NULL: none. Valid until the next call. */
const sonde_value *keep_take(keep *k, uint32_t *n);
uint64_t keep_dropped(const keep *k);

#endif
