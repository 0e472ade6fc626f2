/* One table of a rule's windows: an event, a query or a function, reduced in C. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "event/reduce.h"
#include "judge/rule.h"

struct collect {
  const char *name;
  arena arena; /* the specification with its parameters */
  row row;
  sonde_value with, spec;
  record_type *type; /* of a query */
  reduce *reduce;    /* of an event; of a query only to know columns and units; NULL for a function */
  subscription *subscription;
  uint32_t sink;
  uint64_t records, lost; /* of the windows that were taken */
};

static sonde_status fail_at(const script *s, const char *name, const char *key, error *e) {
  char path[120], where[400];
  snprintf(path, sizeof path, "collect.%s.%s", name, key);
  snprintf(where, sizeof where, "%s:%u: %s", script_file(s), script_line(s, path), path);
  if (e) error_prefix(e, where);
  return e ? e->status : SONDE_ARG;
}

static void sink(void *self, const record_source *source, const sonde_span *span) {
  reduce_add(((collect *)self)->reduce, source, span);
}

/* The reducer's own part of the specification. */
static void split_spec(collect *c, const sonde_value *all) {
  sonde_pair *pairs = arena_alloc(&c->arena, (all->len + 1u) * sizeof *pairs);
  size_t n = 0;
  for (uint32_t i = 0; i < all->len; i++) {
    const sonde_pair *p = &all->u.map[i];
    if (strcmp(p->key, "with") == 0) c->with = p->value;
    if (strcmp(p->key, "with") != 0 && strcmp(p->key, "from") != 0) pairs[n++] = *p;
  }
  c->spec = value_map(pairs, n);
}

static sonde_status start_event(collect *c, host *h, error *e) {
  c->subscription = host_subscribe(h, &c->row, &c->with, e);
  if (!c->subscription) return e->status;
  c->reduce = reduce_new(subscription_type(c->subscription), &c->spec, e);
  if (!c->reduce) return e->status;
  c->sink = subscription_add_sink(c->subscription, false, sink, c);
  return SONDE_OK;
}

static sonde_status start_query(collect *c, error *e) {
  if (c->row.flags & SONDE_ROW_COLUMNS && value_get(&c->with, "columns"))
    return error_set(e, SONDE_ARG, "a rule cannot ask for further columns");
  c->type = record_type_new(c->row.plugin ? plugin_name(c->row.plugin) : "", c->row.name, c->row.index,
      c->row.fields, c->row.nfields, c->row.record_size, NULL, 0);
  c->reduce = reduce_new(c->type, &c->spec, e);
  return c->reduce ? SONDE_OK : e->status;
}

static sonde_status start(collect *c, host *h, const char *from, const char **part, error *e) {
  *part = "from";
  sonde_status status = host_find_row(h, from, &c->row, e);
  if (status != SONDE_OK) return status;
  *part = "get";
  if (c->row.kind == ROW_EVENT) return start_event(c, h, e);
  if (c->row.kind == ROW_QUERY) return start_query(c, e);
  if (c->spec.len > 0)
    return error_set(e, SONDE_ARG, "%s is a function: it gives one row, nothing to reduce", from);
  return SONDE_OK;
}

collect *collect_open(
    const rule_setting *set, const script *s, const char *name, const sonde_value *spec, error *e) {
  collect *c = NEW(collect);
  error own = {0};
  const char *part = "from";
  char path[120];
  sonde_value all = {0};
  snprintf(path, sizeof path, "collect.%s", name);
  c->name = name;
  sonde_status status = rule_substitute(set, path, spec, &c->arena, &all, &own);
  if (status == SONDE_OK) {
    split_spec(c, &all);
    const sonde_value *from = value_get(&all, "from");
    status = start(c, set->host, from ? from->u.s : "", &part, &own);
  }
  if (status == SONDE_OK) return c;
  fail_at(s, name, part, &own);
  if (e) *e = own;
  collect_close(c, set->host);
  return NULL;
}

void collect_close(collect *c, host *h) {
  if (!c) return;
  if (c->subscription && c->reduce) subscription_remove_sink(c->subscription, c->sink);
  if (c->subscription) host_unsubscribe(h, c->subscription);
  reduce_free(c->reduce);
  record_type_free(c->type);
  arena_free(&c->arena);
  memory_free(c);
}

