/* Inside the schema: texts as values, without their limits. */
#ifndef SONDE_BASE_SCHEMA_TEXT_H
#define SONDE_BASE_SCHEMA_TEXT_H

#include "base/schema.h"

/* Reads a text as the field's kind and unit. The error does not name the field. */
sonde_status schema_read_text(arena *a, const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e);

/* The field of a list's items. */
sonde_field schema_item(const sonde_field *list);

/* `least` or `most` of the field: of a number in its unit, of texts and lists a count. SONDE_MISSING: there is none. */
sonde_status schema_read_limit(arena *a, const sonde_field *field, const char *limit, sonde_value *out, error *e);

/* Range and choices of a value that has the field's kind. The error names the field. */
sonde_status schema_check_limits(arena *a, const sonde_field *field, const sonde_value *v, error *e);

/* "an integer", "a text" ... */
const char *schema_kind_phrase(uint32_t kind);

#endif
