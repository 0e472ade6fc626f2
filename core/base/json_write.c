/* Values as JSON text. Integers are written digit by digit, never through a double. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

#define DEEPEST 64

static void write_escaped(text *out, unsigned char c) {
  static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
  const char *at = c ? strchr(plain, c) : NULL;
  if (at)
    text_printf(out, "\\%c", letters[at - plain]);
  else
    text_printf(out, "\\u%04x", c);
}

/* Valid UTF-8. */
static void write_chars(text *out, const char *s, size_t len) {
  size_t from = 0;
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)s[i];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    text_add(out, s + from, i - from);
    write_escaped(out, c);
    from = i + 1;
  }
  text_add(out, s + from, len - from);
}

void json_write_text(text *out, const char *s, size_t len) {
  text_putc(out, '"');
  for (size_t at = 0; at < len;) {
    size_t good = utf8_valid_prefix(s + at, len - at);
    write_chars(out, s + at, good);
    at += good;
    if (at < len) {
      text_puts(out, "\xEF\xBF\xBD");
      at++;
    }
  }
  text_putc(out, '"');
}

static void write_base64(text *out, const unsigned char *s, size_t len) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  text_putc(out, '"');
  for (size_t i = 0; i < len; i += 3) {
    uint32_t left = len - i < 3 ? (uint32_t)(len - i) : 3;
    uint32_t bits =
        (uint32_t)s[i] << 16 | (left > 1 ? (uint32_t)s[i + 1] << 8 : 0) | (left > 2 ? s[i + 2] : 0);
    char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63], '=', '='};
    if (left > 1) four[2] = digits[bits >> 6 & 63];
    if (left > 2) four[3] = digits[bits & 63];
    text_add(out, four, 4);
  }
  text_putc(out, '"');
}

/* The shortest form that reads back as the same double, and reads back as a double. */
static void write_double(text *out, double n) {
  char line[40];
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(line, sizeof line, "%.*g", digits, n);
    double back = strtod(line, NULL);
    if (!(back < n) && !(back > n)) break;
  }
  text_puts(out, line);
  if (!strpbrk(line, ".eE")) text_puts(out, ".0");
}

static void new_line(text *out, int indent) {
  if (indent < 0) return;
  text_putc(out, '\n');
  for (int i = 0; i < indent; i++)
    text_puts(out, "  ");
}

static void write_unknown(text *out, const sonde_value *v) {
  text_puts(out, "{\"unknown\":");
  json_write_text(out, why_word(v->len), strlen(why_word(v->len)));
  if (v->u.s) {
    text_puts(out, ",\"why\":");
    json_write_text(out, v->u.s, strlen(v->u.s));
  }
  text_putc(out, '}');
}

static void write_value(text *out, const sonde_value *v, const char *unit, int indent, int depth);

static void write_items(text *out, const sonde_value *v, const char *unit, int indent, int depth) {
  bool is_map = v->kind == SONDE_MAP;
  int inner = indent < 0 ? -1 : indent + 1;
  uint32_t n = depth < DEEPEST ? v->len : 0;
  text_putc(out, is_map ? '{' : '[');
  for (uint32_t i = 0; i < n && !out->cut; i++) {
    if (i) text_putc(out, ',');
    new_line(out, inner);
    if (is_map) {
      json_write_text(out, v->u.map[i].key, strlen(v->u.map[i].key));
      text_puts(out, indent < 0 ? ":" : ": ");
    }
    write_value(out, is_map ? &v->u.map[i].value : &v->u.list[i], unit, inner, depth + 1);
  }
  if (n) new_line(out, indent);
  text_putc(out, is_map ? '}' : ']');
}

static void write_integer(text *out, const sonde_value *v, const char *unit) {
  if (v->kind == SONDE_HANDLE || value_unit_is_hex(unit))
    text_printf(out, "\"0x%llx\"", (unsigned long long)v->u.u);
  else if (v->kind == SONDE_I64)
    text_printf(out, "%lld", (long long)v->u.i);
  else
    text_printf(out, "%llu", (unsigned long long)v->u.u);
}

static void write_value(text *out, const sonde_value *v, const char *unit, int indent, int depth) {
  switch (v->kind) {
  case SONDE_UNKNOWN: write_unknown(out, v); break;
  case SONDE_BOOL: text_puts(out, v->u.u ? "true" : "false"); break;
  case SONDE_I64:
  case SONDE_U64:
  case SONDE_HANDLE: write_integer(out, v, unit); break;
  case SONDE_F64:
    if (value_f64(v->u.n).kind == SONDE_F64)
      write_double(out, v->u.n);
    else
      text_puts(out, "null");
    break;
  case SONDE_TEXT: json_write_text(out, v->u.s, v->len); break;
  case SONDE_BYTES: write_base64(out, (const unsigned char *)v->u.s, v->len); break;
  case SONDE_LIST:
  case SONDE_MAP: write_items(out, v, unit, indent, depth); break;
  default: text_puts(out, "null");
  }
}

void json_write(text *out, const sonde_value *v, const char *unit, int indent) {
  write_value(out, v, unit, indent, 0);
}
