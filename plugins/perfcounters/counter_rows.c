/* Readings of a set, and the values that they give, path by path. */
#include <float.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "counter_wish.h"

sonde_status counter_set_read(counter_set *s, error *e) {
  s->last = !s->last;
  if (s->readings < 2) s->readings++;
  sonde_status status = shot_take(&s->shots[s->last], s->platform, &s->wanted, e);
  if (s->query) s->pdh->collect(s->query); /* a failure shows in each counter's own status */
  return status;
}

static const shot *before(const counter_set *s) {
  return s->readings == 2 ? &s->shots[!s->last] : NULL;
}

/* What rows are made of: one wish, and where they go. */
typedef struct telling {
  counter_set *set;
  const wish *wish;
  counter_sink tell;
  void *self;
  counter_row row; /* what is the same in all rows of an instance */
  bool any;
} telling;

static void tell_own(telling *t, const raw *now, const raw *change, int64_t elapsed_ns, bool total) {
  const object_info *o = &catalogue[t->wish->object];
  for (int i = 0; i < o->ncounters; i++) {
    const counter_info *c = &o->counters[i];
    if (!(t->wish->own >> i & 1)) continue;
    counter_row row = t->row;
    row.counter = (path_part){c->name, strlen(c->name)};
    row.unit = c->unit;
    row.why =
        total && c->no_total ? SONDE_WHY_UNSUPPORTED : counter_value(c, now, change, elapsed_ns, &row.value);
    t->tell(t->self, &row);
  }
  t->any = true;
}

static void tell_instance(telling *t, const instance *one) {
  const shot *old = before(t->set);
  const instance *was = old ? shot_find(old, t->wish->object, one) : NULL;
  raw change;
  if (was) raw_change(&was->raw, &one->raw, &change);
  t->row.instance = one->name;
  tell_own(t, &one->raw, was ? &change : NULL, was ? one->at_ns - was->at_ns : 0, false);
}

/* What a nameless instance knows stands for the sum. */
static void overrule(raw *total, const raw *nameless) {
  for (int i = 0; i < RAW_SLOTS; i++)
    if (nameless->why[i] == SONDE_WHY_KNOWN) raw_set(total, i, nameless->value[i]);
}

typedef struct totals {
  raw now, change;
  size_t members;
} totals;

static void sum_up(const counter_set *s, int object, totals *sum) {
  const shot *new = &s->shots[s->last], *old = before(s);
  raw_clear(&sum->now, SONDE_WHY_KNOWN);
  raw_clear(&sum->change, SONDE_WHY_KNOWN);
  for (int nameless = 0; nameless < 2; nameless++)
    for (size_t i = new->first[object]; i < new->first[object + 1]; i++) {
      const instance *one = &new->list[i], *was = old ? shot_find(old, object, one) : NULL;
      raw change;
      if ((one->name.len == 0) != nameless) continue;
      sum->members++;
      if (was) raw_change(&was->raw, &one->raw, &change);
      nameless ? overrule(&sum->now, &one->raw) : raw_add(&sum->now, &one->raw);
      if (was) nameless ? overrule(&sum->change, &change) : raw_add(&sum->change, &change);
    }
}

static void tell_total(telling *t) {
  const counter_set *s = t->set;
  const shot *old = before(s);
  totals sum = {.members = 0};
  sum_up(s, t->wish->object, &sum);
  if (sum.members == 0) raw_clear(&sum.now, SONDE_WHY_UNSUPPORTED);
  if (sum.members == 0) raw_clear(&sum.change, SONDE_WHY_UNSUPPORTED);
  t->row.instance = (instance_name){.s = "_Total", .len = 6};
  int64_t elapsed_ns = old ? s->shots[s->last].at_ns - old->at_ns : 0;
  tell_own(t, &sum.now, old || !sum.members ? &sum.change : NULL, elapsed_ns, true);
}

