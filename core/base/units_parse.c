/* Reading durations and sizes. Exact: whole numbers and fractions never pass through a double. */
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"

typedef struct reader {
  const char *s;
  size_t len, at;
} reader;

typedef struct unit {
  const char *word;
  uint64_t factor;
} unit;

/* A number: its whole part and the digits behind the point. */
typedef struct number {
  uint64_t whole;
  const char *fraction;
  size_t nfraction;
} number;

static void skip_spaces(reader *r) {
  while (r->at < r->len && (r->s[r->at] == ' ' || r->s[r->at] == '\t'))
    r->at++;
}

static bool is_digit(const reader *r) {
  return r->at < r->len && r->s[r->at] >= '0' && r->s[r->at] <= '9';
}

/* false: no digits, or more than 64 bits. */
static bool read_number(reader *r, number *n) {
  if (!is_digit(r)) return false;
  for (n->whole = 0; is_digit(r); r->at++) {
    uint64_t digit = (uint64_t)(r->s[r->at] - '0');
    if (n->whole > (UINT64_MAX - digit) / 10) return false;
    n->whole = n->whole * 10 + digit;
  }
  n->nfraction = 0;
  if (r->at >= r->len || r->s[r->at] != '.') return true;
  r->at++;
  n->fraction = r->s + r->at;
  for (; is_digit(r); r->at++)
    n->nfraction++;
  return n->nfraction > 0;
}

/* The unit's letters at the reader: the longest run of them must be a word of the table. */
static const unit *read_unit(reader *r, const unit *units, size_t n) {
  size_t from = r->at;
  while (r->at < r->len && !is_digit(r) && r->s[r->at] != ' ' && r->s[r->at] != '\t' && r->s[r->at] != '-')
    r->at++;
  size_t len = r->at - from;
  for (size_t i = 0; i < n; i++) {
    if (strlen(units[i].word) == len && memcmp(units[i].word, r->s + from, len) == 0) return &units[i];
  }
  return NULL;
}

/* fraction * factor, rounded down; from the last digit on, so that each step stays small and the result
 * exact. */
static uint64_t scale_fraction(const number *n, uint64_t factor) {
  uint64_t scaled = 0;
  for (size_t i = n->nfraction; i > 0; i--)
    scaled = (scaled + (uint64_t)(n->fraction[i - 1] - '0') * factor) / 10;
  return scaled;
}

/* *sum += n * factor; false when it passes `most`. */
static bool add_scaled(uint64_t *sum, const number *n, uint64_t factor, uint64_t most) {
  if (n->whole > most / factor) return false;
  uint64_t whole = n->whole * factor, fraction = scale_fraction(n, factor);
  if (whole > most - *sum || fraction > most - *sum - whole) return false;
  *sum += whole + fraction;
  return true;
}

static sonde_status refuse(error *e, const reader *r, const char *what, const char *why) {
  int shown = r->len < 40 ? (int)r->len : 40;
  return error_set(e, SONDE_ARG, "'%.*s' is not a %s: %s", shown, r->s ? r->s : "", what, why);
}

#define WRITE_DURATION "write a number and ns, us, ms, s, m, h or d, as in \"250 ms\" or \"1h30m\""

sonde_status units_parse_duration(const char *s, size_t len, int64_t *ns, error *e) {
  static const unit units[] = {{"ns", 1}, {"us", 1000}, {"\xC2\xB5s", 1000}, {"ms", 1000000},
      {"s", 1000000000}, {"m", 60000000000}, {"min", 60000000000}, {"h", 3600000000000},
      {"d", 86400000000000}};
  reader r = {s, len, 0};
  skip_spaces(&r);
  bool negative = r.at < len && s[r.at] == '-';
  r.at += negative;
  uint64_t sum = 0, last = UINT64_MAX;
  bool any = false;
  for (skip_spaces(&r); r.at < len; skip_spaces(&r)) {
    number n;
    if (!read_number(&r, &n)) return refuse(e, &r, "duration", WRITE_DURATION);
    skip_spaces(&r);
    if (r.at == len && !any && n.whole == 0 && n.nfraction == 0) {
      *ns = 0;
      return SONDE_OK;
    }
    const unit *u = read_unit(&r, units, COUNT(units));
    if (!u) return refuse(e, &r, "duration", WRITE_DURATION);
    if (u->factor >= last)
      return refuse(e, &r, "duration", "larger units come first, each once, as in \"1h30m\"");
    if (!add_scaled(&sum, &n, u->factor, INT64_MAX))
      return refuse(e, &r, "duration", "longer than 106751 days");
    last = u->factor;
    any = true;
  }
  if (!any) return refuse(e, &r, "duration", WRITE_DURATION);
  *ns = negative ? -(int64_t)sum : (int64_t)sum;
  return SONDE_OK;
}

#define WRITE_SIZE "write a number and nothing, B, k, M, G, T, KiB, MiB, GiB, kB, MB or GB, as in \"64 MiB\""

sonde_status units_parse_bytes(const char *s, size_t len, uint64_t *bytes, error *e) {
  static const unit units[] = {{"", 1}, {"B", 1}, {"k", 1024}, {"K", 1024}, {"Ki", 1024}, {"KiB", 1024},
      {"kiB", 1024}, {"M", 1048576}, {"Mi", 1048576}, {"MiB", 1048576}, {"G", 1073741824}, {"Gi", 1073741824},
      {"GiB", 1073741824}, {"T", 1099511627776}, {"Ti", 1099511627776}, {"TiB", 1099511627776},
      {"P", 1125899906842624}, {"Pi", 1125899906842624}, {"PiB", 1125899906842624},
      {"EiB", 1152921504606846976}, {"kB", 1000}, {"KB", 1000}, {"MB", 1000000}, {"GB", 1000000000},
      {"TB", 1000000000000}, {"PB", 1000000000000000}};
  reader r = {s, len, 0};
  skip_spaces(&r);
  number n;
  if (!read_number(&r, &n)) return refuse(e, &r, "size", WRITE_SIZE);
  skip_spaces(&r);
  const unit *u = read_unit(&r, units, COUNT(units));
  skip_spaces(&r);
  if (!u || r.at != len) return refuse(e, &r, "size", WRITE_SIZE);
  uint64_t sum = 0;
  if (!add_scaled(&sum, &n, u->factor, UINT64_MAX)) return refuse(e, &r, "size", "larger than 16 EiB");
  *bytes = sum;
  return SONDE_OK;
}
