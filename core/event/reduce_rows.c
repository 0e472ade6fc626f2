/* The rows of a reducer: one map a group, sorted. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "event/reduce_plan.h"

/* One row before it becomes a map. */
typedef struct draft {
  uint32_t group;
  bool falling;
  const sonde_value *order; /* norder values to compare by */
  uint32_t norder;
} draft;

static int rank_of(const sonde_value *v) {
  if (v->kind == SONDE_BOOL || value_is_number(v)) return 0;
  return v->kind == SONDE_TEXT || v->kind == SONDE_BYTES ? 1 : 2;
}

static int compare_values(const sonde_value *a, const sonde_value *b, bool falling) {
  int ra = rank_of(a), rb = rank_of(b);
  if (ra != rb) return ra - rb;
  int order = ra == 2 ? 0 : value_compare(a, b);
  if (order == 2) order = 0;
  return falling ? -order : order;
}

/* "other" comes last, then what cannot be compared; equal ones in order of appearance. */
static int compare_drafts(const void *a, const void *b) {
  const draft *x = a, *y = b;
  if (!x->group != !y->group) return !x->group - !y->group;
  for (uint32_t i = 0; i < x->norder; i++) {
    int order = compare_values(&x->order[i], &y->order[i], x->falling);
    if (order) return order;
  }
  return (x->group > y->group) - (x->group < y->group);
}

static const reduce_cell *cells_of(const reduce *r, uint32_t group) {
  return r->cells + (size_t)group * r->ncells;
}

static sonde_value value_at(const reduce *r, uint32_t group, uint32_t column, arena *a) {
  if (column < r->groups.nkeys) return reduce_group_value(r, group, column);
  const reduce_get *g = &r->gets[column - r->groups.nkeys];
  return reduce_cell_value(r, g, cells_of(r, group) + g->cell, a);
}

/* Whether a group has a row: "other" only when something was counted there. */
static bool has_row(const reduce *r, uint32_t group) {
  return group || (r->groups.nkeys && r->loss.groups_dropped);
}

static void order_by(const reduce *r, draft *d, sonde_value *values, arena *a) {
  d->order = values;
  d->falling = r->by >= 0;
  d->norder = d->falling ? 1 : r->groups.nkeys;
  for (uint32_t i = 0; i < d->norder; i++)
    values[i] = value_at(r, d->group, d->falling ? (uint32_t)r->by : i, a);
}

static sonde_status no_memory(error *e) {
  error_set(e, SONDE_MEMORY, "the rows do not fit into the memory limit; ask for fewer with `top`");
  return SONDE_MEMORY;
}

static sonde_status make_row(
    const reduce *r, const sonde_value *values, arena *a, sonde_value *row, error *e) {
  uint32_t n = reduce_columns(r);
  sonde_pair *pairs = arena_alloc(a, (n + 1) * sizeof *pairs);
  if (!pairs) return no_memory(e);
  for (uint32_t c = 0; c < n; c++) {
    pairs[c].key = reduce_column_name(r, c);
    sonde_status status = value_copy(a, &values[c], &pairs[c].value, e);
    if (status) return status;
  }
  *row = value_map(pairs, n);
  return SONDE_OK;
}

static sonde_status make_group_row(const reduce *r, uint32_t group, arena *a, sonde_value *row, error *e) {
  sonde_value values[REDUCE_KEYS + REDUCE_GETS];
  for (uint32_t c = 0; c < reduce_columns(r); c++)
    values[c] = value_at(r, group, c, a);
  return make_row(r, values, a, row, e);
}

static uint32_t sorted_groups(const reduce *r, draft *drafts, sonde_value *order, arena *a) {
  uint32_t n = 0, width = r->groups.nkeys > 1 ? r->groups.nkeys : 1;
  for (uint32_t group = 0; group < r->groups.count; group++) {
    if (!has_row(r, group)) continue;
    drafts[n].group = group;
    order_by(r, &drafts[n], &order[(size_t)n * width], a);
    n++;
  }
  qsort(drafts, n, sizeof *drafts, compare_drafts);
  return n;
}

static sonde_status group_rows(const reduce *r, arena *a, sonde_value *rows, error *e) {
  uint32_t width = r->groups.nkeys > 1 ? r->groups.nkeys : 1;
  draft *drafts = memory_new(r->groups.count * sizeof *drafts);
  sonde_value *order = memory_new((size_t)r->groups.count * width * sizeof *order);
  uint32_t n = sorted_groups(r, drafts, order, a);
  if (n > r->top) n = r->top;
  sonde_value *items = arena_alloc(a, (n + 1) * sizeof *items);
  sonde_status status = items ? SONDE_OK : no_memory(e);
  for (uint32_t i = 0; !status && i < n; i++)
    status = make_group_row(r, drafts[i].group, a, &items[i], e);
  if (!status) *rows = value_list(items, n);
  memory_free(drafts);
  memory_free(order);
  return status;
}

static sonde_status kept_rows(reduce *r, arena *a, sonde_value *rows, error *e) {
  reduce_keep_trim(r);
  sonde_value *items = arena_alloc(a, (r->kept.count + 1) * sizeof *items);
  sonde_status status = items ? SONDE_OK : no_memory(e);
  for (uint32_t i = 0; !status && i < r->kept.count; i++)
    status = make_row(r, &r->kept.values[(size_t)i * r->nshown], a, &items[i], e);
  if (!status) *rows = value_list(items, r->kept.count);
  return status;
}

sonde_status reduce_rows(reduce *r, arena *a, sonde_value *rows, error *e) {
  return r->nshown ? kept_rows(r, a, rows, e) : group_rows(r, a, rows, e);
}
