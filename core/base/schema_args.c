/* Named arguments against the fields of a row. */
#include "base/schema.h"

#include <string.h>

static bool is_duration(const sonde_field *field) {
  return field->unit[0] == 'n' && strcmp(field->unit, "ns") == 0;
}

/* A number where people should have written a unit. */
static sonde_status check_bare_duration(const sonde_field *field, const sonde_value *in, error *e) {
  double n = value_as_f64(in);
  if (n <= -1000 || n >= 1000 || (n >= 0 && n <= 0)) return SONDE_OK;
  return error_set(e, SONDE_ARG,
      "%s: a bare number counts nanoseconds, and %g of them are hardly meant: write \"%gs\" or \"%gns\"",
      field->name, n, n, n);
}

static sonde_status check_argument(
    arena *a, const sonde_field *field, const sonde_value *in, sonde_value *out, error *e) {
  if (in->kind == SONDE_NIL && field->initial)
    return schema_parse(a, field, field->initial, strlen(field->initial), out, e);
  if (in->kind == SONDE_UNKNOWN)
    return error_set(e, SONDE_ARG, "%s: is unknown (%s)", field->name, why_word(in->len));
  if (value_is_number(in) && is_duration(field)) {
    sonde_status s = check_bare_duration(field, in, e);
    if (s) return s;
  }
  return schema_check(a, field, in, out, e);
}

static uint32_t find_field(const sonde_field *fields, uint32_t nfields, const char *name) {
  uint32_t i = 0;
  while (i < nfields && strcmp(fields[i].name, name) != 0)
    i++;
  return i;
}

static sonde_status refuse_name(const sonde_field *fields, uint32_t nfields, const char *name, error *e) {
  const char *near = schema_suggest_field(fields, nfields, name);
  if (near) return error_set(e, SONDE_ARG, "unknown name '%.60s', did you mean '%s'?", name, near);
  return error_set(
      e, SONDE_ARG, nfields ? "unknown name '%.60s'" : "unknown name '%.60s': there are none", name);
}

/* Puts the given values at their fields' places in `out`, unchecked. */
static sonde_status place_named(
    const sonde_field *fields, uint32_t nfields, const sonde_value *args, sonde_value *out, error *e) {
  for (uint32_t i = 0; i < args->len; i++) {
    const sonde_pair *pair = &args->u.map[i];
    uint32_t at = find_field(fields, nfields, pair->key);
    if (at == nfields) return refuse_name(fields, nfields, pair->key, e);
    if (out[at].kind) return error_set(e, SONDE_ARG, "%s: is given twice", pair->key);
    out[at] = pair->value;
  }
  return SONDE_OK;
}

static sonde_status place_positional(
    const sonde_field *fields, uint32_t nfields, const sonde_value *arg, sonde_value *out, error *e) {
  for (uint32_t i = 0; i < nfields; i++) {
    if (!(fields[i].flags & SONDE_FIELD_POSITIONAL)) continue;
    out[i] = *arg;
    return SONDE_OK;
  }
  if (arg->kind == SONDE_LIST && arg->len == 0) return SONDE_OK; /* Lua's {} */
  if (!nfields) return error_set(e, SONDE_ARG, "takes no arguments");
  return error_set(e, SONDE_ARG, "arguments are given by name, as in {%s = ...}", fields[0].name);
}

sonde_status schema_check_all(arena *a, const sonde_field *fields, uint32_t nfields, const sonde_value *args,
    sonde_value *out, error *e) {
  for (uint32_t i = 0; i < nfields; i++)
    out[i] = value_nil();
  sonde_status s = SONDE_OK;
  if (args && args->kind == SONDE_MAP)
    s = place_named(fields, nfields, args, out, e);
  else if (args && args->kind != SONDE_NIL)
    s = place_positional(fields, nfields, args, out, e);
  for (uint32_t i = 0; i < nfields && !s; i++) {
    sonde_value in = out[i];
    s = check_argument(a, &fields[i], &in, &out[i], e);
  }
  return s;
}
