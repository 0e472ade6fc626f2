/* The reducer's front: compiles a specification, takes spans in batches, counts what was left out. */
#include "event/reduce.h"

#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "event/reduce_plan.h"

enum { KEPT_BUDGET = 64 << 20 };

static sonde_status check_parts(const sonde_value *spec, error *e) {
  static const char *const parts[] = {"where", "group", "get", "top"};
  if (!spec || spec->kind == SONDE_NIL) return SONDE_OK;
  if (spec->kind == SONDE_LIST && !spec->len) return SONDE_OK;
  if (spec->kind != SONDE_MAP)
    return error_set(e, SONDE_ARG, "a reduction is a map of where, group, get and top");
  for (uint32_t i = 0; i < spec->len; i++) {
    const char *key = spec->u.map[i].key;
    bool known = false;
    for (size_t p = 0; p < COUNT(parts); p++)
      known |= strcmp(parts[p], key) == 0;
    if (known) continue;
    const char *near = schema_suggest(parts, COUNT(parts), key);
    if (near) return error_set(e, SONDE_ARG, "unknown part '%.80s', did you mean '%s'?", key, near);
    return error_set(e, SONDE_ARG, "unknown part '%.80s'; a reduction has where, group, get and top", key);
  }
  return SONDE_OK;
}

/* Columns that rows without `get` show: all but the quality words. With `group` alone: none but the keys. */
static void choose_shown(reduce *r) {
  for (uint32_t i = 0;
       !r->has_get && !r->groups.nkeys && i < r->type->ncolumns && r->nshown < COUNT(r->shown); i++) {
    if (r->type->columns[i].field->flags & SONDE_FIELD_QUALITY) continue;
    r->shown[r->nshown++] = i;
  }
  if (r->nshown) r->wanted = UINT64_MAX;
}

static sonde_status read_count(const sonde_value *n, uint32_t *top, error *e) {
  sonde_value most = value_u64(REDUCE_GROUPS), least = value_u64(1);
  if (!value_is_number(n) || value_compare(n, &least) < 0 || value_compare(n, &most) > 0)
    return error_set(e, SONDE_ARG, "top: wants a number of rows from 1 to %d", REDUCE_GROUPS);
  *top = (uint32_t)value_as_f64(n);
  return SONDE_OK;
}

static sonde_status find_by(reduce *r, const sonde_value *by, error *e) {
  const char *names[COUNT(r->shown) + REDUCE_GETS];
  uint32_t n = reduce_columns(r);
  if (by->kind != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "top.by: wants the name of a column of the rows");
  const char *wanted = arena_text(&r->memory, by->u.s, by->len);
  for (uint32_t i = 0; i < n; i++) {
    names[i] = reduce_column_name(r, i);
    if (strcmp(names[i], wanted) != 0) continue;
    r->by = (int)i;
    return SONDE_OK;
  }
  const char *near = schema_suggest(names, n, wanted);
  if (near)
    return error_set(e, SONDE_ARG, "top.by: no column '%s' in the rows, did you mean '%s'?", wanted, near);
  return error_set(e, SONDE_ARG, "top.by: no column '%s' in the rows", wanted);
}

static sonde_status compile_top(reduce *r, const sonde_value *spec, error *e) {
  r->by = -1;
  r->top = r->nshown ? REDUCE_ROWS : UINT32_MAX;
  if (!spec || spec->kind == SONDE_NIL) return SONDE_OK;
  const sonde_value *n = spec->kind == SONDE_MAP ? value_get(spec, "n") : spec;
  const sonde_value *by = value_get(spec, "by");
  if (spec->kind == SONDE_MAP && spec->len != (uint32_t)(n != NULL) + (by != NULL))
    return error_set(e, SONDE_ARG, "top: wants a number, or { number, by = \"column\" }");
  sonde_status status = n ? read_count(n, &r->top, e) : SONDE_OK;
  return !status && by ? find_by(r, by, e) : status;
}

