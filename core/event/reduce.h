/* The one reducer: where, group, get, top over any records, in C. Used by scripts' chains, rules' `collect`
 * and `sonde query`. */
#ifndef SONDE_EVENT_REDUCE_H
#define SONDE_EVENT_REDUCE_H

#include "event/record.h"

/*
 * A specification is a map:
 *   where = { duration = { ">", "1us" }, failed = true, name = { "like", "Nt*" }, pid = { "in", { 1, 2 } } }
 *           (column -> value for equality, or a list: operator, operand; several conditions on one column: a
 * list of lists) group = "lock"  or { "name", "error" } get   = { n = "count", total = "sum duration", p99 =
 * "p99 duration", who = "last name" } top   = 5  or { 5, by = "total" } as the map { n = 5, by = "total" }
 * Words: count, sum min max mean stddev distinct first last COLUMN, p1 to p99.9 COLUMN. Sums of integers are
 * exact, or unknown (overflow); stddev is of a sample; percentiles are nearest-rank and off by at most 0.8 %;
 * distinct is exact up to 1,024, then its standard error is 1.6 %; first and last go by time. At most 65,536
 * groups have rows of their own; the rest is one row "other", sorted last. A word that saw no value is
 * unknown, not 0. Texts are read by the column's unit. Every part may be missing; without `get` the rows are
 * the matching records' columns themselves (at most `top` or 10,000 of them, the rest counted).
 */
typedef struct reduce reduce;

/* Compiles a specification against a type. The error names the part: "get.total: no column 'duraton', did you
 * mean 'duration'?". */
reduce *reduce_new(const record_type *type, const sonde_value *spec, error *e);
void reduce_free(reduce *r);

/* Adds a span of records. One thread at a time. */
void reduce_add(reduce *r, const record_source *s, const sonde_span *span);

/* Totals so far; reading does not change them. rows: a list of maps, in the arena, sorted by top's `by`
 * (falling) or by the group. Without `group` there is exactly one row. */
sonde_status reduce_rows(reduce *r, arena *a, sonde_value *rows, error *e);
void reduce_reset(reduce *r);

/* What was left out, and why. */
typedef struct reduce_loss {
  uint64_t records;        /* records seen, before `where` */
  uint64_t matched;        /* records that passed `where` */
  uint64_t unknown;        /* values skipped since they were unknown */
  uint64_t groups_dropped; /* records counted under "other" since there were too many groups */
  uint64_t lost;           /* records lost before they came here */
} reduce_loss;
void reduce_get_loss(const reduce *r, reduce_loss *out);

/* Column names, units and kinds of the rows, for tables: nil at the end. */
uint32_t reduce_columns(const reduce *r);
const char *reduce_column_name(const reduce *r, uint32_t i);
const char *reduce_column_unit(const reduce *r, uint32_t i);

/* The specification's where as conditions, to be handed to a plugin in sonde_span.where; lives as long as r.
 */
const sonde_where *reduce_where(const reduce *r);
/* Bit i: column i is used. */
uint64_t reduce_wanted(const reduce *r);

#endif
