/* The one validator: arguments of calls, settings of sonde.ini, parameters of scripts all pass here. */
#ifndef SONDE_BASE_SCHEMA_H
#define SONDE_BASE_SCHEMA_H

#include "base/value.h"

/* Reads a text (from sonde.ini, from -p name=value, from `initial`) as the field's kind and unit, and checks range and choices. Lists are
 * "a, b, c" or JSON, maps are JSON, percent may end in %, integers may be 0x... The error names the field. */
sonde_status schema_parse(arena *a, const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e);

/* Checks one value against its field: kind (integers convert losslessly among i64, u64 and f64; texts are parsed where the unit is ns or bytes or
 * is shown as hex; an empty list and an empty map stand for each other), valid UTF-8, range, choices, members. Unknown passes unchanged, so does nil
 * unless REQUIRED. *out may share memory with *in. The error names the field: "interval: must be at least 10 ms, is 1 ms"; the value of a SECRET
 * field is never in it. */
sonde_status schema_check(arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e);

/* Checks a map of named arguments (or nil) against the fields: out[nfields] in their order, defaults filled in, nil where an optional
 * one is missing. A bare, non-map value goes to the POSITIONAL field. An unknown name is an error with a suggestion, an unknown value an error.
 * For what people write: a bare number below 1 us where the unit is ns is refused ("write 2s"), so check once, not the result again. */
sonde_status schema_check_all(arena *a, const sonde_field *fields, uint32_t nfields, const sonde_value *args,
    sonde_value *out, error *e);

/* The nearest name to `word` among the fields, or NULL: for "did you mean 'interval'?". */
const char *schema_suggest_field(const sonde_field *fields, uint32_t nfields, const char *word);
/* The nearest of n words, or NULL when none is near (edit distance at most 1 + length / 4). */
const char *schema_suggest(const char *const *words, size_t n, const char *word);

/* Whether the descriptor itself is honest: names, kinds, units, texts that parse, offsets inside record_size (columns) or 0.
 * where: "perfcounters.process", for the message. record_size 0: parameters or results, not columns. */
sonde_status schema_verify(const char *where, const sonde_field *fields, uint32_t nfields, uint32_t record_size, error *e);

#endif
