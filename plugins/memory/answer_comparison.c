/* What differs between two snapshots, as values. */
#include <string.h>

#include "plugin.h"

#define NAME(name, doc) #name,
static const char *const figure_names[F_COUNT] = {REGION_FIGURES(NAME)};

static sonde_pair *put_figures(sonde_pair *at, const amount *figures) {
  for (int f = 0; f < F_COUNT; f++)
    *at++ = (sonde_pair){figure_names[f], answer_amount(figures[f])};
  return at;
}

static void less(const sums *after, const sums *before, sums *out) {
  for (int f = 0; f < F_COUNT; f++)
    out->figure[f] = amount_less(after->figure[f], before->figure[f]);
}

/* {kind, regions, size, resident ...}: what was gained. */
static bool kind_map(sonde_self *self, sonde_call *call, uint32_t kind, const sums *before, const sums *after,
    sonde_value *out) {
  sonde_pair *pairs = self->host->alloc(call, (3 + F_COUNT) * sizeof *pairs), *at = pairs;
  sums gained = {0};
  if (!pairs) return false;
  less(after, before, &gained);
  *at++ = (sonde_pair){"kind", sonde_text(kind_name(kind))};
  *at++ = (sonde_pair){"regions", sonde_i64((int64_t)after->regions - (int64_t)before->regions)};
  *at++ = (sonde_pair){"size", sonde_i64((int64_t)after->bytes - (int64_t)before->bytes)};
  put_figures(at, gained.figure);
  *out = sonde_map(pairs, 3 + F_COUNT);
  return true;
}

static bool kind_list(
    sonde_self *self, sonde_call *call, const snapshot *before, const snapshot *after, sonde_value *out) {
  sonde_value *list = self->host->alloc(call, KIND_COUNT * sizeof *list);
  uint32_t n = 0;
  bool fits = list;
  for (uint32_t k = 0; fits && k < KIND_COUNT; k++) {
    sums b, a;
    regions_sum(&before->regions, k, &b);
    regions_sum(&after->regions, k, &a);
    if (a.regions || b.regions) fits = kind_map(self, call, k, &b, &a, &list[n++]);
  }
  *out = sonde_list(list, n);
  return fits;
}

static const char *word_of(const change *c) {
  if (!c->before) return "new";
  if (!c->after) return "gone";
  return c->bytes > 0 ? "grown" : c->bytes < 0 ? "shrunk" : "changed";
}

static bool change_map(
    sonde_self *self, sonde_call *call, const change *c, const regions *names, sonde_value *out) {
  const region *one = c->after ? c->after : c->before;
  sonde_pair *pairs = self->host->alloc(call, (5 + F_COUNT) * sizeof *pairs), *at = pairs;
  if (!pairs) return false;
  *at++ = (sonde_pair){"change", sonde_text(word_of(c))};
  *at++ = (sonde_pair){"kind", sonde_text(kind_name(one->kind))};
  *at++ = (sonde_pair){"name", answer_text(self->host, call, regions_name_of(names, one), one->name_len)};
  *at++ = (sonde_pair){"address", sonde_u64(one->address)};
  *at++ = (sonde_pair){"size", sonde_i64(c->bytes)};
  put_figures(at, c->figure);
  *out = sonde_map(pairs, 5 + F_COUNT);
  return true;
}

static bool change_list(sonde_self *self, sonde_call *call, const snapshot *before, const snapshot *after,
    int64_t top, sonde_value *out) {
  comparison c;
  snapshot_compare(before, after, &c);
  size_t n = c.n < (size_t)top ? c.n : (size_t)top;
  sonde_value *list = self->host->alloc(call, (n + 1) * sizeof *list);
  bool fits = list;
  for (size_t i = 0; fits && i < n; i++)
    fits = change_map(self, call, &c.list[i], c.list[i].after ? &after->regions : &before->regions, &list[i]);
  comparison_free(&c);
  *out = sonde_list(list, n);
  return fits;
}

sonde_status answer_comparison(sonde_self *self, sonde_call *call, const snapshot *before,
    const snapshot *after, int64_t top, sonde_value *results) {
  sums b, a, gained = {0};
  regions_sum(&before->regions, KIND_COUNT, &b);
  regions_sum(&after->regions, KIND_COUNT, &a);
  less(&a, &b, &gained);
  results[COMPARE_ELAPSED] = sonde_i64(after->time_ns - before->time_ns);
  results[COMPARE_SIZE] = sonde_i64((int64_t)a.bytes - (int64_t)b.bytes);
  results[COMPARE_COMMIT] = answer_amount(amount_less(after->regions.commit, before->regions.commit));
  for (int f = 0; f < F_COUNT; f++)
    results[COMPARE_FIGURES + f] = answer_amount(gained.figure[f]);
  if (!kind_list(self, call, before, after, &results[COMPARE_KINDS]) ||
      !change_list(self, call, before, after, top, &results[COMPARE_REGIONS]))
    return self->host->fail(
        call, SONDE_MEMORY, 0, "the comparison does not fit the answer; ask for fewer regions");
  return SONDE_OK;
}
