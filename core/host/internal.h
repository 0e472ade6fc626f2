/* What the files of this folder share. Nobody outside includes it. */
#ifndef SONDE_HOST_INTERNAL_H
#define SONDE_HOST_INTERNAL_H

#include <stdatomic.h>

#include "base/format.h"
#include "base/map.h"
#include "base/memory.h"
#include "host/host.h"
#include "host/trust.h"
#include "os/thread.h"

#define ROW_FIELDS_MOST 64u       /* parameters, results of one row; columns of a record */
#define CALL_BUDGET (64ull << 20) /* bytes that one answer may take */
#define STOP_LIMIT_NS 5000000000  /* from "cancelled" to "abandoned" */
#define POLL_NS 20000000          /* between two pumps of a wait */
#define BUSY_POLL_NS 200000       /* the same while agents write much */
#define CALL_LIMIT_NS 60000000000 /* of a SLOW row, unless the options say otherwise */

/* One call: what a plugin sees of it is opaque. Lives in the host (direct calls) or in a job (calls on the
 * worker). */
struct sonde_call {
  host *host;
  plugin *plugin;
  const char *row;
  const void *owner;   /* of the handles that it mints */
  arena memory;        /* of the answer */
  int64_t deadline_ns; /* INT64_MAX: none */
  atomic_int cancelled;
  struct job *job; /* NULL: it runs on the host thread */
  error error;     /* status SONDE_OK: none was set */
};

/* What is known of a parameter or result before a call, so that the usual case needs no parsing. */
typedef struct field_rule {
  uint32_t kind;
  bool plain; /* kind and range are the whole check */
  bool required, secret;
  const char *handle_type; /* of a handle or a list of handles, else NULL */
  sonde_value initial;     /* nil: none */
  union {
    struct {
      int64_t least, most;
    } i;
    struct {
      uint64_t least, most;
    } u;
    struct {
      double least, most;
    } n;
  } range;
} field_rule;

/* What the host keeps beside each row. */
typedef struct row_extra {
  field_rule *params, *results;         /* results: of functions only */
  record_type *type;                    /* of queries and events; made at first use */
  uint32_t given_params, given_results; /* counts in the plugin's own table; the surplus is passed as nil */
  uint32_t given_index;                 /* in the plugin's own array */
} row_extra;

struct plugin {
  host *host;
  char *name, *version, *summary, *file, *refusal;
  char *sha256, *granted, *asked; /* of plugins.lock; NULL: not in it */
  char *rows;             /* names of plugins.lock; NULL: not in it */
  char *capabilities;     /* NULL until asked */
  plugin_state state;
  bool builtin, stuck, loaded_untrusted;
  bool restricted;           /* some row needs what is not granted */
  void *context;             /* of a builtin */
  const sonde_plugin *given; /* the plugin's own table */
  sonde_plugin table;        /* ours: own sizes, rows above our minor left out */
  row_extra *extras;         /* functions, queries, events */
  arena memory;              /* of table, rules, left-out names */
  const char **left_out;
  size_t nleft_out;
  sonde_self *self;
  sonde_host services; /* what create() is given; services.self is this plugin */
  mutex *threads_lock;
  struct sonde_thread *threads;
  bool stopping;  /* under threads_lock: no new threads */
  uint32_t order; /* of its start, from 1 */
};

