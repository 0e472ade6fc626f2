/* Equality and order of values; numbers compare exactly across their kinds. */
#include "base/value.h"

#include <string.h>

#define DEEPEST 32

bool value_is_number(const sonde_value *v) {
  return v->kind == SONDE_I64 || v->kind == SONDE_U64 || v->kind == SONDE_F64;
}

double value_as_f64(const sonde_value *v) {
  switch (v->kind) {
  case SONDE_I64: return (double)v->u.i;
  case SONDE_U64:
  case SONDE_BOOL: return (double)v->u.u;
  case SONDE_F64: return v->u.n;
  default: return 0;
  }
}

static int order(bool less, bool more) {
  return less ? -1 : more;
}

static bool is_negative(const sonde_value *v) {
  return v->kind == SONDE_I64 && v->u.i < 0;
}

/* Both are integers. Two of equal sign compare as their bits do. */
static int compare_integers(const sonde_value *a, const sonde_value *b) {
  if (is_negative(a) != is_negative(b)) return is_negative(a) ? -1 : 1;
  return order(a->u.u<b->u.u, a->u.u> b->u.u);
}

/* Any integer against a double: the whole part exactly, then the fraction. */
static int compare_with_double(const sonde_value *a, double n) {
  if (n >= 18446744073709551616.0) return -1;
  if (n < -9223372036854775808.0) return 1;
  sonde_value whole = n < 0 ? value_i64((int64_t)n) : value_u64((uint64_t)n);
  int c = compare_integers(a, &whole);
  double rest = n - value_as_f64(&whole);
  return c ? c : order(rest > 0, rest < 0);
}

static int compare_texts(const sonde_value *a, const sonde_value *b) {
  uint32_t shorter = a->len < b->len ? a->len : b->len;
  int c = shorter ? memcmp(a->u.s, b->u.s, shorter) : 0;
  return c ? order(c<0, c> 0) : order(a->len<b->len, a->len> b->len);
}

int value_compare(const sonde_value *a, const sonde_value *b) {
  if (a->kind == SONDE_TEXT && b->kind == SONDE_TEXT) return compare_texts(a, b);
  if (!value_is_number(a) || !value_is_number(b)) return 2;
  if (a->kind == SONDE_F64 && b->kind == SONDE_F64) return order(a->u.n<b->u.n, a->u.n> b->u.n);
  if (b->kind == SONDE_F64) return compare_with_double(a, b->u.n);
  if (a->kind == SONDE_F64) return -compare_with_double(b, a->u.n);
  return compare_integers(a, b);
}

static bool equal(const sonde_value *a, const sonde_value *b, int depth);

static bool equal_sentence(const char *a, const char *b) {
  return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool equal_list(const sonde_value *a, const sonde_value *b, int depth) {
  if (a->len != b->len) return false;
  for (uint32_t i = 0; i < a->len; i++) {
    if (!equal(&a->u.list[i], &b->u.list[i], depth + 1)) return false;
  }
  return true;
}

/* Pairs may come in another order; the same order is the usual case and is tried first. */
static bool equal_map(const sonde_value *a, const sonde_value *b, int depth) {
  if (a->len != b->len) return false;
  for (uint32_t i = 0; i < a->len; i++) {
    const sonde_pair *pair = &a->u.map[i];
    bool here = strcmp(pair->key, b->u.map[i].key) == 0;
    const sonde_value *other = here ? &b->u.map[i].value : value_get(b, pair->key);
    if (!other || !equal(&pair->value, other, depth + 1)) return false;
  }
  return true;
}

static bool equal(const sonde_value *a, const sonde_value *b, int depth) {
  bool integers =
      (a->kind == SONDE_I64 || a->kind == SONDE_U64) && (b->kind == SONDE_I64 || b->kind == SONDE_U64);
  if (integers) return compare_integers(a, b) == 0;
  if (a->kind != b->kind || depth >= DEEPEST) return false;
  switch (a->kind) {
  case SONDE_NIL: return true;
  case SONDE_UNKNOWN: return a->len == b->len && equal_sentence(a->u.s, b->u.s);
  case SONDE_F64: return !(a->u.n < b->u.n) && !(a->u.n > b->u.n);
  case SONDE_TEXT:
  case SONDE_BYTES: return compare_texts(a, b) == 0;
  case SONDE_LIST: return equal_list(a, b, depth);
  case SONDE_MAP: return equal_map(a, b, depth);
  default: return a->u.u == b->u.u;
  }
}

bool value_equal(const sonde_value *a, const sonde_value *b) {
  return equal(a, b, 0);
}