static void count_losses(collect *c, const reduce *r) {
  reduce_loss l;
  reduce_get_loss(r, &l);
  c->records += l.records;
  c->lost += l.lost;
}

static sonde_status drain(cursor *k, reduce *r, error *e) {
  record_source source;
  sonde_span span;
  int got;
  while ((got = cursor_next(k, &source, &span, e)) > 0) {
    reduce_add(r, &source, &span);
  }
  return got < 0 ? e->status : SONDE_OK;
}

/* Reduced against the cursor's own type: that of a tape or of a test may differ from the plugin's. */
static sonde_status run_query(collect *c, host *h, arena *a, sonde_value *rows, error *e) {
  cursor *k = host_open(h, &c->row, &c->with, reduce_wanted(c->reduce), 0, reduce_where(c->reduce), e);
  if (!k) return e->status;
  reduce *r = reduce_new(cursor_type(k), &c->spec, e);
  sonde_status status = r ? drain(k, r, e) : e->status;
  sonde_value own = {0};
  if (status == SONDE_OK) status = reduce_rows(r, a, &own, e);
  if (status == SONDE_OK) status = value_copy(a, &own, rows, e); /* the keys were the reducer's */
  if (r) count_losses(c, r);
  reduce_free(r);
  cursor_close(k);
  return status;
}

/* A function's answer is the one row; a bare value is its column `value`. */
static sonde_status call_function(collect *c, host *h, arena *a, sonde_value *rows, error *e) {
  sonde_value *only = arena_alloc(a, sizeof *only);
  sonde_status status = host_call(h, &c->row, &c->with, a, only, e);
  if (status != SONDE_OK) return status;
  c->records++;
  if (only->kind != SONDE_MAP) {
    sonde_pair *p = arena_alloc(a, sizeof *p);
    *p = (sonde_pair){"value", *only};
    *only = value_map(p, 1);
  }
  *rows = value_list(only, 1);
  return SONDE_OK;
}

sonde_status collect_take(collect *c, host *h, arena *a, sonde_value *rows, error *e) {
  if (!c->reduce) return call_function(c, h, a, rows, e);
  if (!c->subscription) return run_query(c, h, a, rows, e);
  sonde_status status = reduce_rows(c->reduce, a, rows, e);
  count_losses(c, c->reduce);
  reduce_reset(c->reduce);
  return status;
}

bool collect_has_news(const collect *c) {
  reduce_loss l = {0};
  if (c->reduce) reduce_get_loss(c->reduce, &l);
  return l.matched > 0;
}

uint64_t collect_lost(const collect *c) {
  pump_stats stats = {0};
  if (c->subscription) subscription_get_stats(c->subscription, &stats);
  return c->lost > stats.lost ? c->lost : stats.lost;
}

uint64_t collect_records(const collect *c) {
  return c->records;
}

const char *collect_name(const collect *c) {
  return c->name;
}

const char *collect_column(const collect *c, uint32_t i) {
  if (!c->reduce) return i < c->row.nfields ? c->row.fields[i].name : NULL;
  return i < reduce_columns(c->reduce) ? reduce_column_name(c->reduce, i) : NULL;
}

const char *collect_unit(const collect *c, const char *column) {
  const char *name;
  for (uint32_t i = 0; (name = collect_column(c, i)); i++) {
    if (strcmp(name, column) != 0) continue;
    const char *unit = c->reduce ? reduce_column_unit(c->reduce, i) : c->row.fields[i].unit;
    return unit ? unit : "";
  }
  return NULL;
}

bool collect_is_group(const collect *c, const char *column) {
  const sonde_value *group = value_get(&c->spec, "group");
  if (!group) return false;
  if (group->kind == SONDE_TEXT) return strcmp(group->u.s, column) == 0;
  for (uint32_t i = 0; group->kind == SONDE_LIST && i < group->len; i++) {
    if (group->u.list[i].kind == SONDE_TEXT && strcmp(group->u.list[i].u.s, column) == 0) return true;
  }
  return false;
}