struct host {
  host_options options;
  plugin **plugins;
  size_t nplugins, nbuiltin;
  uint32_t nstarted;
  sonde_call call; /* of direct calls */
  symbol_table *symbols;
  const host_source *source; /* NULL: the plugins */
  tape *recording;           /* NULL: not recording */
  host_source *replay;       /* made from a replay tape */
  bool detour;               /* source, recording or by_wire: not the fast way */
  int64_t now_ns,
      wall_offset_ns; /* own time, while recording or virtual: stands still between waits and answers */
  bool own_time;
  struct handle_table *handles;
  const void *owner;
  struct worker *worker, *abandoned;
  struct subscription *subscriptions;
  mutex *subscriptions_lock; /* plugins' threads look for theirs */
  uint64_t nsubscribed;
  struct subscription *left_subscriptions; /* of plugins that are stuck */
  struct sonde_agent *agents;              /* at work in targets */
  int64_t beaten_ns; /* agents_beat */
  bool pumping;
  struct cursor *cursors;
  host_stats ended; /* of cursors, and of subscriptions that have ended */
  host_trouble *troubles;
  size_t ntroubles;
  void (*progress)(void *self, const char *row, double done, const char *text);
  void *progress_self;
  bool (*turn)(void *self);
  void *turn_self;
  void (*first_wait)(void *self); /* NULL: none, or it was called */
  void *first_wait_self;
  host *next_left;
};

/* trouble.c */
#define TROUBLE_REFUSED "plugin.refused"
#define TROUBLE_STUCK "plugin.stuck"
#define TROUBLE_MISBEHAVES "plugin.misbehaves"
#define TROUBLE_UNTRUSTED "plugin.untrusted"
#define TROUBLE_CHANGED "plugin.changed"
#define TROUBLE_LOST "plugin.lost"
/* Refuses the plugin: state, sentence, trouble; gives SONDE_DENIED or what *e says. */
sonde_status plugin_refuse(plugin *p, error *e);

/* plugin.c, table.c */
plugin *plugin_new(host *h, const char *name, const char *file);
void plugin_free(plugin *p);
/* Copies and checks the plugin's own table. what: the file, for messages. */
sonde_status table_read(plugin *p, const sonde_plugin *given, const char *what, error *e);
row_extra *row_get_extra(const row *r);
const record_type *row_record_type(const row *r);
/* Compiles the checks of fields; the rules live in the arena. */
field_rule *rules_new(arena *a, const sonde_field *fields, uint32_t n);

/* load.c, life.c */
sonde_status load_library(plugin *p, error *e);
/* The one place where a state changes. SONDE_STATE when the step is not allowed. */
sonde_status life_step(plugin *p, plugin_state to, error *e);
sonde_status life_start(plugin *p, error *e);
void life_stop(plugin *p);
/* Never called again: a call of it did not come back. */
void life_mark_stuck(plugin *p, const char *what);

/* call.c */
void call_begin(sonde_call *c, plugin *p, const char *row_name);
/* The status to report: what the plugin returned, with the sentence it set, or one made for it. */
sonde_status call_end(sonde_call *c, sonde_status status, error *e);
/* Arguments in order, checked, defaults filled in; `a` is for texts that had to be parsed. */
sonde_status args_check(const row *r, const sonde_value *args, arena *a, sonde_value *checked, error *e);
sonde_status args_check_named(
    const row *r, const sonde_value *args, arena *a, sonde_value *checked, error *e);
/* Handles become what the plugin knows: its cookies. */
sonde_status args_translate(host *h, const row *r, sonde_value *checked, error *e);
/* Starts the plugin if need be and makes of checked arguments what it is given. */
sonde_status args_for_plugin(host *h, const row *r, sonde_value *checked, error *e);
/* A map of the checked arguments without nil and SECRET ones: a tape's key. */
sonde_value args_map(const row *r, const sonde_value *checked, arena *a);

/* answer.c: results as the row promises them, copied into the arena. */
sonde_status answer_check(
    host *h, const row *r, const sonde_value *raw, arena *a, sonde_value *results, error *e);
sonde_value answer_map(const sonde_field *fields, uint32_t n, const sonde_value *results, arena *a);

/* services.c, threads.c, lanes.c */
void services_fill(plugin *p);
extern const struct sonde_thread_api threads_api;
/* All threads that are left: asked to stop, waited for, abandoned and listed. False: some still run. */
bool threads_stop(plugin *p);
void threads_ask_to_stop(plugin *p);
extern const struct sonde_lane_api lanes_api;
/* [any] A lane of the plugin's subscription of this number; NULL: there is none such (any more). */
sonde_lane *subscription_open_lane(
    host *h, const plugin *p, uint64_t number, uint32_t policy, uint32_t chunks, const char *name);

