/* Texts as values: one parser for sonde.ini, the command line and the limits in descriptors. */
#include "base/schema_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/units.h"
#include "base/utf8.h"

static bool is_unit(const sonde_field *field, const char *word) {
  return strcmp(field->unit, word) == 0;
}

static void trim(const char **s, size_t *len) {
  while (*len && ((*s)[0] == ' ' || (*s)[0] == '\t'))
    (*s)++, (*len)--;
  while (*len && ((*s)[*len - 1] == ' ' || (*s)[*len - 1] == '\t'))
    (*len)--;
}

static sonde_status refuse(error *e, const char *s, size_t len, const char *what) {
  return error_set(e, SONDE_ARG, "'%.*s' is not %s", (int)(len < 40 ? len : 40), s, what);
}

/* "50 %" where the unit is percent. */
static void drop_percent(const sonde_field *field, const char **s, size_t *len) {
  if (*len && (*s)[*len - 1] == '%' && is_unit(field, "percent")) {
    (*len)--;
    trim(s, len);
  }
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/* Decimal digits or 0x and hexadecimal ones; false: something else or beyond 64 bits. */
static bool read_digits(const char *s, size_t len, uint64_t *out) {
  uint64_t base = len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? 16 : 10;
  size_t at = base == 16 ? 2 : 0;
  if (at >= len) return false;
  for (*out = 0; at < len; at++) {
    uint64_t digit = (uint64_t)digit_of(s[at]);
    if (digit >= base || *out > (UINT64_MAX - digit) / base) return false;
    *out = *out * base + digit;
  }
  return true;
}

static sonde_status read_integer(
    const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  drop_percent(field, &s, &len);
  bool negative = len && s[0] == '-';
  uint64_t u = 0;
  if (!read_digits(s + negative, len - negative, &u)) return refuse(e, s, len, "an integer of 64 bits");
  uint64_t most = field->kind == SONDE_U64 ? (negative ? 0 : UINT64_MAX) : (uint64_t)INT64_MAX + negative;
  if (u > most)
    return refuse(
        e, s, len, field->kind == SONDE_U64 ? "an integer of 0 or more" : "an integer of 63 bits and sign");
  *out = (sonde_value){.kind = field->kind, .u.u = negative ? 0 - u : u};
  return SONDE_OK;
}

/* Digits, at most one point, an exponent: what strtod takes beyond that (nan, inf, hexadecimal) is no number
 * here. */
static sonde_status read_double(
    const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  drop_percent(field, &s, &len);
  char copy[64];
  if (!len || len >= sizeof copy) return refuse(e, s, len, "a number");
  memcpy(copy, s, len);
  copy[len] = 0;
  if (strspn(copy, "0123456789+-.eE") != len || !strpbrk(copy, "0123456789"))
    return refuse(e, s, len, "a number");
  char *end = copy;
  *out = value_f64(strtod(copy, &end));
  return end == copy + len && out->kind == SONDE_F64 ? SONDE_OK : refuse(e, s, len, "a number");
}

static sonde_value as_kind(const sonde_field *field, int64_t i, uint64_t u, bool is_signed) {
  if (field->kind == SONDE_F64) return value_f64(is_signed ? (double)i : (double)u);
  return (sonde_value){.kind = field->kind, .u.u = is_signed ? (uint64_t)i : u};
}

static sonde_status read_number(
    const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  int64_t ns = 0;
  uint64_t bytes = 0;
  if (is_unit(field, "ns")) {
    sonde_status status = units_parse_duration(s, len, &ns, e);
    if (!status && ns < 0 && field->kind == SONDE_U64) return refuse(e, s, len, "a duration of 0 or more");
    *out = as_kind(field, ns, 0, true);
    return status;
  }
  if (is_unit(field, "bytes")) {
    sonde_status status = units_parse_bytes(s, len, &bytes, e);
    if (!status && bytes > INT64_MAX && field->kind == SONDE_I64)
      return refuse(e, s, len, "a size below 8 EiB");
    *out = as_kind(field, 0, bytes, false);
    return status;
  }
  return field->kind == SONDE_F64 ? read_double(field, s, len, out, e) : read_integer(field, s, len, out, e);
}

static sonde_status read_bool(const char *s, size_t len, sonde_value *out, error *e) {
  static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
  for (size_t i = 0; i < COUNT(words); i++) {
    if (strlen(words[i]) == len && memcmp(words[i], s, len) == 0) {
      *out = value_bool(i % 2);
      return SONDE_OK;
    }
  }
  return refuse(e, s, len, "true or false");
}

static sonde_status read_chars(
    const sonde_field *field, arena *a, const char *s, size_t len, sonde_value *out, error *e) {
  size_t good = field->kind == SONDE_BYTES ? len : utf8_valid_prefix(s, len);
  if (good < len) return error_set(e, SONDE_ARG, "is not valid UTF-8 at byte %zu", good);
  const char *copy = len <= UINT32_MAX ? arena_text(a, s, len) : NULL;
  if (!copy) return error_set(e, SONDE_MEMORY, "is too long: %zu bytes", len);
  *out = (sonde_value){.kind = field->kind, .len = (uint32_t)len, .u.s = copy};
  return SONDE_OK;
}

sonde_field schema_item(const sonde_field *list) {
  sonde_field item = *list;
  item.kind = list->item_kind;
  item.item_kind = 0;
  item.least = item.most = item.initial = NULL;
  item.flags &= (uint32_t)SONDE_FIELD_SECRET;
  return item;
}

/* "a, b, c"; nothing is the empty list. */
static sonde_status read_list(
    arena *a, const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  size_t n = len > 0;
  for (size_t i = 0; i < len; i++)
    n += s[i] == ',';
  sonde_value *items = n <= UINT32_MAX ? arena_alloc(a, n * sizeof *items) : NULL;
  if (!items) return error_set(e, SONDE_MEMORY, "has too many items: %zu", n);
  sonde_field item = schema_item(field);
  const char *from = s;
  for (size_t i = 0; i < n; i++) {
    size_t left = len - (size_t)(from - s);
    const char *comma = memchr(from, ',', left);
    const char *word = from;
    size_t word_len = comma ? (size_t)(comma - from) : left;
    from = comma ? comma + 1 : from;
    trim(&word, &word_len);
    sonde_status status = schema_read_text(a, &item, word, word_len, &items[i], e);
    if (status) return status;
  }
  *out = value_list(items, n);
  return SONDE_OK;
}

static sonde_status read_json(
    arena *a, const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  sonde_value raw;
  sonde_status status = json_read(a, s, len, &raw, e);
  return status ? status : schema_check(a, field, &raw, out, e);
}

sonde_status schema_read_text(
    arena *a, const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  if (field->kind != SONDE_TEXT && field->kind != SONDE_BYTES) trim(&s, &len);
  switch (field->kind) {
  case SONDE_BOOL: return read_bool(s, len, out, e);
  case SONDE_I64:
  case SONDE_U64:
  case SONDE_F64: return read_number(field, s, len, out, e);
  case SONDE_TEXT:
  case SONDE_BYTES: return read_chars(field, a, s, len, out, e);
  case SONDE_LIST:
    if (len && s[0] == '[') return read_json(a, field, s, len, out, e);
    return read_list(a, field, s, len, out, e);
  case SONDE_MAP:
    if (len && s[0] == '{') return read_json(a, field, s, len, out, e);
    return error_set(e, SONDE_ARG, "is a map: write it as JSON, as in {\"name\": 1}");
  default: return error_set(e, SONDE_ARG, "cannot be written as a text: %s", kind_word(field->kind));
  }
}

sonde_status schema_parse(
    arena *a, const sonde_field *field, const char *s, size_t len, sonde_value *out, error *e) {
  error why = {0};
  sonde_status status = schema_read_text(a, field, s, len, out, &why);
  if (!status) return schema_check_limits(a, field, out, e);
  if (field->flags & SONDE_FIELD_SECRET)
    return error_set(e, status, "%s: must be %s; the value is secret and not shown", field->name,
        schema_kind_phrase(field->kind));
  return error_set(e, status, "%s: %s", field->name, why.text);
}
