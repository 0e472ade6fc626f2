/* The function `info`: totals of a process, and of each kind of region. */
#include <string.h>

#include "plugin.h"

#define NAME(name, doc) #name,
static const char *const figure_names[F_COUNT] = {REGION_FIGURES(NAME)};

/* {regions, size, resident ...} */
static sonde_value kind_map(const sonde_host *host, sonde_call *call, const sums *s) {
  sonde_pair *pairs = host->alloc(call, (2 + F_COUNT) * sizeof *pairs);
  if (!pairs) return sonde_unknown(SONDE_WHY_OVERFLOW, NULL);
  pairs[0] = (sonde_pair){"regions", sonde_i64((int64_t)s->regions)};
  pairs[1] = (sonde_pair){"size", answer_amount(amount_of(s->bytes))};
  for (int f = 0; f < F_COUNT; f++)
    pairs[2 + f] = (sonde_pair){figure_names[f], answer_amount(s->figure[f])};
  return sonde_map(pairs, 2 + F_COUNT);
}

static void answer_regions(
    const sonde_host *host, sonde_call *call, const regions *r, const sums *all, sonde_value *results) {
  results[INFO_REGIONS] = sonde_i64((int64_t)all->regions);
  results[INFO_PRIVATE] = answer_amount(all->figure[F_private]);
  results[INFO_SHARED] = answer_amount(all->figure[F_shared]);
  results[INFO_PROPORTIONAL] = answer_amount(all->figure[F_proportional]);
  results[INFO_DIRTY] = answer_amount(all->figure[F_dirty]);
  for (uint32_t k = 0; k < KIND_COUNT; k++) {
    sums one;
    regions_sum(r, k, &one);
    results[INFO_KINDS + k] = kind_map(host, call, &one);
  }
}

/* Also where the regions cannot be had, the totals can. */
static void lack_regions(uint32_t why, sonde_value *results) {
  for (int i = INFO_REGIONS; i < INFO_RESULTS; i++)
    results[i] = sonde_unknown(why, NULL);
}

static uint32_t why_of(sonde_status status) {
  if (status == SONDE_DENIED) return SONDE_WHY_DENIED;
  return status == SONDE_MISSING ? SONDE_WHY_GONE : SONDE_WHY_UNKNOWN;
}

sonde_status SONDE_CALL info_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  uint32_t pid = (uint32_t)args[0].u.u;
  running now = {self->host, call};
  stopper stop = stopper_of(&now);
  usage u;
  error e = {0};
  if (platform_usage(pid, &u, &e)) return plugin_fail(self->host, call, &e);
  regions r = {0};
  sonde_status status = platform_regions(pid, &stop, &r, &e);
  if (status == SONDE_CANCELLED) {
    regions_free(&r);
    return plugin_fail(self->host, call, &e);
  }
  sums all;
  regions_sum(&r, KIND_COUNT, &all);
  if (u.commit.why == SONDE_WHY_NOT_ASKED) u.commit = status ? amount_lacking(why_of(status)) : r.commit;
  if (u.virtual.why == SONDE_WHY_NOT_ASKED)
    u.virtual = status ? amount_lacking(why_of(status)) : amount_of(all.bytes);
  results[INFO_NAME] = answer_text(self->host, call, u.name, strlen(u.name));
  results[INFO_RESIDENT] = answer_amount(u.resident);
  results[INFO_PEAK] = answer_amount(u.peak);
  results[INFO_VIRTUAL] = answer_amount(u.virtual);
  results[INFO_SWAP] = answer_amount(u.swap);
  results[INFO_COMMIT] = answer_amount(u.commit);
  if (status)
    lack_regions(why_of(status), results);
  else
    answer_regions(self->host, call, &r, &all, results);
  regions_free(&r);
  return SONDE_OK;
}
