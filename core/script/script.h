/* A Lua script: loaded without effect, checked, then run in its own sandboxed state. */
#ifndef SONDE_SCRIPT_SCRIPT_H
#define SONDE_SCRIPT_SCRIPT_H

#include "host/host.h"

typedef struct script script;

typedef enum script_kind { SCRIPT_CHECK = 1, SCRIPT_RULE, SCRIPT_CLASSES, SCRIPT_ACTION } script_kind;

/* What the layers above give. Functions may be NULL where a script cannot need them. */
typedef struct script_services {
  void *self;
  host *host; /* NULL: only to load, list and lint */
  /* host.finding{...}, as the script gave it. */
  sonde_status (*finding)(void *self, script *s, const sonde_value *finding, error *e);
  /* host.classify{code=, source=, event=, text=}: nil when no class matches. */
  sonde_status (*classify)(
      void *self, script *s, const sonde_value *err, arena *a, sonde_value *result, error *e);
  /* Folder of shared modules for `require`, besides the script's own; NULL: ../lib of the script's folder. */
  const char *lib;
  /* Only to tell what there is: script_obstacle believes plugins.lock and loads no plugin that is in it;
   * tests and rows are neither checked nor in script_declaration. */
  bool only_lists;
} script_services;

/* What the script's own `limits` cannot exceed; where 0, they replace the default. */
typedef struct script_limits {
  uint64_t memory_bytes; /* 0: 64 MiB */
  int64_t soft_time_ns;  /* of one call into the script, waiting not counted; 0: 10 s */
} script_limits;

/* Where and how a script went wrong. */
typedef struct trouble {
  enum { TROUBLE_NONE = 0, TROUBLE_ERROR, TROUBLE_UNKNOWN, TROUBLE_LIMIT, TROUBLE_STOPPED } kind;
  sonde_status status;
  char file[260];
  uint32_t line;   /* 0: not known */
  bool own_words;  /* by host.fail: the script's own sentence */
  char text[1600]; /* "leaks.lua:12: message", then three source lines unless own words; of UNKNOWN: the reason */
} trouble;

/* Reads, compiles and runs the file's chunk (which has no effect) and checks the returned table. The error is
 * one text with file:line. */
script *script_load(
    const script_services *services, const char *path, const script_limits *limits, trouble *t);
/* The same for a text that is already there; path is its name in messages and the base of `require`. */
script *script_load_text(const script_services *services, const char *path, const char *source, size_t len,
    const script_limits *limits, trouble *t);
/* Closes its streams and lets its handles go. Before host_free. */
void script_free(script *s);

/* The declaration, as data. Texts live as long as the script. */
script_kind script_get_kind(const script *s);
const char *script_kind_word(script_kind k);
const char *script_id(const script *s);
const char *script_title(const script *s);
const char *script_file(const script *s);
uint32_t script_line(const script *s, const char *key_path); /* best known line of a key; 1 if unknown */
/* The whole declaration without functions: tags, needs, platforms, requires, limits, params, every, on,
 * collect, conditions, rows, tests ... Functions in it read as the text "function". A table with keys 1..n is
 * a list, every other one a map with its keys sorted; positional items of a mixed table have the keys "1",
 * "2" ...: limit = { 3, per = "1h" } is { ["1"] = 3, per = "1h" }. Only collect.X.top is rewritten to { n =
 * 5, by = "total" }. An empty table is an empty list. */
const sonde_value *script_declaration(const script *s);
const sonde_field *script_params(const script *s, uint32_t *n);
bool script_has(const script *s, const char *function); /* "run", "check", "plan", "other" ... */

/* Parameter values from [KIND.ID] of sonde.ini and -p, as a map of named values; texts are read by the
 * parameter's kind; checked, defaults filled in. */
sonde_status script_set_params(script *s, const sonde_value *named, error *e);

/* Why this script cannot run here, or NULL: "not run: no plugin gives tracer.call", platform, capability. In
 * the arena. */
const char *script_obstacle(script *s, arena *a);

/* Calls each(self, "PLUGIN.ROW", line) for what the script's text names as host.PLUGIN.ROW, until it says
 * false. */
void script_each_use(
    const script *s, bool (*each)(void *self, const char *row_name, uint32_t line), void *self);

/* Whether `platforms` names this system, or nothing. */
bool script_is_for_here(const script *s);

/* Calls declaration.FUNCTION(host, param, args...). With `reduced` the host table has only text, log,
 * classify, now, unknown. */
sonde_status script_call(script *s, const char *function, bool reduced, const sonde_value *args, size_t nargs,
    arena *a, sonde_value *result, trouble *t);

/* The same for a function that may wait, so that several scripts can run side by side: begin, then continue
 * until SCRIPT_ENDED. args, a and result must live until then. SCRIPT_WAITING: continue again when
 * host_mono_ns has reached *wake_ns; `stopped` then ends it where it waits. Waits in a place that Lua cannot
 * leave (inside a sort, a pattern's function) hold up the others. */
typedef enum script_progress { SCRIPT_WAITING = 1, SCRIPT_ENDED } script_progress;
sonde_status script_begin(script *s, const char *function, const sonde_value *args, size_t nargs, arena *a,
    sonde_value *result, trouble *t);
script_progress script_continue(script *s, bool stopped, int64_t *wake_ns, trouble *t);

/* The line of the script that runs just now, for a service that wants to say where a finding was made; 0: not
 * known. */
uint32_t script_current_line(const script *s);

/* Unknown values that the script read, for the report, without those of processes that have ended: "handles
 * of pid 12 (denied)". */
size_t script_unknown_count(const script *s);
const char *script_unknown_at(const script *s, size_t i);

/* For the editor: annotations of everything in `host` that is not a plugin. */
void script_types(text *out);

#endif
