/* How a test runs a rule: on windows that it gives, or watched for a while with fake records. */
#include <stdio.h>
#include <string.h>

#include "base/schema.h"
#include "base/units.h"
#include "judge/rule_state.h"
#include "judge/selftest_state.h"

static const char *missing_from(host *h, const sonde_value *from) {
  row r;
  error e = {0};
  if (!from || from->kind != SONDE_TEXT) return NULL;
  return host_find_row(h, from->u.s, &r, &e) == SONDE_MISSING ? from->u.s : NULL;
}

const char *test_missing_collect(host *h, const script *s) {
  const sonde_value *d = script_declaration(s), *tables = value_get(d, "collect");
  const char *missing = missing_from(h, value_get(d, "on"));
  for (uint32_t i = 0; tables && tables->kind == SONDE_MAP && i < tables->len && !missing; i++) {
    missing = missing_from(h, value_get(&tables->u.map[i].value, "from"));
  }
  return missing;
}

static collect *find_table(const rule *r, const char *name) {
  if (r->on && strcmp(name, "events") == 0) return r->on;
  for (size_t i = 0; i < r->ntables; i++) {
    if (strcmp(collect_name(r->tables[i]), name) == 0) return r->tables[i];
  }
  return NULL;
}

/* A cell as the test writes it: "14s" in a column of nanoseconds is an integer. */
static bool read_cell(
    test_run *t, const collect *c, const char *column, const sonde_value *given, sonde_value *out) {
  const char *unit = collect_unit(c, column);
  error e = {0};
  *out = *given;
  if (!unit) {
    text_printf(&t->why, "given.%s has no column '%s'", collect_name(c), column);
    return false;
  }
  bool figure = strcmp(unit, "ns") == 0 || strcmp(unit, "bytes") == 0;
  sonde_field field = {.name = column, .unit = unit, .doc = "", .kind = SONDE_I64};
  if (given->kind == SONDE_MAP || (given->kind == SONDE_TEXT && figure)) {
    if (fake_value(&t->arena, &field, given, out, &e) == SONDE_OK) return true;
    text_printf(&t->why, "given.%s: %s", collect_name(c), e.text);
    return false;
  }
  return true;
}

static bool read_row(test_run *t, const collect *c, const sonde_value *given, sonde_value *out) {
  if (given->kind != SONDE_MAP) {
    text_printf(
        &t->why, "given.%s must be a list of rows: { { %s = ... } }", collect_name(c), collect_column(c, 0));
    return false;
  }
  sonde_pair *pairs = arena_alloc(&t->arena, (given->len + 1u) * sizeof *pairs);
  for (uint32_t i = 0; i < given->len; i++) {
    pairs[i].key = given->u.map[i].key;
    if (!read_cell(t, c, pairs[i].key, &given->u.map[i].value, &pairs[i].value)) return false;
  }
  *out = value_map(pairs, given->len);
  return true;
}

static bool read_table(test_run *t, const rule *r, const sonde_pair *given, sonde_value *out) {
  const collect *c = find_table(r, given->key);
  if (!c) {
    text_printf(&t->why, "given: the rule collects no table '%s'", given->key);
    return false;
  }
  uint32_t n = given->value.kind == SONDE_LIST ? given->value.len : 0;
  sonde_value *rows = arena_alloc(&t->arena, (n + 1u) * sizeof *rows);
  for (uint32_t i = 0; i < n; i++) {
    if (!read_row(t, c, &given->value.u.list[i], &rows[i])) return false;
  }
  *out = value_list(rows, n);
  return true;
}

/* A duration of `given`, or the fallback. */
static bool read_time(
    test_run *t, const sonde_value *given, const char *key, int64_t fallback, int64_t *out) {
  const sonde_field field = {.name = key, .unit = "ns", .doc = "", .kind = SONDE_I64};
  const sonde_value *v = value_get(given, key);
  sonde_value read = value_i64(fallback);
  error e = {0};
  if (v && schema_check(&t->arena, &field, v, &read, &e) != SONDE_OK) {
    text_printf(&t->why, "given.%s", e.text);
    return false;
  }
  *out = read.u.i;
  return true;
}

static bool is_own_key(const char *key) {
  return strcmp(key, "span") == 0 || strcmp(key, "start") == 0 || strcmp(key, "times") == 0;
}

