/* Reading the serialised form from bytes that nobody has checked. */
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "base/wire.h"

#define DEEPEST 32
#define LEAST_ITEM 1 /* bytes of the smallest value, nil */
#define LEAST_PAIR 5 /* bytes of the smallest pair: an empty key, nil */

static void fail_at(wire_reader *r, size_t at) {
  if (!r->failed) r->at = at;
  r->failed = 1;
}

/* The next n bytes; NULL: there are not so many. */
static const uint8_t *take(wire_reader *r, size_t n) {
  if (r->failed) return NULL;
  if (n > r->len - r->at) {
    fail_at(r, r->at);
    return NULL;
  }
  const uint8_t *p = r->data + r->at;
  r->at += n;
  return p;
}

static uint64_t get_little(wire_reader *r, size_t n) {
  const uint8_t *p = take(r, n);
  uint64_t u = 0;
  for (size_t i = n; p && i > 0; i--)
    u = u << 8 | p[i - 1];
  return u;
}

uint32_t wire_get_u32(wire_reader *r) {
  return (uint32_t)get_little(r, 4);
}

uint64_t wire_get_u64(wire_reader *r) {
  return get_little(r, 8);
}

const char *wire_get_text(wire_reader *r, arena *a, size_t *len) {
  size_t from = r->at, n = wire_get_u32(r);
  const uint8_t *p = n <= r->len - r->at ? take(r, n) : NULL;
  const char *copy = p ? arena_text(a, (const char *)p, n) : NULL;
  if (!copy) {
    fail_at(r, from);
    *len = 0;
    return "";
  }
  *len = n;
  return copy;
}

/* UTF-8 without a zero byte. */
static const char *get_line(wire_reader *r, arena *a) {
  size_t from = r->at, len;
  const char *s = wire_get_text(r, a, &len);
  if (strlen(s) != len || utf8_valid_prefix(s, len) != len) fail_at(r, from);
  return s;
}

/* A number of items that the bytes left can hold. */
static uint32_t get_count(wire_reader *r, size_t least) {
  size_t from = r->at;
  uint32_t n = wire_get_u32(r);
  if (r->failed || n <= (r->len - r->at) / least) return n;
  fail_at(r, from);
  return 0;
}

static sonde_value get_value(wire_reader *r, arena *a, int depth);

static sonde_value get_list(wire_reader *r, arena *a, int depth) {
  size_t from = r->at;
  uint32_t n = get_count(r, LEAST_ITEM);
  sonde_value *items = r->failed ? NULL : arena_alloc(a, (uint64_t)n * sizeof *items);
  if (!items) fail_at(r, from);
  for (uint32_t i = 0; items && i < n && !r->failed; i++)
    items[i] = get_value(r, a, depth + 1);
  return value_list(items, n);
}

static void get_pair(wire_reader *r, arena *a, int depth, sonde_pair *pair, map *seen) {
  size_t from = r->at;
  pair->key = get_line(r, a);
  if (r->failed) return;
  if ((*map_put(seen, pair->key, strlen(pair->key)))++) fail_at(r, from);
  pair->value = get_value(r, a, depth + 1);
}

static sonde_value get_map(wire_reader *r, arena *a, int depth) {
  size_t from = r->at;
  uint32_t n = get_count(r, LEAST_PAIR);
  sonde_pair *pairs = r->failed ? NULL : arena_alloc(a, (uint64_t)n * sizeof *pairs);
  if (!pairs) fail_at(r, from);
  map seen = {0};
  for (uint32_t i = 0; pairs && i < n && !r->failed; i++)
    get_pair(r, a, depth, &pairs[i], &seen);
  map_free(&seen);
  return value_map(pairs, n);
}

static sonde_value get_unknown(wire_reader *r, arena *a) {
  size_t from = r->at;
  uint32_t why = wire_get_u32(r);
  if (why < 1 || why > 15) fail_at(r, from);
  from = r->at;
  uint64_t has_sentence = get_little(r, 1);
  if (has_sentence > 1) fail_at(r, from);
  return value_unknown(why, has_sentence ? get_line(r, a) : NULL);
}

static sonde_value get_bool(wire_reader *r) {
  size_t from = r->at;
  uint64_t b = get_little(r, 1);
  if (b > 1) fail_at(r, from);
  return value_bool(b == 1);
}

static sonde_value get_double(wire_reader *r) {
  size_t from = r->at;
  uint64_t bits = wire_get_u64(r);
  double n;
  memcpy(&n, &bits, sizeof n);
  sonde_value v = value_f64(n);
  if (v.kind != SONDE_F64) fail_at(r, from);
  return v;
}

static sonde_value get_chars(wire_reader *r, arena *a, uint32_t kind) {
  size_t from = r->at, len;
  const char *s = wire_get_text(r, a, &len);
  if (kind == SONDE_TEXT && utf8_valid_prefix(s, len) != len) fail_at(r, from);
  return (sonde_value){.kind = kind, .len = (uint32_t)len, .u.s = s};
}

static sonde_value get_value(wire_reader *r, arena *a, int depth) {
  size_t from = r->at;
  uint32_t kind = (uint32_t)get_little(r, 1);
  if (depth >= DEEPEST || kind > SONDE_HANDLE) fail_at(r, from);
  if (r->failed) return value_nil();
  sonde_value v = value_nil();
  switch (kind) {
  case SONDE_NIL: break;
  case SONDE_UNKNOWN: v = get_unknown(r, a); break;
  case SONDE_BOOL: v = get_bool(r); break;
  case SONDE_F64: v = get_double(r); break;
  case SONDE_TEXT:
  case SONDE_BYTES: v = get_chars(r, a, kind); break;
  case SONDE_LIST: v = get_list(r, a, depth); break;
  case SONDE_MAP: v = get_map(r, a, depth); break;
  default: v = (sonde_value){.kind = kind, .u.u = wire_get_u64(r)};
  }
  return r->failed ? value_nil() : v;
}

sonde_value wire_get_value(wire_reader *r, arena *a) {
  return get_value(r, a, 0);
}

void wire_get_error(wire_reader *r, error *e) {
  size_t from = r->at;
  uint32_t status = wire_get_u32(r);
  if (status >= SONDE_STATUS_COUNT) fail_at(r, from);
  uint32_t os_code = wire_get_u32(r);
  from = r->at;
  size_t len = wire_get_u32(r);
  const uint8_t *p = len < sizeof e->text ? take(r, len) : NULL;
  *e = (error){0};
  if (!p) {
    fail_at(r, from);
    return;
  }
  error_set(e, (sonde_status)status, "%.*s", (int)len, (const char *)p);
  e->os_code = os_code;
}
