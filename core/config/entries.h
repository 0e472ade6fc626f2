/* Inside config: the entries that a file and the command line have given. */
#ifndef SONDE_CONFIG_ENTRIES_H
#define SONDE_CONFIG_ENTRIES_H

#include "base/map.h"
#include "config/config.h"

#define CONFIG_LONGEST_LINE 4000u
#define CONFIG_LONGEST_NAME 49u /* inih cuts longer section names */

struct config {
  char *file_name;
  config_entry *entries; /* their texts are ours */
  size_t count, capacity;
  map places; /* "section\0name" -> place in entries */
};

/* Of A-Z a-z 0-9 _ . - and of allowed length. */
bool config_is_name(const char *s, size_t len);

/* NULL: not there. */
config_entry *config_find(const config *c, const char *section, const char *name);

/* Adds an entry that is not there yet. */
config_entry *config_add(config *c, const char *section, const char *name, const char *value);

/* What stands behind the `=`: without spaces around it, up to the comment that " ;" begins. */
const char *config_trim_value(const char *s, size_t len, size_t *trimmed);

#endif
