/* Values as people read them, always on one line. */
#include "base/value.h"

#include <math.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"

#define DEEPEST 32

const char *kind_word(uint32_t kind) {
  static const char *const words[SONDE_KIND_COUNT] = {"nil", "unknown", "boolean", "integer", "integer",
      "number", "text", "bytes", "list", "map", "handle", "symbol", "pairs"};
  return kind < SONDE_KIND_COUNT ? words[kind] : "nonsense";
}

static bool is_unit(const char *unit, const char *word) {
  return unit && strcmp(unit, word) == 0;
}

bool value_unit_is_hex(const char *unit) {
  return is_unit(unit, "address") || is_unit(unit, "flags") || is_unit(unit, "hash") || is_unit(unit, "id");
}

/* Texts come from outside: control characters would move a terminal's cursor, invalid bytes would break the
 * document. */
static void print_text(text *out, const char *s, size_t len) {
  for (size_t at = 0; at < len;) {
    size_t good = utf8_valid_prefix(s + at, len - at);
    size_t from = at, end = at + good;
    for (; at < end; at++) {
      unsigned char c = (unsigned char)s[at];
      if (c >= 0x20 && c != 0x7f) continue;
      text_add(out, s + from, at - from);
      from = at + 1;
      c == '\n' ? text_puts(out, "\\n") : c == '\t' ? text_puts(out, "\\t") : text_printf(out, "\\x%02x", c);
    }
    text_add(out, s + from, end - from);
    if (end < len) {
      text_printf(out, "\\x%02x", (unsigned char)s[end]);
      at = end + 1;
    }
  }
}

static void print_bytes(text *out, const sonde_value *v) {
  uint32_t shown = v->len < 32 ? v->len : 32;
  for (uint32_t i = 0; i < shown; i++)
    text_printf(out, "%s%02x", i ? " " : "", (unsigned char)v->u.s[i]);
  if (shown < v->len) text_printf(out, " ... (%u bytes)", v->len);
}

static bool fits_i64(double n) {
  return n >= -9223372036854775808.0 && n < 9223372036854775808.0;
}

/* Up to what a double counts exactly. */
static bool is_whole(double n) {
  return n > -9007199254740992.0 && n < 9007199254740992.0 && (double)(int64_t)n == n;
}

static void print_number(text *out, const sonde_value *v, const char *unit) {
  double n = value_as_f64(v);
  bool whole = v->kind != SONDE_F64;
  if (whole && value_unit_is_hex(unit))
    text_printf(out, "0x%llx", (unsigned long long)v->u.u);
  else if (is_unit(unit, "ns") && fits_i64(n))
    units_print_duration(out, v->kind == SONDE_I64 ? v->u.i : (int64_t)llround(n));
  else if (is_unit(unit, "time") && v->kind == SONDE_I64)
    units_print_time(out, v->u.i);
  else if (is_unit(unit, "bytes") && n >= 0 && n < 18446744073709551616.0)
    units_print_bytes(out, whole ? v->u.u : (uint64_t)(n + 0.5));
  else if (is_unit(unit, "percent"))
    text_printf(out, "%.1f %%", n);
  else if (v->kind == SONDE_I64)
    text_printf(out, "%lld", (long long)v->u.i);
  else if (v->kind == SONDE_U64)
    text_printf(out, "%llu", (unsigned long long)v->u.u);
  else
    text_printf(out, is_whole(n) ? "%.0f" : "%.6g", n);
}

static void print(text *out, const sonde_value *v, const char *unit, int depth);

static void print_items(text *out, const sonde_value *v, const char *unit, int depth) {
  text_putc(out, '{');
  for (uint32_t i = 0; i < v->len && !out->cut; i++) {
    if (i) text_puts(out, ", ");
    if (depth >= DEEPEST) {
      text_puts(out, "...");
      break;
    }
    if (v->kind == SONDE_MAP) {
      print_text(out, v->u.map[i].key, strlen(v->u.map[i].key));
      text_puts(out, " = ");
    }
    print(out, v->kind == SONDE_MAP ? &v->u.map[i].value : &v->u.list[i], unit, depth + 1);
  }
  text_putc(out, '}');
}

static void print(text *out, const sonde_value *v, const char *unit, int depth) {
  switch (v->kind) {
  case SONDE_UNKNOWN:
    text_printf(out, "unknown (%s)", v->len == SONDE_WHY_NOT_ASKED ? "not asked" : why_word(v->len));
    break;
  case SONDE_BOOL: text_puts(out, v->u.u ? "true" : "false"); break;
  case SONDE_I64:
  case SONDE_U64:
  case SONDE_F64: print_number(out, v, unit); break;
  case SONDE_TEXT: print_text(out, v->u.s, v->len); break;
  case SONDE_BYTES: print_bytes(out, v); break;
  case SONDE_LIST:
  case SONDE_MAP: print_items(out, v, unit, depth); break;
  case SONDE_HANDLE: text_printf(out, "handle 0x%llx", (unsigned long long)v->u.u); break;
  default: text_puts(out, kind_word(v->kind));
  }
}

void value_print(text *out, const sonde_value *v, const char *unit) {
  print(out, v, unit, 0);
}
