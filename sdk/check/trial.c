/* A host with nothing but the plugin in it, which the probe watches. */
#include <string.h>

#include "base/log.h"
#include "check/internal.h"

#define CALL_LIMIT_NS 10000000000

bool trial_open(check *c, trial *t, const struct config *config, bool by_wire, int64_t limit_ns) {
  error e = {0};
  memset(t, 0, sizeof *t);
  t->check = c;
  if (raw_open(c, &e)) {
    check_skip(c, "the table cannot be read; see table.head");
    return false;
  }
  t->probe = probe_new(c->given);
  host_options options = {
      .config = config, .by_wire = by_wire, .call_limit_ns = limit_ns ? limit_ns : CALL_LIMIT_NS};
  t->host = host_new(&options, &e);
  if (!t->host || host_add_builtin(t->host, t->probe->table, NULL, &e)) {
    check_skip(c, "the table is wrong; see the tests of the table");
    trial_close(t);
    return false;
  }
  t->plugin = host_find_plugin(t->host, c->table.name);
  return true;
}

bool trial_start(trial *t) {
  error e = {0};
  if (host_start(t->host, t->plugin, &e) == SONDE_OK) return true;
  check_skip(t->check, "it does not start; see life.create-destroy");
  return false;
}

bool trial_begin(check *c, trial *t) {
  if (!trial_open(c, t, NULL, false, 0)) return false;
  if (trial_start(t)) return true;
  trial_close(t);
  return false;
}

void trial_close(trial *t) {
  host_free(t->host);
}

const char *trial_trouble(trial *t) {
  const char *said = NULL;
  for (; t->troubles < host_trouble_count(t->host); t->troubles++)
    if (!said) said = host_trouble_at(t->host, t->troubles)->text;
  return said;
}

bool trial_next_row(trial *t, row_kind kind, size_t *i, row *out) {
  while (*i < plugin_row_count(t->plugin)) {
    plugin_row_at(t->plugin, (*i)++, out);
    if (out->kind == kind && !(out->flags & SONDE_ROW_CHANGES)) return true;
  }
  return false;
}

sonde_status trial_call(
    trial *t, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e) {
  probe_watch(t->probe, ROW_FUNCTION, r->name);
  return host_call_ordered(t->host, r, args, a, results, e);
}

/* Queries and events take their arguments by name. */
static sonde_value named(trial *t, const row *r, const sonde_value *args) {
  sonde_pair *pairs = arena_alloc(&t->check->memory, (r->nparams + 1u) * sizeof *pairs);
  size_t n = 0;
  for (uint32_t i = 0; i < r->nparams; i++)
    if (args[i].kind != SONDE_NIL) pairs[n++] = (sonde_pair){r->params[i].name, args[i]};
  return value_map(pairs, n);
}

cursor *trial_query(trial *t, const row *r, const sonde_value *args, error *e) {
  sonde_value map = named(t, r, args);
  probe_watch(t->probe, ROW_QUERY, r->name);
  return host_open(t->host, r, &map, UINT64_MAX, 0, NULL, e);
}

subscription *trial_subscribe(trial *t, const row *r, const sonde_value *args, error *e) {
  sonde_value map = named(t, r, args);
  probe_watch(t->probe, ROW_EVENT, r->name);
  return host_subscribe(t->host, r, &map, e);
}
