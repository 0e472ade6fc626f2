/* Record types and how columns are read: the same for live events and query results (docs/architecture.md,
 * records). */
#ifndef SONDE_EVENT_RECORD_H
#define SONDE_EVENT_RECORD_H

#include <stdbool.h>

#include "base/value.h"
#include "event/symbol.h"

/* A column as the readers want it: compiled from a sonde_field. */
typedef struct record_column {
  const sonde_field
      *field; /* name, unit, kind ... of the plugin's table or, for extra columns, of the type */
  uint32_t kind, offset, shift, width;
  uint32_t quality_offset, quality_shift; /* offset 0: the type declares no quality for it */
  bool is_ticks;                          /* of the lane's counter: shown as nanoseconds */
} record_column;

/* The compiled description of one kind of record. The columns are the fields, then the extra ones; the last
 * one is always "time", unless the plugin declares one. The n-th QUALITY field speaks for the fields 16n to
 * 16n + 15. */
typedef struct record_type {
  char *plugin, *name; /* "perfcounters", "sample" */
  record_column *columns;
  uint32_t ncolumns, record_size;
  uint32_t event; /* index in the plugin's table; records of a lane with another one are skipped */
  uint32_t first_extra, nextra;
} record_type;

/* Extra: names of further text columns (SONDE_ROW_COLUMNS). The fields must have passed schema_verify and
 * outlive the type. */
record_type *record_type_new(const char *plugin, const char *name, uint32_t event, const sonde_field *fields,
    uint32_t nfields, uint32_t record_size, const char *const *extra, uint32_t nextra);
void record_type_free(record_type *t);
/* Index of a column, or -1. */
int record_find_column(const record_type *t, const char *name);

/* Where a span's records come from: what is needed to read their columns. */
typedef struct record_source {
  const record_type *type;
  const symbol_map *symbols; /* writer's symbol numbers to the host's; NULL: none defined */
  const sonde_clock *clock;  /* NULL: times are wall nanoseconds */
  const uint8_t *heap;
  uint64_t heap_bytes;
  uint32_t pid; /* of the writer's process; 0: does not apply */
  uint32_t tid;
} record_source;

/* One column of one record as a value. Texts point into the heap or the symbol table. Unknown where the
 * record is too short or its quality bits say so. A slice outside the heap reads as unknown (implausible).
 * `time` is wall nanoseconds. */
sonde_value record_value(const record_source *s, const sonde_record *r, uint32_t column);

/* Checks a span from a plugin before anybody reads it: sizes, alignment, sum, counts. Walks all records once.
 */
sonde_status record_check_span(const record_type *t, const sonde_span *span, error *e);

/* Single columns without making values, for the reducer. why: SONDE_WHY_KNOWN or the reason; only then the
 * others may be called. */
uint32_t record_column_why(const record_column *c, const sonde_record *r);
uint64_t record_column_bits(const record_column *c, const sonde_record *r);
uint32_t record_column_symbol(
    const record_source *s, const record_column *c, const sonde_record *r); /* the host's number; 0: none */
/* false: outside the heap. */
bool record_column_slice(
    const record_source *s, const record_column *c, const sonde_record *r, const char **bytes, uint32_t *len);

static inline const sonde_record *record_next(const sonde_record *r) {
  return (const sonde_record *)(const void *)((const char *)r + r->size);
}

#endif