/* NULL: it has ended, or is not this plugin's. */
pump *subscription_pump(host *h, const plugin *p, uint64_t number);
extern const struct sonde_target_api targets_api;
/* Takes what the agents in targets have written. */
bool agents_run(host *h, bool flush);
/* Whether one of them wrote so much since the last time that its lanes might fill up before the next round. */
bool agents_are_busy(host *h);
/* Between two spans of a long round: writers that wait for us see that we live. */
void agents_beat(host *h);

/* handle.c */
struct handle_table *handles_new(void);
void handles_free(struct handle_table *t);
uint64_t handle_mint(host *h, plugin *p, const char *type, uint64_t cookie, const void *owner, bool foreign);
/* The cookie of a live handle of this plugin and type. */
sonde_status handle_cookie(
    host *h, const plugin *p, uint64_t number, const char *type, uint64_t *cookie, error *e);
/* Each handle in *v (one, or a list of them) is alive, of this plugin and type. */
sonde_status handles_check(const row *r, const field_rule *rule, const sonde_value *v, error *e);
/* The script's numbers become the plugin's cookies. */
sonde_status handles_translate(const row *r, const field_rule *rule, sonde_value *v, arena *a, error *e);
/* A source's numbers become handles of ours. */
void handles_adopt(const row *r, const field_rule *rule, sonde_value *v, arena *a);
/* Releases every handle of the plugin (its stop), or forgets it when it cannot be called. */
void handles_release_plugin(host *h, const plugin *p);

/* worker.c: a call on another thread, with a deadline; the caller waits. */
typedef struct job {
  sonde_call call;
  sonde_status (*run)(struct job *job);
  const void *row; /* the row structure of its kind */
  sonde_value *args, *results;
  uint32_t nargs, nresults;
  void *cursor;    /* of a query; cookie of a subscription */
  uint64_t number; /* of a subscription */
  sonde_span span; /* of next() */
  sonde_status status;
  mutex *lock;
  bool done, abandoned;
  double progress;
  bool progress_new;
  char progress_text[200];
} job;
job *job_new(host *h, const row *r, const sonde_value *args, uint32_t nargs, uint32_t nresults);
void job_free(job *j);
/* SONDE_TIMEOUT: abandoned, the plugin is stuck and the job is no longer the caller's. */
sonde_status worker_run(host *h, job *j, error *e);
void workers_free(host *h);

/* wait.c */
void time_start(host *h);
void time_to(host *h, int64_t mono_ns); /* own time goes forward to this */
void time_sync(host *h);                /* own time goes forward to now: after an answer was recorded */

/* record.c, replay.c: `args` are those that the script knows, checked. */
uint32_t record_stream(host *h, const row *r, const sonde_value *args, const record_type *type);
void record_start(host *h); /* when time began */
void record_answer(host *h, const row *r, const sonde_value *args, sonde_status status,
    const sonde_value *results, const error *e);
host_source *replay_new(host *h, tape *t, error *e);
void replay_free(host_source *s);

/* cursor.c, subscribe.c */
void cursors_close_all(host *h);
void subscriptions_close_all(host *h);

/* find.c */
sonde_status find_plugins(host *h, error *e);
void find_add(host *h, plugin *p, size_t at);

/* trouble.c: the same sentence about the same subject is kept once. */
void trouble_add(host *h, const char *kind, const char *subject, const char *format, ...) FORMAT_PRINTF(4, 5);

/* grant.c */
bool grant_has_word(const char *words, const char *word, size_t len);
void grant_read(plugin *p);                        /* of a table that was just read */
sonde_status grant_check(const row *r, error *e); /* may it be used? */

#endif
