/* Rows without `get`: the matching records themselves, the best `top` of them when `by` is given, else the
 * first ones. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "event/reduce_plan.h"

/* Twice as many rows as wanted are kept before the worse half is thrown away. */
static uint32_t room_of(const reduce *r) {
  return r->by < 0 ? r->top : r->top * 2;
}

static sonde_value *row_at(const reduce *r, uint32_t i) {
  return &r->kept.values[(size_t)i * r->nshown];
}

static void make_room(reduce *r) {
  reduce_kept *k = &r->kept;
  if (k->count < k->room) return;
  uint32_t most = room_of(r), room = k->room ? k->room * 2 : 64;
  k->room = room < most ? room : most;
  k->values = memory_resize(k->values, (size_t)k->room * r->nshown * sizeof *k->values);
}

static void keep_one(reduce *r, const sonde_record *record) {
  reduce_kept *k = &r->kept;
  make_room(r);
  sonde_value *row = row_at(r, k->count++);
  for (uint32_t c = 0; c < r->nshown; c++) {
    sonde_value v = record_value(r->batch.source, record, r->shown[c]);
    if (value_copy(&k->arenas[k->current], &v, &row[c], NULL))
      row[c] = value_unknown(SONDE_WHY_OVERFLOW, "no memory left for kept rows");
  }
}

typedef struct ranked {
  sonde_value by;
  uint32_t row;
} ranked;

static bool is_sortable(const sonde_value *v) {
  return value_is_number(v) || v->kind == SONDE_TEXT;
}

/* Falling; values that cannot be compared last; equal ones in order of arrival. */
static int compare_ranked(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  bool xs = is_sortable(&x->by), ys = is_sortable(&y->by);
  int order = xs && ys ? value_compare(&y->by, &x->by) : (int)ys - (int)xs;
  if (order == 2) order = (int)x->by.kind - (int)y->by.kind;
  return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Sorts and keeps the best; their texts move to the other arena. */
void reduce_keep_trim(reduce *r) {
  reduce_kept *k = &r->kept;
  if (r->by < 0 || !k->count) return;
  uint32_t n = k->count < r->top ? k->count : r->top, other = !k->current;
  ranked *order = memory_new(k->count * sizeof *order);
  sonde_value *values = memory_new((size_t)k->room * r->nshown * sizeof *values);
  for (uint32_t i = 0; i < k->count; i++)
    order[i] = (ranked){row_at(r, i)[r->by], i};
  qsort(order, k->count, sizeof *order, compare_ranked);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t c = 0; c < r->nshown; c++)
      if (value_copy(
              &k->arenas[other], &row_at(r, order[i].row)[c], &values[(size_t)i * r->nshown + c], NULL))
        values[(size_t)i * r->nshown + c] = value_unknown(SONDE_WHY_OVERFLOW, "no memory left for kept rows");
  arena_reset(&k->arenas[k->current]);
  memory_free(k->values);
  memory_free(order);
  k->values = values;
  k->current = other;
  k->count = n;
}

void reduce_keep(reduce *r) {
  for (uint32_t i = 0; i < r->batch.n; i++) {
    if (r->kept.count >= room_of(r)) {
      if (r->by < 0) return;
      reduce_keep_trim(r);
    }
    keep_one(r, r->batch.records[i]);
  }
}

void reduce_keep_free(reduce *r) {
  arena_free(&r->kept.arenas[0]);
  arena_free(&r->kept.arenas[1]);
  memory_free(r->kept.values);
  uint64_t budget = r->kept.arenas[0].budget;
  r->kept = (reduce_kept){0};
  arena_init(&r->kept.arenas[0], budget);
  arena_init(&r->kept.arenas[1], budget);
}
