/* An event as one line of JSON in a constant shape: System fields at the top, then data, data_list,
 * user_data, error. */
#ifndef EVENTLOG_JSONL_H
#define EVENTLOG_JSONL_H

#include "event.h"
#include "evtx.h"

/* i NULL: nothing could be read. The line has no line end. */
void event_jsonl(decoder *d, const instance *i, const evtx_record *record, buf *out);

#endif
