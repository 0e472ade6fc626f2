/* A recording of a run: every answer, keyed by row, arguments and ordinal, and every record. Replayed on any
 * platform. */
#ifndef SONDE_EVENT_TAPE_H
#define SONDE_EVENT_TAPE_H

#include "event/record.h"

/*
 * Keys: `row` is "perfcounters.process" or a service of the host ("host.now", "target.alive"); `args` the
 * checked arguments. The same call with the same arguments is answered by the first, second, third ...
 * recording of it (the ordinal). A tape never holds SECRET values.
 */
typedef struct tape tape;

tape *tape_create(const char *path, error *e); /* for recording */
tape *tape_open(const char *path,
    error *e); /* for replay; reads the whole index; damaged tail: what can be read, and a warning */
sonde_status tape_close(tape *t, error *e);
bool tape_is_replay(const tape *t);

/* Facts about the run: platform, command, sonde version, check, params. A map. */
void tape_put_head(tape *t, const sonde_value *head);
const sonde_value *tape_head(const tape *t);

void tape_put_answer(tape *t, const char *row, const sonde_value *args, sonde_status status,
    const sonde_value *result, const error *e);
/* SONDE_MISSING: the tape holds no (more) answer for it; the text says which row, arguments and ordinal.
 * Otherwise the recorded status. */
sonde_status tape_get_answer(
    tape *t, const char *row, const sonde_value *args, arena *a, sonde_value *result, error *e);

/* Records. stream: a number the recorder gives to each subscription or query (same order in replay). The
 * type's description is put before its first span. at_ns: the monotonic time of the delivery, so that replay
 * hands it over before the same wait ends. */
uint32_t tape_put_stream(tape *t, const char *row, const sonde_value *args, const record_type *type);
void tape_put_span(
    tape *t, uint32_t stream, int64_t at_ns, const record_source *source, const sonde_span *span);
/* The stream recorded for this row, arguments and ordinal; *type is the tape's own description of it. */
sonde_status tape_find_stream(
    tape *t, const char *row, const sonde_value *args, uint32_t *stream, const record_type **type, error *e);
/* The stream's next span delivered at or before at_ns; false when there is none. */
bool tape_get_span(tape *t, uint32_t stream, int64_t at_ns, record_source *source, sonde_span *span);

#endif
