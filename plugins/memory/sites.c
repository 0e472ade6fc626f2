/* Call sites of a heap: the sums of equal stacks put together, filtered and ordered. */
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"
#include "heap.h"

typedef struct table {
  site_row *rows;
  size_t n, capacity;
  map by_id; /* 1 + place */
} table;

static site_row *row_of(table *t, uint64_t id, uint32_t stack) {
  uint64_t *place = map_put(&t->by_id, &id, sizeof id);
  if (*place) return &t->rows[*place - 1];
  if (t->n == t->capacity) {
    t->capacity = t->capacity ? t->capacity * 2 : 256;
    t->rows = memory_resize(t->rows, t->capacity * sizeof *t->rows);
  }
  t->rows[t->n] = (site_row){.id = id, .stack = stack};
  *place = ++t->n;
  return &t->rows[t->n - 1];
}

static void add(site_row *r, const site *now, const site *before) {
  r->now.live_bytes += now->live_bytes;
  r->now.live_blocks += now->live_blocks;
  r->now.allocations += now->allocations;
  r->now.allocated_bytes += now->allocated_bytes;
  r->now.peak_bytes += now->peak_bytes; /* of equal stacks: at most so much */
  if (now->largest > r->now.largest) r->now.largest = now->largest;
  r->now.family = now->family;
  r->gained_bytes += (int64_t)(now->live_bytes - before->live_bytes);
  r->gained_blocks += (int64_t)(now->live_blocks - before->live_blocks);
  r->new_allocations += now->allocations - before->allocations;
}

static bool wanted(const site *s, const site_filter *f) {
  if (!s->allocations) return false;
  return f->of == OF_ALL || family_is_mapping(s->family) == (f->of == OF_MAPPINGS);
}

/* Allocations that are not live any more. */
static int64_t churn(const site_row *r) {
  return (int64_t)r->new_allocations - r->gained_blocks;
}

static int64_t weight(const site_row *r, uint32_t by) {
  switch (by) {
  case BY_COUNT: return (int64_t)r->now.live_blocks;
  case BY_GROWTH: return r->gained_bytes;
  case BY_CHURN: return churn(r);
  case BY_PEAK: return (int64_t)r->now.peak_bytes;
  default: return (int64_t)r->now.live_bytes;
  }
}

static bool is_enough(const site_row *r, const site_filter *f) {
  bool grown = f->by == BY_GROWTH;
  int64_t bytes = grown ? r->gained_bytes : (int64_t)r->now.live_bytes;
  int64_t blocks = grown ? r->gained_blocks : (int64_t)r->now.live_blocks;
  return bytes >= (int64_t)f->least_bytes && blocks >= (int64_t)f->least_blocks;
}

static uint32_t order; /* of the sort that runs: one call of the plugin at a time */

static int compare(const void *a, const void *b) {
  const site_row *x = a, *y = b;
  int64_t wx = weight(x, order), wy = weight(y, order);
  if (wx != wy) return wx < wy ? 1 : -1;
  return (x->id > y->id) - (x->id < y->id);
}

site_row *heap_sites(tracked_heap *h, const site_filter *f, size_t *n) {
  static const site none;
  table t = {0};
  const site *sites = f->to ? f->to->sites : h->live.sites;
  uint32_t nsites = f->to ? f->to->nsites : h->live.nsites;
  for (uint32_t i = 0; i < nsites; i++) {
    if (!wanted(&sites[i], f)) continue;
    const site *before = f->from && i < f->from->nsites ? &f->from->sites[i] : &none;
    add(row_of(&t, heap_identify(h, i), i), &sites[i], before);
  }
  *n = 0;
  for (size_t i = 0; i < t.n; i++)
    if (is_enough(&t.rows[i], f)) t.rows[(*n)++] = t.rows[i];
  order = f->by;
  if (*n) qsort(t.rows, *n, sizeof *t.rows, compare);
  if (*n > f->top) *n = f->top;
  map_free(&t.by_id);
  return t.rows;
}
