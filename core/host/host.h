/* The host: finds plugins, brings them to life, calls their rows, delivers their records. One per run; used from one thread, the host thread. */
#ifndef SONDE_HOST_HOST_H
#define SONDE_HOST_HOST_H

#include "event/pump.h"
#include "event/tape.h"
#include "host/plugin.h"

struct config;
typedef struct host host;

/* Answers rows in place of the plugins: the tape's replay and the fakes of script tests. Functions of it may be NULL: then the plugin answers. */
typedef struct host_source {
  void *self;
  /* A function's answer. args: in the order of its params, checked. results: to fill, in the order of its results; they are checked like a
   * plugin's. A handle in them is any number but 0; the host mints one of its own for it and gives the number back in args. */
  sonde_status (*call)(void *self, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e);
  /* Starts a stream for a query or a live event; *stream is given back to `read` and `close`. */
  sonde_status (*open)(void *self, const row *r, const sonde_value *args, const record_type **type, void **stream, error *e);
  /* Next span at or before the host's time; false: none now. *end: none ever. */
  bool (*read)(void *self, void *stream, int64_t mono_ns, record_source *source, sonde_span *span, bool *end);
  void (*close)(void *self, void *stream);
  bool virtual_time; /* time stands still except that host_wait_until jumps to its end */
  int64_t start_mono_ns, start_wall_ns;
  /* Of virtual time: how far it is after the last answer or span; it never goes back. NULL: time moves in waits only. */
  int64_t (*now)(void *self);
} host_source;

typedef struct host_options {
  const char *const *plugin_folders; /* absolute; NULL at the end; a plugin in an earlier one hides one of that name in a later one */
  const struct config *config;       /* [plugin.NAME] sections; may be NULL */
  bool by_wire;                      /* every value, record and error goes through its serialised form and back */
  tape *tape;                        /* record into it, or replay from it; NULL: neither */
  const host_source *source;         /* NULL: the plugins themselves */
  int64_t call_limit_ns;             /* of a SLOW row; 0: 60 s */
} host_options;

/* Finds plugins (reads plugins.lock and file names, loads nothing). The options' texts must outlive the host. */
host *host_new(const host_options *options, error *e);
/* Cancels, stops and destroys all plugins, in the opposite order of their start; closes what is open. */
void host_free(host *h);

/* Plugins found, by name; refused ones too. Builtin ones (linked in) come first. */
size_t host_plugin_count(const host *h);
plugin *host_plugin_at(host *h, size_t i);
plugin *host_find_plugin(host *h, const char *name); /* NULL: none */
/* Registers a plugin that is linked in. Its create() gets `context` back by host_builtin_context. */
sonde_status host_add_builtin(host *h, const sonde_plugin *table, void *context, error *e);
void *host_builtin_context(const sonde_host *services);

/* Loads the table and checks it, runs nothing but the pure entry: for describe, lint, list --long. */
sonde_status host_load(host *h, plugin *p, error *e);
/* Brings a plugin to life: load, create, start. The error says why not and what to do. */
sonde_status host_start(host *h, plugin *p, error *e);

/* The errors of the following calls do not name the row: the caller knows it. A plugin that cannot run is named with the reason and the cure. */

/* A row by "plugin.name". Loads the plugin's table if need be. SONDE_MISSING suggests near names. */
sonde_status host_find_row(host *h, const char *name, row *out, error *e);

/* Calls a function. args: a map of named arguments, or nil, or the POSITIONAL value alone. *result: the bare value, or a map. */
sonde_status host_call(host *h, const row *r, const sonde_value *args, arena *a, sonde_value *result, error *e);
/* The same for a caller that already has the arguments in the order of the params (nil: not given) and wants the results in their order. They are
 * checked. This is the fast way: no map, no names. */
sonde_status host_call_ordered(host *h, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e);

/* A running query. wanted, limit, where: hints for the plugin, see sonde_span. */
typedef struct cursor cursor;
cursor *host_open(host *h, const row *r, const sonde_value *args, uint64_t wanted, uint64_t limit, const sonde_where *where, error *e);
const record_type *cursor_type(const cursor *c);
/* 1: records; 0: the end; -1: *e tells. Spans are checked before they come here. */
int cursor_next(cursor *c, record_source *source, sonde_span *span, error *e);
void cursor_close(cursor *c);

/* A live event. Equal ones (row and arguments) are shared and counted. */
typedef struct subscription subscription;
subscription *host_subscribe(host *h, const row *r, const sonde_value *args, error *e);
const record_type *subscription_type(const subscription *s);
/* Sinks run inside host_pump and host_wait_until, on the host thread. A sink may remove sinks and unsubscribe, also its own; it must not wait. */
uint32_t subscription_add_sink(subscription *s, bool ordered, pump_sink sink, void *self);
void subscription_remove_sink(subscription *s, uint32_t id);
void subscription_get_stats(const subscription *s, pump_stats *out);
void host_unsubscribe(host *h, subscription *s);

/* Delivers what the lanes hold; flush: all of it. */
bool host_pump(host *h, bool flush);
/* Waits until the time, pumping; `done` (may be NULL) is asked after each pump, at least every 20 ms. False: a signal for Sonde came. With virtual
 * time it jumps there at once, delivering on the way. */
bool host_wait_until(host *h, int64_t mono_ns, bool (*done)(void *self), void *self);
/* Called once, before the first wait in real time: a launched target stands still until then. */
void host_set_first_wait(host *h, void (*hook)(void *self), void *self);
/* Asked about every 20 ms of a wait in real time; true: it ends here, as by a signal. NULL: a signal ends it. */
void host_set_turn(host *h, bool (*turn)(void *self), void *self);
int64_t host_mono_ns(const host *h);
int64_t host_wall_ns(const host *h);

/* Handles. A stale one is SONDE_STATE. owner: the script that lets it go; released when it ends. */
sonde_status host_check_handle(host *h, uint64_t handle, const char *type, error *e);
void host_release(host *h, uint64_t handle);
void host_set_owner(host *h, const void *owner); /* of handles minted from now on */
void host_release_owner(host *h, const void *owner);

/* What all queries and subscriptions of this host have delivered and lost so far. */
typedef struct host_stats {
  uint64_t records, lost;
} host_stats;
void host_get_stats(const host *h, host_stats *out);

symbol_table *host_symbols(host *h);
tape *host_tape(host *h);
void host_set_source(host *h, const host_source *source); /* NULL: back to the plugins */
/* Called for progress of slow calls; may be NULL. */
void host_set_progress(host *h, void (*sink)(void *self, const char *row, double done, const char *text), void *self);

/* What went wrong with plugins since the start: refused files, abandoned stops, lost records. Turned into findings by judge. */
typedef struct host_trouble {
  const char *kind;    /* "plugin.refused", "plugin.stuck", "plugin.misbehaves", "plugin.lost", "plugin.changed", "plugin.untrusted" (for information) */
  const char *subject; /* file or plugin name */
  char *text;
} host_trouble;
size_t host_trouble_count(const host *h);
const host_trouble *host_trouble_at(const host *h, size_t i);

#endif
