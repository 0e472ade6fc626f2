/* Answers rows from a test's `fake` table in place of the plugins, in a time that stands still except for waits. */
#ifndef SONDE_JUDGE_FAKE_H
#define SONDE_JUDGE_FAKE_H

#include "host/host.h"

#define FAKE_START_NS INT64_C(1735689600000000000) /* 2025-01-01 UTC: when every test begins */

/*
 * answers: "plugin.row" -> answer. Of a function: its value, or a map of its results; of a query or event: a list of rows (maps of columns; `after` = "2s"
 * tells when it arrives). Figures are read by the unit. { unknown = "denied" } is an unknown value, { fails = "text", code = "missing" } an error,
 * { each = { ... } } one answer a call, the last one for ever. A handle is {} or any other value.
 */
typedef struct fake fake;

/* quiet: rows without an answer give no records instead of an error (the windows of a rule are given). */
fake *fake_new(host *h, const sonde_value *answers, bool quiet);
void fake_free(fake *f);
const host_source *fake_source(const fake *f);
/* The rows that were used, in order. */
size_t fake_call_count(const fake *f);
const char *fake_call_at(const fake *f, size_t i);
/* The first row that is faked but that no plugin gives, or NULL. */
const char *fake_missing_row(host *h, const sonde_value *answers);

/* One value as a test writes it for a field: unknown, by unit, or as it is. */
sonde_status fake_value(arena *a, const sonde_field *field, const sonde_value *given, sonde_value *out, error *e);
/* The word of an unknown's reason, "denied"; 0: no such word. */
uint32_t fake_why(const char *word);

/* A stream of records built from rows (fake_records.c). */
typedef struct fake_stream fake_stream;
fake_stream *fake_stream_new(host *h, const row *r, const sonde_value *args, const sonde_value *rows, error *e);
void fake_stream_free(fake_stream *s);
const record_type *fake_stream_type(const fake_stream *s);
/* Records due at or before the time; all: whatever their time. */
bool fake_stream_read(fake_stream *s, int64_t mono_ns, bool all, record_source *source, sonde_span *span, bool *end);

#endif
