/* What grew between two snapshots. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "snapshot.h"

typedef struct matching {
  const regions *before, *after;
  bool *taken;        /* of before */
  const region **old; /* of each in after; NULL: none */
} matching;

static uint64_t end_of(const region *one) {
  return one->address + one->bytes;
}

static bool same_name(const matching *m, const region *b, const region *a) {
  return b->name_len == a->name_len &&
         memcmp(regions_name_of(m->before, b), regions_name_of(m->after, a), a->name_len) == 0;
}

static void take(matching *m, size_t i, size_t j) {
  m->taken[i] = true;
  m->old[j] = &m->before->list[i];
}

/* Each region overlaps few of the other list, since both are in order. */
static void match_by_address(matching *m) {
  size_t first = 0;
  for (size_t j = 0; j < m->after->n; j++) {
    const region *a = &m->after->list[j];
    while (first < m->before->n && end_of(&m->before->list[first]) <= a->address)
      first++;
    for (size_t i = first; i < m->before->n && m->before->list[i].address < end_of(a); i++) {
      if (m->taken[i] || !same_name(m, &m->before->list[i], a)) continue;
      take(m, i, j);
      break;
    }
  }
}

static uint64_t *place_of(map *names, const regions *r, const region *one, bool make, text *key) {
  text_clear(key);
  text_printf(key, "%s %s ", kind_name(one->kind), one->protection);
  text_add(key, regions_name_of(r, one), one->name_len);
  return make ? map_put(names, text_chars(key), key->len) : map_find(names, text_chars(key), key->len);
}

/* Those that have a name and no partner yet, in order: chains of equal ones through `next`. */
static void match_by_name(matching *m) {
  map names = {0};
  text key = {0};
  size_t *next = memory_new((m->before->n + 1) * sizeof *next);
  for (size_t i = m->before->n; i-- > 0;) {
    const region *b = &m->before->list[i];
    if (m->taken[i] || b->name_len == 0) continue;
    uint64_t *place = place_of(&names, m->before, b, true, &key);
    next[i] = (size_t)*place;
    *place = i + 1;
  }
  for (size_t j = 0; j < m->after->n; j++) {
    const region *a = &m->after->list[j];
    uint64_t *place = m->old[j] || a->name_len == 0 ? NULL : place_of(&names, m->after, a, false, &key);
    if (!place || *place == 0) continue;
    size_t i = (size_t)*place - 1;
    *place = next[i];
    take(m, i, j);
  }
  memory_free(next);
  map_free(&names);
  text_free(&key);
}

static void add_change(comparison *out, const region *before, const region *after) {
  static const region nothing;
  const region *b = before ? before : &nothing, *a = after ? after : &nothing;
  change c = {.before = before, .after = after, .bytes = (int64_t)a->bytes - (int64_t)b->bytes};
  bool same = c.bytes == 0 && before && after;
  for (int f = 0; f < F_COUNT; f++) {
    c.figure[f] = amount_less(a->figure[f], b->figure[f]);
    same &= c.figure[f].why != SONDE_WHY_KNOWN || c.figure[f].bytes == 0;
  }
  if (!same) out->list[out->n++] = c;
}

static uint64_t size_of(int64_t n) {
  return n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
}

static int by_size(uint64_t x, uint64_t y) {
  return (x < y) - (x > y);
}

/* By what changed in RAM, then by what changed in addresses. */
static int largest_first(const void *a, const void *b) {
  const change *x = a, *y = b;
  const amount *p = &x->figure[F_resident], *q = &y->figure[F_resident];
  int order = by_size(p->why ? 0 : size_of(p->bytes), q->why ? 0 : size_of(q->bytes));
  if (order == 0) order = by_size(size_of(x->bytes), size_of(y->bytes));
  if (order) return order;
  const region *r = x->after ? x->after : x->before, *s = y->after ? y->after : y->before;
  return (r->address > s->address) - (r->address < s->address);
}

void snapshot_compare(const snapshot *before, const snapshot *after, comparison *out) {
  matching m = {.before = &before->regions, .after = &after->regions};
  m.taken = memory_new(m.before->n + 1);
  m.old = memory_new((m.after->n + 1) * sizeof *m.old);
  match_by_address(&m);
  match_by_name(&m);
  *out = (comparison){.list = memory_new((m.before->n + m.after->n + 1) * sizeof *out->list)};
  for (size_t j = 0; j < m.after->n; j++)
    add_change(out, m.old[j], &m.after->list[j]);
  for (size_t i = 0; i < m.before->n; i++)
    if (!m.taken[i]) add_change(out, &m.before->list[i], NULL);
  qsort(out->list, out->n, sizeof *out->list, largest_first);
  memory_free(m.taken);
  memory_free(m.old);
}

void comparison_free(comparison *c) {
  memory_free(c->list);
  *c = (comparison){0};
}
