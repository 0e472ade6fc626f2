/* From readings to a counter's value. */
#include "catalogue.h"

#include <string.h>

void raw_clear(raw *r, uint32_t why) {
  memset(r->value, 0, sizeof r->value);
  memset(r->why, (int)why, sizeof r->why);
}

void raw_change(const raw *before, const raw *now, raw *change) {
  raw_clear(change, SONDE_WHY_KNOWN);
  for (int i = 0; i < RAW_SLOTS; i++) {
    change->why[i] = now->why[i] ? now->why[i] : before->why[i];
    if (change->why[i]) continue;
    if (now->value[i] < before->value[i])
      change->why[i] = SONDE_WHY_IMPLAUSIBLE;
    else
      change->value[i] = now->value[i] - before->value[i];
  }
}

void raw_add(raw *total, const raw *one) {
  for (int i = 0; i < RAW_SLOTS; i++) {
    if (total->why[i]) continue;
    total->why[i] = one->why[i];
    if (one->value[i] < 0 || one->value[i] > INT64_MAX - total->value[i])
      total->why[i] = SONDE_WHY_OVERFLOW;
    else
      total->value[i] += one->value[i];
  }
}

static uint32_t sum(const raw *r, uint64_t slots, double *out) {
  *out = 0;
  for (int i = 0; i < RAW_SLOTS; i++) {
    if (!(slots >> i & 1)) continue;
    if (r->why[i]) return r->why[i];
    *out += (double)r->value[i];
  }
  return SONDE_WHY_KNOWN;
}

uint32_t counter_value(
    const counter_info *c, const raw *now, const raw *change, int64_t elapsed_ns, double *value) {
  const raw *from = counter_needs_two(c) ? change : now;
  double by = (double)elapsed_ns / 1e9;
  *value = 0;
  if (!from) return SONDE_WHY_UNKNOWN;
  uint32_t why = sum(from, c->slots, value);
  if (!why && c->by) why = sum(from, c->by, &by);
  if (!why && c->kind != COUNTER_GAUGE && !(by > 0)) why = SONDE_WHY_UNKNOWN;
  if (why) return *value = 0, why;
  *value *= c->scale;
  if (c->kind != COUNTER_GAUGE) *value /= by;
  if (c->rest) *value = *value < c->scale ? c->scale - *value : 0;
  return SONDE_WHY_KNOWN;
}
