/* sonde.ini. Order of precedence: command line over file over default. */
#ifndef SONDE_CONFIG_CONFIG_H
#define SONDE_CONFIG_CONFIG_H

#include "base/schema.h"

typedef struct config config;

/* One `name = value` of a section. */
typedef struct config_entry {
  const char *section, *name, *value;
  uint32_t line;
  bool used; /* somebody has read it; unused ones are reported by config_unused */
} config_entry;

/* Text of a file in memory. Lines over 4,000 bytes, names given twice, text outside sections: errors with file:line. */
config *config_read(const char *file_name, const char *text, size_t len, error *e);
config *config_empty(void);
void config_free(config *c);
/* From the command line: SECTION.NAME=VALUE; wins over the file. */
sonde_status config_set(config *c, const char *section, const char *name, const char *value, error *e);

const char *config_get(const config *c, const char *section, const char *name); /* NULL: not there */
size_t config_count(const config *c);
const config_entry *config_at(const config *c, size_t i);

/* A whole section checked against fields, in their order, defaults filled in. An unknown name: file:line and a suggestion. */
sonde_status config_section(const config *c, const char *section, const sonde_field *fields, uint32_t nfields, arena *a,
    sonde_value *out, error *e);
/* The first section that no one of `known` (n words, "plugin.*" matches a prefix) names: an error with file:line and a suggestion. */
sonde_status config_check_sections(const config *c, const char *const *known, size_t n, error *e);

#endif
