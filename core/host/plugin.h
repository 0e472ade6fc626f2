/* One plugin: its file, its checked table, its state. */
#ifndef SONDE_HOST_PLUGIN_H
#define SONDE_HOST_PLUGIN_H

#include "base/status.h"
#include "event/record.h"

/* One variable, one table of allowed steps (life.c). */
typedef enum plugin_state {
  PLUGIN_FOUND = 1,
  PLUGIN_TRUSTED,
  PLUGIN_LOADED,
  PLUGIN_CREATED,
  PLUGIN_STARTED,
  PLUGIN_STOPPED,
  PLUGIN_DESTROYED,
  PLUGIN_REFUSED
} plugin_state;

typedef struct plugin plugin;

const char *plugin_name(const plugin *p); /* of the table; before loading: of the lock file or the file name */
const char *plugin_version(const plugin *p); /* "": not known yet */
const char *plugin_summary(const plugin *p);
const char *plugin_file(const plugin *p); /* NULL: builtin */
plugin_state plugin_get_state(const plugin *p);
const char *plugin_state_word(plugin_state state);
const char *plugin_refusal(const plugin *p); /* the sentence; NULL: not refused */
/* Capabilities that its rows need, and those that plugins.lock grants; separated by spaces. */
const char *plugin_capabilities(const plugin *p);

/* The table as this host understands it: rows in the host's own sizes, rows above its minor left out. NULL before loading. Arrays have the
 * host's strides, so they may be indexed. */
const sonde_plugin *plugin_table(const plugin *p);
/* Names of rows that need a newer host. */
size_t plugin_left_out_count(const plugin *p);
const char *plugin_left_out(const plugin *p, size_t i);

/* Whether it asks for this capability and plugins.lock does not grant it: its rows that need it are refused. Loads nothing. */
bool plugin_denies(const plugin *p, const char *capability);

/* Whether it has a row of this name: 1 yes, 0 no, -1 not known before it is loaded (not in plugins.lock). Loads nothing. */
int plugin_offers(const plugin *p, const char *row_name);

/* What plugins.lock is to say of a loaded plugin that came from a file. Texts in the arena. */
struct trust_entry;
/* without: capabilities that it asks for and is not granted; NULL at the end; NULL: none. */
sonde_status plugin_trust_entry(
    plugin *p, const char *const *without, arena *a, struct trust_entry *out, error *e);

typedef enum row_kind { ROW_FUNCTION = 1, ROW_QUERY, ROW_EVENT } row_kind;

/* A row of a plugin. Valid as long as the host. */
typedef struct row {
  plugin *plugin;
  row_kind kind;
  uint32_t index; /* in its array of the host's copy */
  const char *name, *doc, *needs;
  const sonde_field *params;
  const sonde_field *fields; /* results of a function, columns of the others */
  uint32_t nparams, nfields, record_size, flags;
  char full_name[96]; /* "perfcounters.process" */
} row;

/* Rows of a loaded table: functions, then queries, then events. */
size_t plugin_row_count(const plugin *p);
void plugin_row_at(plugin *p, size_t i, row *out);

#endif
