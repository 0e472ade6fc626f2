/* What the files of this folder share. Nobody outside includes it. */
#ifndef SONDE_CHECK_INTERNAL_H
#define SONDE_CHECK_INTERNAL_H

#include "base/arena.h"
#include "check/check.h"
#include "check/probe.h"
#include "host/host.h"

/* One test while it runs. */
typedef struct check {
  const char *file;
  uint64_t seed;
  arena memory;
  const sonde_plugin *given; /* the plugin's own table; NULL: not opened yet */
  const sonde_plugin *(SONDE_CALL *entry)(void);
  sonde_plugin table; /* what this version knows of it */
  check_verdict *verdict;
} check;

/* The first failure stays; each is a sentence with the cure. */
void check_fail(check *c, const char *format, ...) FORMAT_PRINTF(2, 3);
void check_skip(check *c, const char *format, ...) FORMAT_PRINTF(2, 3);
void check_untried(check *c, const char *row_name);
bool check_is_open(const check *c); /* neither failed nor skipped so far */

/* raw.c: the plugin's table as it is, read with the plugin's strides. */
sonde_status raw_open(check *c, error *e); /* library, entry, head */

typedef struct raw_row {
  row_kind kind;
  const char *name, *doc, *needs;
  const sonde_field *params, *fields; /* in this version's size */
  uint32_t nparams, nfields, record_size, flags, since;
} raw_row;
size_t raw_row_count(const check *c);
void raw_row_at(check *c, size_t i, raw_row *out);
const sonde_field *raw_settings(check *c);
/* The address of a row in the plugin's own memory, as a sonde_fn, sonde_query or sonde_event. */
const void *raw_row_address(const sonde_plugin *table, row_kind kind, uint32_t i);

/* trial.c: a host with nothing but the plugin in it, which the probe watches. */
typedef struct trial {
  check *check;
  host *host;
  plugin *plugin;
  probe *probe;
  size_t troubles; /* seen so far */
} trial;

/* False: the test is skipped, since the table is wrong. config: may be NULL. limit_ns: of SLOW rows; 0: 10 s.
 */
bool trial_open(check *c, trial *t, const struct config *config, bool by_wire, int64_t limit_ns);
/* False: the test is skipped, since the plugin does not start. */
bool trial_start(trial *t);
void trial_close(trial *t);
/* trial_open and trial_start with the usual settings. */
bool trial_begin(check *c, trial *t);
/* What the host has said of the plugin's behaviour since the last time; NULL: nothing. */
const char *trial_trouble(trial *t);

/* The i-th row of a kind that may be called in a test (no CHANGES); false: there are no more. */
bool trial_next_row(trial *t, row_kind kind, size_t *i, row *out);
/* Calls a function with arguments in the order of its params. */
sonde_status trial_call(
    trial *t, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e);
cursor *trial_query(trial *t, const row *r, const sonde_value *args, error *e);
subscription *trial_subscribe(trial *t, const row *r, const sonde_value *args, error *e);

/* guess.c */
typedef enum guess_how { GUESS_USUAL, GUESS_RANDOM, GUESS_LONG, GUESS_SHORT } guess_how;
/* Arguments for a row, in the order of its params, in the check's memory. USUAL: nil where the default does;
 * RANDOM: within the limits; LONG: the largest durations and counts; SHORT: durations near 5 ms. False: one
 * cannot be guessed. */
bool guess_arguments(trial *t, const row *r, guess_how how, uint64_t *random, sonde_value *out);
uint64_t guess_random(uint64_t *state);

/* The tests. */
void table_head(check *c);
void table_entry_pure(check *c);
void table_names(check *c);
void table_docs(check *c);
void table_fields(check *c);
void table_needs(check *c);
void table_rows(check *c);
void life_create_destroy(check *c);
void life_twice(check *c);
void life_stop_joins_threads(check *c);
void settings_bounds(check *c);
void calls_defaults(check *c);
void calls_fuzz(check *c);
void calls_wire(check *c);
void calls_errors_have_sentences(check *c);
void calls_cancel(check *c);
void queries_end(check *c);
void queries_spans(check *c);
void queries_close_early(check *c);
void events_deliver_or_refuse(check *c);
void events_unsubscribe_stops(check *c);
void events_time_order(check *c);
void handles_release(check *c);

#endif
