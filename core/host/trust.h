/* plugins.lock: name, version, sha256, capabilities and rows of accepted plugins, one JSON document a line. Lies in the plugin folder; read before anything is loaded. */
#ifndef SONDE_HOST_TRUST_H
#define SONDE_HOST_TRUST_H

#include "base/arena.h"
#include "base/status.h"

typedef struct trust_entry {
  const char *file; /* name in the folder */
  const char *asked; /* all capabilities that its rows need; NULL: `capabilities`, which are those that it is granted */
  const char *name, *version, *summary, *sha256, *capabilities;
  const char *rows; /* names of its functions, queries and events, separated by spaces */
} trust_entry;

/* Entries of FOLDER/plugins.lock; none when the file does not exist. Errors carry file:line. */
sonde_status trust_read(arena *a, const char *folder, const trust_entry **entries, size_t *n, error *e);
/* The same of the file's text, which ends with a zero byte; path is for messages. */
sonde_status trust_parse(arena *a, const char *path, const char *bytes, const trust_entry **entries, size_t *n, error *e);
/* Adds or replaces one entry, the file name is its key. */
sonde_status trust_write(const char *folder, const trust_entry *entry, error *e);

#endif