/* One window of the test as the rule would see it, starting at *start_ns, which moves on to its end. */
static bool read_window(
    test_run *t, const rule *r, const sonde_value *given, int64_t *start_ns, sonde_value *out) {
  int64_t span;
  if (!read_time(t, given, "span", r->every_ns, &span)) return false;
  sonde_pair *pairs = arena_alloc(&t->arena, (given->len + r->ntables + 3) * sizeof *pairs);
  size_t n = 0;
  pairs[n++] = (sonde_pair){"span", value_i64(span)};
  pairs[n++] = (sonde_pair){"start", value_i64(*start_ns)};
  for (uint32_t i = 0; i < given->len; i++) {
    if (is_own_key(given->u.map[i].key)) continue;
    pairs[n].key = given->u.map[i].key;
    if (!read_table(t, r, &given->u.map[i], &pairs[n++].value)) return false;
  }
  for (size_t i = 0; i < r->ntables; i++) { /* a table that the test does not give is empty */
    if (!value_get(given, collect_name(r->tables[i])))
      pairs[n++] = (sonde_pair){collect_name(r->tables[i]), value_list(NULL, 0)};
  }
  *start_ns += span;
  *out = value_map(pairs, n);
  return true;
}

/* Evaluates one given window as often as `times` says; stops at the first trouble. */
static bool evaluate(test_run *t, rule *r, const sonde_value *given, int64_t *start_ns) {
  const sonde_value *times = value_get(given, "times");
  int64_t n = times && times->kind == SONDE_I64 ? times->u.i : 1;
  for (int64_t i = 0; i < n; i++) {
    sonde_value window;
    if (!read_window(t, r, given, start_ns, &window)) return false;
    rule_evaluate(r, &window);
  }
  return true;
}

static void take_trouble(test_run *t, const rule_info *info) {
  if (info->errors > 0) {
    t->trouble.kind = TROUBLE_ERROR;
  } else if (info->unknown > 0) {
    t->trouble.kind = TROUBLE_UNKNOWN;
  }
  snprintf(
      t->trouble.text, sizeof t->trouble.text, "%.*s", (int)sizeof t->trouble.text - 1, info->last_trouble);
}

static bool run_windows(test_run *t, const sonde_value *given) {
  rule_setting set = {t->host, t->session, t->judge->scripts[0].params};
  error e = {0};
  rule *r = rule_open(&set, t->script, &e);
  if (!r) {
    text_puts(&t->why, e.text);
    return false;
  }
  int64_t start_ns = FAKE_START_NS;
  bool good = true;
  if (given->kind == SONDE_MAP) good = evaluate(t, r, given, &start_ns);
  for (uint32_t i = 0; given->kind == SONDE_LIST && i < given->len && good; i++) {
    good = evaluate(t, r, &given->u.list[i], &start_ns);
  }
  rule_info info;
  rule_get_info(r, &info);
  take_trouble(t, &info);
  rule_close(r);
  return good;
}

/* Watched in the test's own time, records from `fake`. */
static bool watch(test_run *t, const sonde_value *given) {
  int64_t every = 0, lasts;
  const sonde_value *text_every = value_get(script_declaration(t->script), "every");
  if (text_every && text_every->kind == SONDE_TEXT)
    units_parse_duration(text_every->u.s, text_every->len, &every, NULL);
  if (!read_time(t, given ? given : t->test, "span", every > 0 ? every : INT64_C(10000000000), &lasts))
    return false;
  judge_watch(t->judge, host_mono_ns(t->host) + lasts, NULL, NULL, NULL);
  const check_result *c = &t->session->checks[t->session->nchecks - 1];
  if (c->outcome == OUTCOME_FAILED || c->outcome == OUTCOME_NOT_RUN) t->trouble.kind = TROUBLE_ERROR;
  if (c->outcome == OUTCOME_UNKNOWN) t->trouble.kind = TROUBLE_UNKNOWN;
  snprintf(t->trouble.text, sizeof t->trouble.text, "%.1500s", c->reason);
  return true;
}

/* Does `given` hold windows, or only how long to watch? */
static bool gives_tables(const sonde_value *given) {
  if (!given || given->kind != SONDE_MAP) return given != NULL;
  for (uint32_t i = 0; i < given->len; i++) {
    if (!is_own_key(given->u.map[i].key)) return true;
  }
  return false;
}

bool test_run_rule(test_run *t) {
  const sonde_value *given = value_get(t->test, "given");
  static const sonde_value empty = {.kind = SONDE_MAP};
  if (gives_tables(given) || !value_get(t->test, "fake")) return run_windows(t, given ? given : &empty);
  return watch(t, given);
}
