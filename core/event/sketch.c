/* Percentiles by a logarithmic histogram; distinct values by a set that turns into HyperLogLog. */
#include "event/sketch.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

enum {
  POWERS = 128, /* 2^-64 to 2^63, for each sign */
  SPLITS = 64,
  LEAST_POWER = -64,
  EXACT = 1024,
  FIRST_SLOTS = 16,
  REGISTER_BITS = 12,
  REGISTERS = 1 << REGISTER_BITS
};

struct histogram {
  uint64_t count, zeros;
  double least, most;
  uint64_t *pages[2][POWERS]; /* [negative][power] */
};

histogram *histogram_new(void) {
  return NEW(histogram);
}

void histogram_free(histogram *h) {
  if (!h) return;
  for (int sign = 0; sign < 2; sign++)
    for (int p = 0; p < POWERS; p++)
      memory_free(h->pages[sign][p]);
  memory_free(h);
}

/* The exponent and the six bits behind the leading one, straight from the double's bits. */
void histogram_add(histogram *h, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  int power = (int)(bits >> 52 & 0x7FF) - 1023 - LEAST_POWER, split = (int)(bits >> 46 & (SPLITS - 1));
  if (!h->count || value < h->least) h->least = value;
  if (!h->count || value > h->most) h->most = value;
  h->count++;
  if (power < 0) {
    h->zeros++;
    return;
  }
  if (power >= POWERS) {
    power = POWERS - 1;
    split = SPLITS - 1;
  }
  uint64_t **page = &h->pages[bits >> 63][power];
  if (!*page) *page = memory_new(SPLITS * sizeof **page);
  ++(*page)[split];
}

/* The middle of a bucket: of the integers in it, where only integers occur. */
static double middle(int power, int split, bool is_integer) {
  double width = ldexp(1.0 / SPLITS, power + LEAST_POWER);
  double low = ldexp(1.0, power + LEAST_POWER) + width * split;
  if (!is_integer) return low + width / 2;
  double first = ceil(low), last = ceil(low + width) - 1;
  return floor((first + last) / 2);
}

static double within(const histogram *h, double value) {
  return value < h->least ? h->least : value > h->most ? h->most : value;
}

/* Walks one sign's buckets towards the rank; true when it was reached. Negative ones go from the largest
 * magnitude down. */
static bool walk(
    const histogram *h, int sign, uint64_t rank, uint64_t *seen, bool is_integer, double *value) {
  for (int i = 0; i < POWERS * SPLITS; i++) {
    int at = sign ? POWERS * SPLITS - 1 - i : i;
    const uint64_t *page = h->pages[sign][at / SPLITS];
    if (!page || !page[at % SPLITS]) continue;
    *seen += page[at % SPLITS];
    if (*seen < rank) continue;
    double m = middle(at / SPLITS, at % SPLITS, is_integer);
    *value = within(h, sign ? -m : m);
    return true;
  }
  return false;
}

double histogram_percentile(const histogram *h, double q, bool is_integer) {
  double exact = q * (double)h->count;
  uint64_t rank = (uint64_t)ceil(exact - exact * 1e-12), seen = 0; /* 0.07 * 100 is a little more than 7 */
  double value = 0;
  if (rank < 1) rank = 1;
  if (walk(h, 1, rank, &seen, is_integer, &value)) return value;
  seen += h->zeros;
  if (seen >= rank) return 0;
  return walk(h, 0, rank, &seen, is_integer, &value) ? value : h->most;
}

struct distinct {
  uint64_t *slots; /* exact: values, 0 empty; at most half full */
  uint32_t capacity, count;
  bool has_zero;
  uint8_t *registers; /* NULL while exact */
};

distinct *distinct_new(void) {
  distinct *d = NEW(distinct);
  d->capacity = FIRST_SLOTS;
  d->slots = memory_new(d->capacity * sizeof *d->slots);
  return d;
}

void distinct_free(distinct *d) {
  if (!d) return;
  memory_free(d->slots);
  memory_free(d->registers);
  memory_free(d);
}

/* Every bit of the result depends on every bit of the word (the finalizer of SplitMix64). */
static uint64_t mix(uint64_t x) {
  x += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

static void note(distinct *d, uint64_t value) {
  uint64_t h = mix(value), rest = h << REGISTER_BITS;
  uint8_t rank = 1;
  while (rank <= 64 - REGISTER_BITS && !(rest >> 63)) {
    rest <<= 1;
    rank++;
  }
  uint8_t *slot = &d->registers[h >> (64 - REGISTER_BITS)];
  if (rank > *slot) *slot = rank;
}

static void turn(distinct *d) {
  d->registers = memory_new(REGISTERS);
  for (uint32_t i = 0; i < d->capacity; i++)
    if (d->slots[i]) note(d, d->slots[i]);
  if (d->has_zero) note(d, 0);
  memory_free(d->slots);
  d->slots = NULL;
}

static uint64_t *slot_of(const distinct *d, uint64_t value) {
  uint32_t at = (uint32_t)mix(value) & (d->capacity - 1);
  while (d->slots[at] && d->slots[at] != value)
    at = (at + 1) & (d->capacity - 1);
  return &d->slots[at];
}

static void grow(distinct *d) {
  uint64_t *old = d->slots;
  uint32_t capacity = d->capacity;
  d->capacity *= 2;
  d->slots = memory_new(d->capacity * sizeof *d->slots);
  for (uint32_t i = 0; i < capacity; i++)
    if (old[i]) *slot_of(d, old[i]) = old[i];
  memory_free(old);
}

static void add_exact(distinct *d, uint64_t value) {
  if (!value) {
    d->count += !d->has_zero;
    d->has_zero = true;
  } else {
    uint64_t *slot = slot_of(d, value);
    d->count += !*slot;
    *slot = value;
  }
  if (d->count > EXACT)
    turn(d);
  else if (d->count * 2 > d->capacity)
    grow(d);
}

void distinct_add(distinct *d, uint64_t value) {
  if (d->registers)
    note(d, value);
  else
    add_exact(d, value);
}

/* Flajolet and others: HyperLogLog, 2007; linear counting while registers are empty. */
uint64_t distinct_count(const distinct *d) {
  if (!d->registers) return d->count;
  double sum = 0;
  uint32_t empty = 0;
  for (uint32_t i = 0; i < REGISTERS; i++) {
    sum += ldexp(1.0, -d->registers[i]);
    empty += !d->registers[i];
  }
  double m = REGISTERS, estimate = 0.7213 / (1 + 1.079 / m) * m * m / sum;
  if (estimate <= 2.5 * m && empty) estimate = m * log(m / empty);
  return (uint64_t)(estimate + 0.5);
}
