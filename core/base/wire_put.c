/* Writing the serialised form. Equal values give equal bytes. */
#include <string.h>

#include "base/utf8.h"
#include "base/wire.h"

#define DEEPEST 32

void wire_put_u32(text *out, uint32_t u) {
  char b[4];
  for (int i = 0; i < 4; i++)
    b[i] = (char)(u >> 8 * i & 0xFF);
  text_add(out, b, sizeof b);
}

void wire_put_u64(text *out, uint64_t u) {
  char b[8];
  for (int i = 0; i < 8; i++)
    b[i] = (char)(u >> 8 * i & 0xFF);
  text_add(out, b, sizeof b);
}

void wire_put_text(text *out, const char *s, size_t len) {
  if (len > UINT32_MAX) len = UINT32_MAX; /* more than any text's limit: it will be cut and say so */
  wire_put_u32(out, (uint32_t)len);
  text_add(out, s, len);
}

static void put_double(text *out, double n) {
  uint64_t bits;
  memcpy(&bits, &n, sizeof bits);
  wire_put_u64(out, bits);
}

static void put_unknown(text *out, uint32_t why, const char *sentence) {
  wire_put_u32(out, why);
  text_putc(out, sentence != NULL);
  if (sentence) wire_put_text(out, sentence, strlen(sentence));
}

static void put_value(text *out, const sonde_value *v, int depth);

static void put_items(text *out, const sonde_value *v, int depth) {
  wire_put_u32(out, v->len);
  for (uint32_t i = 0; i < v->len && !out->cut; i++) {
    if (v->kind == SONDE_MAP) {
      wire_put_text(out, v->u.map[i].key, strlen(v->u.map[i].key));
      put_value(out, &v->u.map[i].value, depth + 1);
    } else {
      put_value(out, &v->u.list[i], depth + 1);
    }
  }
}

static bool is_utf8(const char *s, size_t len) {
  return utf8_valid_prefix(s, len) == len;
}

static bool has_good_keys(const sonde_value *map) {
  for (uint32_t i = 0; i < map->len; i++) {
    if (!is_utf8(map->u.map[i].key, strlen(map->u.map[i].key))) return false;
  }
  return true;
}

static sonde_value writable_unknown(const sonde_value *v) {
  bool good = v->u.s && is_utf8(v->u.s, strlen(v->u.s));
  return value_unknown(v->len < 1 || v->len > 15 ? SONDE_WHY_UNKNOWN : v->len, good ? v->u.s : NULL);
}

/* What a reader would refuse is written as an unknown that says so. */
static sonde_value writable(const sonde_value *v, int depth) {
  bool holds_items = (v->kind == SONDE_LIST || v->kind == SONDE_MAP) && v->len;
  if (holds_items && depth + 1 >= DEEPEST)
    return value_unknown(SONDE_WHY_OVERFLOW, "it lies too deep in lists and maps");
  if (v->kind > SONDE_HANDLE)
    return value_unknown(SONDE_WHY_IMPLAUSIBLE, "it has a kind that values do not have");
  if (v->kind == SONDE_F64) return value_f64(v->u.n);
  if (v->kind == SONDE_UNKNOWN) return writable_unknown(v);
  if (v->kind == SONDE_TEXT && !is_utf8(v->u.s, v->len))
    return value_unknown(SONDE_WHY_IMPLAUSIBLE, "its text is not valid UTF-8");
  if (v->kind == SONDE_MAP && !has_good_keys(v))
    return value_unknown(SONDE_WHY_IMPLAUSIBLE, "one of its keys is not valid UTF-8");
  return *v;
}

static void put_value(text *out, const sonde_value *given, int depth) {
  sonde_value v = writable(given, depth);
  text_putc(out, (char)v.kind);
  switch (v.kind) {
  case SONDE_NIL: break;
  case SONDE_UNKNOWN: put_unknown(out, v.len, v.u.s); break;
  case SONDE_BOOL: text_putc(out, v.u.u != 0); break;
  case SONDE_F64: put_double(out, v.u.n); break;
  case SONDE_TEXT:
  case SONDE_BYTES: wire_put_text(out, v.u.s, v.len); break;
  case SONDE_LIST:
  case SONDE_MAP: put_items(out, &v, depth); break;
  default: wire_put_u64(out, v.u.u);
  }
}

void wire_put_value(text *out, const sonde_value *v) {
  put_value(out, v, 0);
}

void wire_put_error(text *out, const error *e) {
  wire_put_u32(out, (uint32_t)e->status);
  wire_put_u32(out, e->os_code);
  wire_put_text(out, e->text, strlen(e->text));
}
