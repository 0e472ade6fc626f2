/* Checks of parameters and results, compiled once from the fields, so that the usual call parses and compares
 * no text. */
#include <float.h>
#include <string.h>

#include "base/schema.h"
#include "host/internal.h"

/* `least` or `most` of a number, in the field's own kind. */
static bool parse_limit(arena *a, const sonde_field *f, const char *limit, sonde_value *out) {
  sonde_field bare = *f;
  bare.least = bare.most = bare.choices = bare.initial = NULL;
  return limit && schema_parse(a, &bare, limit, strlen(limit), out, NULL) == SONDE_OK;
}

static void set_range(arena *a, const sonde_field *f, field_rule *r) {
  sonde_value least = {0}, most = {0};
  bool has_least = parse_limit(a, f, f->least, &least), has_most = parse_limit(a, f, f->most, &most);
  if (f->kind == SONDE_I64) {
    r->range.i.least = has_least ? least.u.i : INT64_MIN;
    r->range.i.most = has_most ? most.u.i : INT64_MAX;
  } else if (f->kind == SONDE_U64) {
    r->range.u.least = has_least ? least.u.u : 0;
    r->range.u.most = has_most ? most.u.u : UINT64_MAX;
  } else {
    r->range.n.least = has_least ? least.u.n : -DBL_MAX;
    r->range.n.most = has_most ? most.u.n : DBL_MAX;
  }
}

static bool is_number(uint32_t kind) {
  return kind == SONDE_I64 || kind == SONDE_U64 || kind == SONDE_F64;
}

/* Of a handle or a list of them. */
static const char *handle_type(const sonde_field *f) {
  bool holds = f->kind == SONDE_HANDLE || (f->kind == SONDE_LIST && f->item_kind == SONDE_HANDLE);
  return holds && strncmp(f->unit, "handle:", 7) == 0 ? f->unit + 7 : NULL;
}

field_rule *rules_new(arena *a, const sonde_field *fields, uint32_t n) {
  field_rule *rules = arena_alloc(a, (n + 1u) * sizeof *rules);
  for (uint32_t i = 0; i < n; i++) {
    const sonde_field *f = &fields[i];
    field_rule *r = &rules[i];
    r->kind = f->kind;
    r->required = (f->flags & SONDE_FIELD_REQUIRED) != 0;
    r->secret = (f->flags & SONDE_FIELD_SECRET) != 0;
    r->handle_type = handle_type(f);
    r->plain = f->kind == SONDE_BOOL || (is_number(f->kind) && !f->choices);
    if (is_number(f->kind)) set_range(a, f, r);
    if (f->initial) schema_parse(a, f, f->initial, strlen(f->initial), &r->initial, NULL);
  }
  return rules;
}
