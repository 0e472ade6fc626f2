/* sonde.ini. Order of precedence: command line over file over default. */
#ifndef SONDE_CONFIG_CONFIG_H
#define SONDE_CONFIG_CONFIG_H

#include "base/schema.h"

typedef struct config config;

/* One `name = value` of a section. */
typedef struct config_entry {
  const char *section, *name, *value;
  uint32_t line, section_line; /* 0: from the command line */
} config_entry;

/*
 * The text of a file in memory. NULL: *e tells, as "file:line: what". A line is `[section]`, `name = value`,
 * a comment (; or # first) or empty; spaces around names and values mean nothing, a value ends at " ;".
 * Sections and names are of A-Z a-z 0-9 _ . - and at most 49 bytes long. Refused: lines over 4,000 bytes,
 * values that go on in a further line (they have no name), names given twice in a section, text outside
 * sections, invalid UTF-8, files over 1 MiB.
 */
config *config_read(const char *file_name, const char *text, size_t len, error *e);
config *config_empty(void);
void config_free(config *c); /* NULL is allowed */
/* From the command line: SECTION.NAME=VALUE; wins over the file, the last one over the others. */
sonde_status config_set(config *c, const char *section, const char *name, const char *value, error *e);

/* NULL: not there. Valid until the same name is set again. */
const char *config_get(const config *c, const char *section, const char *name);
size_t config_count(const config *c);
const config_entry *config_at(
    const config *c, size_t i); /* in the order of the file; valid until the next config_set */
/* "sonde.ini:12" or "command line", for messages. */
void config_where(const config *c, const config_entry *entry, text *out);

/* A whole section checked against fields, in their order, defaults filled in. An unknown name: file:line and
 * a suggestion. */
sonde_status config_section(const config *c, const char *section, const sonde_field *fields, uint32_t nfields,
    arena *a, sonde_value *out, error *e);
/* The first section that no one of `known` (n words, "plugin.*" matches a prefix) names: an error with
 * file:line and a suggestion. */
sonde_status config_check_sections(const config *c, const char *const *known, size_t n, error *e);

#endif
