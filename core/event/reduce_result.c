/* What a cell says, as a value in the unit that users see. */
#include <math.h>
#include <string.h>

#include "event/counter.h"
#include "event/reduce_plan.h"
#include "event/sketch.h"

static double real_of(uint64_t bits) {
  double n;
  memcpy(&n, &bits, sizeof n);
  return n;
}

/* Nanoseconds of a tick, or 1. */
static double scale_of(const reduce *r, const reduce_get *g) {
  if (!g->in.is_ticks || !r->has_clock) return 1;
  return ldexp((double)r->clock.mult, -(int)(r->clock.shift > 63 ? 63 : r->clock.shift));
}

static sonde_value integer(const reduce *r, const reduce_get *g, uint64_t bits) {
  if (g->in.is_ticks && r->has_clock) return value_i64(counter_ticks_to_ns(&r->clock, bits));
  if (g->in.class == CLASS_I64) return value_i64((int64_t)bits);
  return value_u64(bits);
}

static sonde_value number(const reduce *r, const reduce_get *g, uint64_t bits) {
  if (g->in.class == CLASS_F64) return value_f64(real_of(bits) * scale_of(r, g));
  if (g->in.column->kind == SONDE_BOOL && g->op != GET_SUM) return value_bool(bits != 0);
  return integer(r, g, bits);
}

/* The 128-bit sum as a double, for the mean. */
static double wide_as_real(const reduce_get *g, const reduce_cell *c) {
  if (g->in.class == CLASS_F64) return real_of(c->a);
  if (g->in.class == CLASS_I64) return ldexp((double)(int64_t)c->b, 64) + (double)c->a;
  return ldexp((double)c->b, 64) + (double)c->a;
}

static sonde_value sum(const reduce *r, const reduce_get *g, const reduce_cell *c) {
  bool is_signed = g->in.class == CLASS_I64;
  uint64_t fitting_high = is_signed && c->a >> 63 ? UINT64_MAX : 0;
  if (g->in.class == CLASS_F64) return number(r, g, c->a);
  if (c->b != fitting_high) return value_unknown(SONDE_WHY_OVERFLOW, "the sum does not fit into 64 bits");
  return integer(r, g, c->a);
}

static sonde_value deviation(const reduce *r, const reduce_get *g, const reduce_cell *c) {
  if (c->n < 2) return value_unknown(SONDE_WHY_UNKNOWN, "a deviation needs two values");
  return value_f64(sqrt(real_of(c->b) / (double)(c->n - 1)) * scale_of(r, g));
}

static sonde_value percentile(const reduce *r, const reduce_get *g, const reduce_cell *c) {
  bool is_real = g->in.class == CLASS_F64;
  double n = histogram_percentile(c->p, g->quantile, !is_real);
  if (is_real) return value_f64(n * scale_of(r, g));
  if (g->in.class == CLASS_I64 && n < 9223372036854775808.0) return integer(r, g, (uint64_t)(int64_t)n);
  return integer(r, g, n >= 18446744073709551616.0 ? UINT64_MAX : (uint64_t)n);
}

static sonde_value extreme(const reduce *r, const reduce_get *g, const reduce_cell *c) {
  uint64_t turn = g->op == GET_MIN ? UINT64_MAX : 0;
  return number(r, g, reduce_key_back(g->in.class, c->a ^ turn));
}

static sonde_value end(const reduce *r, const reduce_get *g, const reduce_cell *c, arena *a) {
  size_t len;
  if (g->in.class == CLASS_SYMBOL) {
    const char *chars = symbol_text(r->table, (uint32_t)c->a, &len);
    return c->a ? value_text_len(chars, len) : value_nil();
  }
  if (g->in.class != CLASS_TEXT) return number(r, g, c->a);
  const char *copy = arena_text(a, c->p ? c->p : "", c->p ? c->a : 0);
  return copy ? value_text_len(copy, c->a) : value_unknown(SONDE_WHY_OVERFLOW, "no memory left for the text");
}

sonde_value reduce_cell_value(const reduce *r, const reduce_get *g, const reduce_cell *c, arena *a) {
  if (g->op == GET_COUNT) return value_u64(c->n);
  if (g->op == GET_DISTINCT) return value_u64(c->p ? distinct_count(c->p) : 0);
  if (!c->n && g->op == GET_SUM && !r->loss.unknown) return number(r, g, 0);
  if (!c->n) return value_unknown(SONDE_WHY_UNKNOWN, "no record had a value");
  switch (g->op) {
  case GET_SUM: return sum(r, g, c);
  case GET_MEAN: return value_f64(wide_as_real(g, c) * scale_of(r, g) / (double)c->n);
  case GET_STDDEV: return deviation(r, g, c);
  case GET_PERCENTILE: return percentile(r, g, c);
  case GET_MIN:
  case GET_MAX: return extreme(r, g, c);
  default: return end(r, g, c, a);
  }
}
