/* Conversions of a sonde_clock. 128-bit products are made of 64-bit halves: no compiler extension is needed.
 */
#include "event/counter.h"

typedef struct wide {
  uint64_t high, low;
} wide;

static wide multiply(uint64_t a, uint64_t b) {
  uint64_t al = a & UINT32_MAX, ah = a >> 32, bl = b & UINT32_MAX, bh = b >> 32;
  uint64_t low = al * bl, mid1 = ah * bl + (low >> 32), mid2 = al * bh + (mid1 & UINT32_MAX);
  return (wide){ah * bh + (mid1 >> 32) + (mid2 >> 32), mid2 << 32 | (low & UINT32_MAX)};
}

static uint32_t shift_of(const sonde_clock *c) {
  return c->shift > 63 ? 63 : c->shift;
}

int64_t counter_ticks_to_ns(const sonde_clock *c, uint64_t counts) {
  if (!c) return counts > INT64_MAX ? INT64_MAX : (int64_t)counts;
  wide w = multiply(counts, c->mult);
  uint32_t shift = shift_of(c);
  if (w.high >> shift) return INT64_MAX;
  uint64_t ns = shift ? w.high << (64 - shift) | w.low >> shift : w.low;
  return ns > INT64_MAX ? INT64_MAX : (int64_t)ns;
}

static int64_t add(int64_t a, int64_t b) {
  if (b > 0 && a > INT64_MAX - b) return INT64_MAX;
  if (b < 0 && a < INT64_MIN - b) return INT64_MIN;
  return a + b;
}

int64_t counter_wall_of(const sonde_clock *c, uint64_t time) {
  if (!c) return time > INT64_MAX ? INT64_MAX : (int64_t)time;
  if (time >= c->raw) return add(c->wall_ns, counter_ticks_to_ns(c, time - c->raw));
  return add(c->wall_ns, -counter_ticks_to_ns(c, c->raw - time));
}

uint64_t counter_at_wall(const sonde_clock *c, int64_t wall_ns) {
  if (!c) return wall_ns < 0 ? 0 : (uint64_t)wall_ns;
  double counts = (double)(wall_ns - c->wall_ns) * (double)(UINT64_C(1) << shift_of(c)) /
                  (c->mult ? (double)c->mult : 1.0);
  double raw = (double)c->raw + counts;
  return raw <= 0 ? 0 : raw >= 18446744073709549568.0 ? UINT64_MAX : (uint64_t)raw;
}