static void tell_absent(telling *t) {
  raw gone;
  raw_clear(&gone, SONDE_WHY_GONE);
  t->row.absent = true;
  t->row.instance = (instance_name){.s = t->wish->path.instance.s,
      .len = t->wish->path.instance.len,
      .index = t->wish->path.index > 0 ? (uint32_t)t->wish->path.index : 0};
  tell_own(t, &gone, &gone, 1, false);
}

static void own_rows(telling *t) {
  const wish *w = t->wish;
  const shot *now = &t->set->shots[t->set->last];
  t->row = (counter_row){.object = catalogue[w->object].name, .source = "own"};
  for (size_t i = now->first[w->object]; i < now->first[w->object + 1]; i++) {
    const instance *one = &now->list[i];
    bool wanted = w->path.has_instance ? one->name.len && path_has_instance(&w->path, &one->name) : true;
    if (wanted) tell_instance(t, one);
  }
  bool total = w->path.has_instance && w->path.index <= 0 && path_like(w->path.instance, "_Total", 6);
  if (total && catalogue[w->object].has_total) tell_total(t);
  if (!t->any && wish_is_exact(w)) tell_absent(t);
}

typedef struct foreign_telling {
  telling *all;
  map seen; /* names, to number those that come again */
} foreign_telling;

static void tell_foreign(void *self, const pdh_item *item) {
  foreign_telling *f = self;
  telling *t = f->all;
  counter_row row = t->row;
  row.instance.s = arena_text(&t->set->shots[t->set->last].names, item->name, item->len);
  row.instance.len = item->len;
  if (t->wish->many) row.instance.index = (uint32_t)(*map_put(&f->seen, item->name, item->len))++;
  if (t->wish->many && !path_has_instance(&t->wish->path, &row.instance)) return;
  if (!t->wish->many) {
    row.instance.s = t->wish->path.instance.s;
    row.instance.len = t->wish->path.instance.len;
    row.instance.index = t->wish->path.index > 0 ? (uint32_t)t->wish->path.index : 0;
  }
  bool finite = item->value >= -DBL_MAX && item->value <= DBL_MAX;
  row.why = finite ? pdh_why(item->status) : SONDE_WHY_IMPLAUSIBLE;
  row.value = row.why ? 0 : item->value;
  t->any = true;
  t->tell(t->self, &row);
}

static void foreign_row(telling *t, const foreign *one) {
  const wish *w = t->wish;
  foreign_telling f = {.all = t};
  t->any = false;
  t->row = (counter_row){.object = w->object >= 0 ? catalogue[w->object].name : "",
      .unit = one->info ? one->info->unit : "",
      .source = "pdh",
      .counter = one->info ? (path_part){one->info->name, strlen(one->info->name)} : w->path.counter};
  if (w->object < 0) t->row.object_part = w->path.object;
  uint32_t status = t->set->pdh->read(one->counter, w->many, tell_foreign, &f);
  if (status && !w->many) tell_foreign(&f, &(pdh_item){"", 0, 0, status});
  map_free(&f.seen);
}

void counter_set_rows(counter_set *s, counter_sink tell, void *self) {
  for (size_t i = 0; i < s->n; i++) {
    telling t = {.set = s, .wish = &s->wishes[i], .tell = tell, .self = self};
    if (t.wish->own) own_rows(&t);
    for (size_t f = 0; f < t.wish->nforeign; f++)
      foreign_row(&t, &t.wish->foreign[f]);
  }
}

size_t counter_row_path(const counter_row *row, char *out, size_t size) {
  char name[PATH_LONGEST];
  size_t len = row->instance.len ? path_instance_text(&row->instance, name, sizeof name) : 0;
  bool listed = row->object_part.len == 0;
  int n = snprintf(out, size, "\\%.*s%s%.*s%s\\%.*s",
      listed ? (int)strlen(row->object) : (int)row->object_part.len,
      listed ? row->object : row->object_part.s, len ? "(" : "", (int)len, name, len ? ")" : "",
      (int)row->counter.len, row->counter.s);
  return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}
