/* Values against their fields. The way without limits and conversions is short: every call from a script
 * passes it. */
#include "base/schema_text.h"

#include <string.h>

#include "base/utf8.h"

static bool is_unit(const sonde_field *field, const char *word) {
  return strcmp(field->unit, word) == 0;
}

static bool is_integer(uint32_t kind) {
  return kind == SONDE_I64 || kind == SONDE_U64;
}

static bool is_numeric(uint32_t kind) {
  return is_integer(kind) || kind == SONDE_F64;
}

static sonde_status refuse_kind(const sonde_field *field, const sonde_value *in, error *e) {
  return error_set(e, SONDE_ARG, "%s: must be %s, is %s", field->name, schema_kind_phrase(field->kind),
      schema_kind_phrase(in->kind));
}

static sonde_status refuse_number(
    const sonde_field *field, const sonde_value *in, const char *must, error *e) {
  text is = {.limit = 60};
  if (field->flags & SONDE_FIELD_SECRET)
    text_puts(&is, "another (secret, not shown)");
  else
    value_print(&is, in, "");
  error_set(e, SONDE_ARG, "%s: must be %s, is %s", field->name, must, text_chars(&is));
  text_free(&is);
  return SONDE_ARG;
}

static sonde_status double_to_integer(
    const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  bool is_signed = field->kind == SONDE_I64;
  double n = in->u.n, most = is_signed ? 9223372036854775808.0 : 18446744073709551616.0;
  if (!is_signed && n < 0) return refuse_number(field, in, "0 or more", e);
  if (n >= most || n < -9223372036854775808.0) return refuse_number(field, in, "an integer of 64 bits", e);
  *out = is_signed ? value_i64((int64_t)n) : value_u64((uint64_t)n);
  if (value_compare(in, out) != 0) return refuse_number(field, in, "a whole number", e);
  return SONDE_OK;
}

static sonde_status integer_to_double(
    const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  *out = value_f64(value_as_f64(in));
  if (value_compare(in, out) != 0) return refuse_number(field, in, "a number that a double holds exactly", e);
  return SONDE_OK;
}

static sonde_status convert_number(
    const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  if (in->kind == SONDE_F64) return double_to_integer(field, in, out, e);
  if (field->kind == SONDE_F64) return integer_to_double(field, in, out, e);
  if (in->u.u > INT64_MAX)
    return refuse_number(
        field, in, field->kind == SONDE_U64 ? "0 or more" : "at most 9223372036854775807", e);
  *out = (sonde_value){.kind = field->kind, .u.u = in->u.u};
  return SONDE_OK;
}

static sonde_status check_utf8(const sonde_field *field, const sonde_value *in, error *e) {
  size_t good = utf8_valid_prefix(in->u.s, in->len);
  if (good == in->len) return SONDE_OK;
  return error_set(e, SONDE_ARG, "%s: is not valid UTF-8 at byte %zu", field->name, good);
}

static sonde_status no_memory(const sonde_field *field, error *e) {
  return error_set(e, SONDE_MEMORY, "%s: does not fit into the call's memory budget", field->name);
}

static sonde_status check_items(
    arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  *out = *in;
  if (!field->item_kind || !in->len) return SONDE_OK;
  sonde_field item = schema_item(field);
  item.choices = NULL; /* checked once for the whole list */
  sonde_value *items = arena_alloc(a, (uint64_t)in->len * sizeof *items);
  if (!items) return no_memory(field, e);
  for (uint32_t i = 0; i < in->len; i++) {
    sonde_status s = in->u.list[i].kind ? schema_check(a, &item, &in->u.list[i], &items[i], e)
                                        : error_set(e, SONDE_ARG, "%s: item %u is nil", field->name, i + 1);
    if (s) return s;
  }
  *out = value_list(items, in->len);
  return SONDE_OK;
}

/* The checked members that are there become the map's pairs, in the order of the descriptor. */
static sonde_status check_members(
    arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  *out = *in;
  if (!field->members) return SONDE_OK;
  uint32_t n = field->nmembers, present = 0;
  sonde_value *values = arena_alloc(a, (uint64_t)n * sizeof *values);
  sonde_pair *pairs = arena_alloc(a, (uint64_t)n * sizeof *pairs);
  if (!values || !pairs) return no_memory(field, e);
  sonde_status s = schema_check_all(a, field->members, n, in, values, e);
  if (s) {
    error_prefix(e, field->name);
    return s;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (values[i].kind) pairs[present++] = (sonde_pair){field->members[i].name, values[i]};
  }
  *out = value_map(pairs, present);
  return SONDE_OK;
}

/* Texts stand for numbers where people write them so: durations, sizes, and the "0x.." of our own JSON. */
static bool may_be_text(const sonde_field *field) {
  return is_numeric(field->kind) &&
         (is_unit(field, "ns") || is_unit(field, "bytes") || value_unit_is_hex(field->unit));
}

static sonde_status check_other_kind(
    arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  bool chars = in->kind == SONDE_TEXT || in->kind == SONDE_BYTES;
  if (in->kind == SONDE_TEXT && may_be_text(field)) return schema_parse(a, field, in->u.s, in->len, out, e);
  if (is_numeric(in->kind) && is_numeric(field->kind)) return convert_number(field, in, out, e);
  if (chars && (field->kind == SONDE_TEXT || field->kind == SONDE_BYTES || field->kind == SONDE_SYMBOL)) {
    *out = *in;
    out->kind = field->kind == SONDE_BYTES ? SONDE_BYTES : SONDE_TEXT;
    return field->kind == SONDE_BYTES ? SONDE_OK : check_utf8(field, in, e);
  }
  bool empty = (in->kind == SONDE_LIST || in->kind == SONDE_MAP) && in->len == 0; /* Lua's {} is either */
  sonde_value none = {.kind = field->kind};
  if (empty && field->kind == SONDE_LIST) return check_items(a, field, &none, out, e);
  if (empty && field->kind == SONDE_MAP) return check_members(a, field, &none, out, e);
  if (field->kind == SONDE_PAIRS && (in->kind == SONDE_MAP || empty)) {
    *out = *in;
    out->kind = SONDE_MAP;
    return SONDE_OK;
  }
  return refuse_kind(field, in, e);
}

static sonde_status check_kind(
    arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  if (in->kind != field->kind) return check_other_kind(a, field, in, out, e);
  if (field->kind == SONDE_LIST) return check_items(a, field, in, out, e);
  if (field->kind == SONDE_MAP) return check_members(a, field, in, out, e);
  *out = *in;
  return field->kind == SONDE_TEXT ? check_utf8(field, in, e) : SONDE_OK;
}

sonde_status schema_check(
    arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  if (in->kind <= SONDE_UNKNOWN) {
    *out = *in;
    if (in->kind == SONDE_NIL && (field->flags & SONDE_FIELD_REQUIRED))
      return error_set(e, SONDE_ARG, "%s: must be given", field->name);
    return SONDE_OK;
  }
  sonde_status s = check_kind(a, field, in, out, e);
  if (s || (!field->least && !field->most && !field->choices)) return s;
  return schema_check_limits(a, field, out, e);
}