static sonde_status compile(reduce *r, const sonde_value *spec, error *e) {
  static const sonde_value nothing = {0};
  sonde_status status = check_parts(spec, e);
  if (!spec) spec = &nothing;
  if (!status) status = reduce_compile_where(r, value_get(spec, "where"), e);
  if (!status) status = reduce_compile_group(r, value_get(spec, "group"), e);
  if (!status) status = reduce_compile_get(r, value_get(spec, "get"), e);
  choose_shown(r);
  return status ? status : compile_top(r, value_get(spec, "top"), e);
}

reduce *reduce_new(const record_type *type, const sonde_value *spec, error *e) {
  reduce *r = NEW(reduce);
  r->type = type;
  arena_init(&r->kept.arenas[0], KEPT_BUDGET);
  arena_init(&r->kept.arenas[1], KEPT_BUDGET);
  if (compile(r, spec, e)) {
    reduce_free(r);
    return NULL;
  }
  reduce_reset_groups(r);
  return r;
}

void reduce_free(reduce *r) {
  if (!r) return;
  reduce_free_tests(r);
  reduce_free_cells(r);
  reduce_reset_groups(r);
  memory_free(r->groups.words);
  memory_free(r->cells);
  reduce_keep_free(r);
  arena_free(&r->groups.text_memory);
  arena_free(&r->memory);
  memory_free(r);
}

void reduce_reset(reduce *r) {
  reduce_free_cells(r);
  reduce_reset_groups(r);
  reduce_keep_free(r);
  r->loss = (reduce_loss){0};
}

static void add_batch(reduce *r) {
  r->batch.loaded = 0;
  r->loss.records += r->batch.n;
  reduce_filter(r);
  r->loss.matched += r->batch.n;
  if (r->nshown) {
    reduce_keep(r);
    return;
  }
  reduce_find_groups(r);
  reduce_fill_cells(r);
}

void reduce_add(reduce *r, const record_source *s, const sonde_span *span) {
  const sonde_record *record = span->records;
  r->loss.lost += span->lost;
  r->batch.source = s;
  if (s->symbols) r->table = s->symbols->table;
  for (uint32_t left = span->nrecords; left;) {
    uint32_t n = left < REDUCE_BATCH ? left : REDUCE_BATCH;
    for (uint32_t i = 0; i < n; i++, record = record_next(record))
      r->batch.records[i] = record;
    r->batch.n = n;
    left -= n;
    add_batch(r);
  }
}

void reduce_get_loss(const reduce *r, reduce_loss *out) {
  *out = r->loss;
}

uint32_t reduce_columns(const reduce *r) {
  return r->nshown ? r->nshown : r->groups.nkeys + r->ngets;
}

static const sonde_field *field_at(const reduce *r, uint32_t i) {
  if (r->nshown) return r->type->columns[r->shown[i]].field;
  if (i < r->groups.nkeys) return r->groups.keys[i].column->field;
  const reduce_get *g = &r->gets[i - r->groups.nkeys];
  return g->op == GET_COUNT || g->op == GET_DISTINCT ? NULL : g->in.column->field;
}

const char *reduce_column_name(const reduce *r, uint32_t i) {
  if (i >= reduce_columns(r)) return NULL;
  if (r->nshown || i < r->groups.nkeys) return field_at(r, i)->name;
  return r->gets[i - r->groups.nkeys].name;
}

const char *reduce_column_unit(const reduce *r, uint32_t i) {
  if (i >= reduce_columns(r)) return NULL;
  const sonde_field *f = field_at(r, i);
  if (!f) return "count";
  return strcmp(f->unit, "ticks") == 0 ? "ns" : f->unit;
}

const sonde_where *reduce_where(const reduce *r) {
  return &r->where;
}

uint64_t reduce_wanted(const reduce *r) {
  return r->wanted;
}
