/* Tests of the life: create and destroy, twice, threads at the end, settings. */
#include <string.h>

#include "base/schema.h"
#include "check/internal.h"
#include "config/config.h"

#define STOP_NS 1000000000 /* 10 times what is promised: the machine may be busy */

void life_create_destroy(check *c) {
  trial t;
  error e = {0};
  if (!trial_open(c, &t, NULL, false, 0)) return;
  bool started = host_start(t.host, t.plugin, &e) == SONDE_OK, silent = t.probe->silent;
  if (!started) check_fail(c, "with its default settings: %s", e.text);
  if (silent) check_fail(c, "create() or start() failed without a sentence; give one with host->fail");
  host_free(t.host);
  t.host = NULL;
  if (started && t.probe->destroys != 1)
    check_fail(c, "destroy() was not called; a thread of the plugin did not end");
  trial_close(&t);
}

void life_twice(check *c) {
  for (int round = 1; round <= 2; round++) {
    trial t;
    error e = {0};
    if (!trial_open(c, &t, NULL, false, 0)) return;
    if (host_start(t.host, t.plugin, &e)) {
      if (round == 1)
        check_skip(c, "it does not start; see life.create-destroy");
      else
        check_fail(
            c, "after destroy() it cannot be created again: %s; keep no state outside sonde_self", e.text);
    }
    trial_close(&t);
    if (!check_is_open(c)) return;
  }
}

/* Calls and subscriptions before, so that their threads count too. */
static void use_all(trial *t) {
  row r;
  for (size_t i = 0; trial_next_row(t, ROW_FUNCTION, &i, &r);) {
    sonde_value args[64], results[64];
    if (!(r.flags & SONDE_ROW_SLOW) && guess_arguments(t, &r, GUESS_USUAL, NULL, args))
      trial_call(t, &r, args, &t->check->memory, results, NULL);
  }
  for (size_t i = 0; trial_next_row(t, ROW_EVENT, &i, &r);) {
    sonde_value args[64];
    if (!guess_arguments(t, &r, GUESS_SHORT, NULL, args)) continue;
    subscription *s = trial_subscribe(t, &r, args, NULL);
    if (s) host_unsubscribe(t->host, s);
  }
}

void life_stop_joins_threads(check *c) {
  trial t;
  if (!trial_begin(c, &t)) return;
  use_all(&t);
  host_free(t.host);
  t.host = NULL;
  if (t.probe->left_after_stop)
    check_fail(c, "%u threads were still there when stop() had returned; join each with sonde.thread/1",
        (unsigned)t.probe->left_after_stop);
  else if (t.probe->stop_ns > STOP_NS)
    check_fail(c,
        "stop() took %d ms; threads return within 100 ms once `stopping` is true, so join and return",
        (int)(t.probe->stop_ns / 1000000));
  trial_close(&t);
}

/* ---------------------------------------------------------------------------------------------- settings --
 */

/* Whether the plugin starts with this text in sonde.ini; the host refuses what is outside the limits before.
 */
static sonde_status start_with(check *c, const sonde_field *f, const char *words, error *e) {
  trial t;
  arena a = {0};
  config *settings = config_empty();
  const char *section = arena_format(&a, "plugin.%s", c->table.name);
  sonde_status s = config_set(settings, section, f->name, words, e);
  if (!s && trial_open(c, &t, settings, false, 0)) {
    s = host_start(t.host, t.plugin, e);
    trial_close(&t);
  }
  config_free(settings);
  arena_free(&a);
  return s;
}

/* With the default settings it started before: if it does not now, the value is not to blame. */
static bool starts_without(check *c) {
  trial t;
  bool starts = trial_begin(c, &t);
  if (starts) trial_close(&t);
  return starts;
}

static void try_setting(check *c, const sonde_field *f, const char *words) {
  error e = {0};
  if (check_is_open(c) && start_with(c, f, words, &e) && starts_without(c))
    check_fail(c, "setting %s = %.60s is within its limits, but %s; narrow the limits or accept it", f->name,
        words, e.text);
}

static void try_choices(check *c, const sonde_field *f) {
  for (const char *at = f->choices; at && *at; at += strspn(at, " ")) {
    size_t len = strcspn(at, " ");
    if (len) try_setting(c, f, arena_text(&c->memory, at, len));
    at += len;
  }
}

/* Of a text the limits are lengths. */
static void try_length(check *c, const sonde_field *f, const char *words) {
  sonde_field size = {.name = f->name, .unit = "bytes", .doc = "", .kind = SONDE_U64};
  sonde_value v;
  if (schema_parse(&c->memory, &size, words, strlen(words), &v, NULL) || v.u.u > 3000 || v.u.u == 0) return;
  char *s = arena_alloc(&c->memory, v.u.u + 1);
  memset(s, 'x', (size_t)v.u.u);
  try_setting(c, f, s);
}

static void try_limits(check *c, const sonde_field *f) {
  const char *limits[] = {f->initial, f->least, f->most};
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    if (!limits[i] || f->choices) continue;
    if (i > 0 && f->kind == SONDE_TEXT)
      try_length(c, f, limits[i]);
    else if (i == 0 || f->kind == SONDE_I64 || f->kind == SONDE_U64 || f->kind == SONDE_F64)
      try_setting(c, f, limits[i]);
  }
}

/* Nothing may start with a value that is none. */
static void try_wrong(check *c, const sonde_field *f) {
  error e = {0};
  bool number = f->kind == SONDE_I64 || f->kind == SONDE_U64 || f->kind == SONDE_F64;
  if (number && check_is_open(c) && start_with(c, f, "no number", &e) == SONDE_OK && check_is_open(c))
    check_fail(c, "setting %s accepts 'no number'", f->name);
}

void settings_bounds(check *c) {
  trial t;
  if (!trial_begin(c, &t)) return; /* with the default ones */
  trial_close(&t);
  const sonde_field *f = raw_settings(c);
  for (uint32_t i = 0; f && i < c->table.nsettings && check_is_open(c); i++) {
    if (f[i].since > SONDE_ABI_MINOR) continue;
    try_choices(c, &f[i]);
    try_limits(c, &f[i]);
    try_wrong(c, &f[i]);
  }
}
