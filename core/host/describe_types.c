/* describe for editors: LuaLS annotations of host.PLUGIN. script_types writes the classes `host` and
 * `sonde.stream` that these build on. */
#include <string.h>

#include "host/describe.h"
#include "host/describe_words.h"

static const char *scalar_type(uint32_t kind, const char *unit, bool given) {
  bool as_text = given && (strcmp(unit, "ns") == 0 || strcmp(unit, "bytes") == 0);
  switch (kind) {
  case SONDE_BOOL: return "boolean";
  case SONDE_I64:
  case SONDE_U64: return as_text ? "integer|string" : "integer";
  case SONDE_F64: return "number";
  case SONDE_TEXT:
  case SONDE_BYTES:
  case SONDE_SYMBOL: return "string";
  case SONDE_PAIRS: return "table<string, string>";
  case SONDE_MAP: return "table";
  default: return "any";
  }
}

static void choices_type(text *out, const char *choices) {
  const char *between = "";
  for (const char *at = choices + strspn(choices, " "); *at; at += strspn(at, " ")) {
    size_t len = strcspn(at, " ");
    text_printf(out, "%s\"%.*s\"", between, (int)len, at);
    between = "|";
    at += len;
  }
}

static void members_type(text *out, const sonde_field *f);

/* given: a parameter, where "5s" and "64 MiB" are understood. */
static void field_type(text *out, const char *plugin_name_, const sonde_field *f, bool given) {
  if (f->kind == SONDE_HANDLE && strncmp(f->unit, "handle:", 7) == 0)
    text_printf(out, "%s.%s", plugin_name_, f->unit + 7);
  else if (f->choices)
    choices_type(out, f->choices);
  else if (f->kind == SONDE_LIST && f->item_kind && f->item_kind != SONDE_MAP)
    text_printf(out, "(%s)[]", scalar_type(f->item_kind, f->unit, given));
  else if (f->nmembers) {
    members_type(out, f);
    if (f->kind == SONDE_LIST) text_puts(out, "[]");
  } else
    text_puts(out, f->kind == SONDE_LIST ? "any[]" : scalar_type(f->kind, f->unit, given));
}

static void members_type(text *out, const sonde_field *f) {
  text_puts(out, "{ ");
  for (uint32_t i = 0; i < f->nmembers; i++) {
    text_printf(out, "%s%s: ", i ? ", " : "", f->members[i].name);
    text_puts(out, f->members[i].kind == SONDE_LIST
                       ? "any[]"
                       : scalar_type(f->members[i].kind, f->members[i].unit, false));
  }
  text_puts(out, " }");
}

static void class_fields(
    text *out, const char *name, const sonde_field *fields, uint32_t first, uint32_t n, bool given) {
  for (uint32_t i = first; i < n; i++) {
    const sonde_field *f = &fields[i];
    bool optional = !(f->flags & SONDE_FIELD_REQUIRED);
    text_printf(out, "---@field %s%s ", f->name, optional ? "?" : "");
    field_type(out, name, f, given);
    text_printf(out, " %s", f->doc);
    text limits;
    text_init(&limits, 0);
    describe_limits(&limits, f);
    if (limits.len) text_printf(out, " [%s]", text_chars(&limits));
    text_free(&limits);
    text_putc(out, '\n');
  }
}

static const sonde_field *positional(const row *r) {
  for (uint32_t i = 0; i < r->nparams; i++)
    if (r->params[i].flags & SONDE_FIELD_POSITIONAL) return &r->params[i];
  return NULL;
}

static uint32_t first_param(const row *r) {
  return r->flags & SONDE_ROW_METHOD ? 1 : 0;
}

/* The classes of a row's arguments and of its result or columns. */
static void row_classes(text *out, const char *name, const row *r) {
  if (r->nparams > first_param(r)) {
    text_printf(out, "---@class %s.%s.params\n", name, r->name);
    class_fields(out, name, r->params, first_param(r), r->nparams, true);
    text_putc(out, '\n');
  }
  bool bare = r->kind == ROW_FUNCTION && r->nfields == 1 && strcmp(r->fields[0].name, "value") == 0;
  if (bare || r->nfields == 0) return;
  text_printf(out, "---@class %s.%s.%s\n", name, r->name, r->kind == ROW_FUNCTION ? "result" : "row");
  class_fields(out, name, r->fields, 0, r->nfields, false);
  text_putc(out, '\n');
}

static void return_type(text *out, const char *name, const row *r) {
  if (r->kind != ROW_FUNCTION)
    text_printf(out, "---@return sonde.stream rows of %s.%s.row\n", name, r->name);
  else if (r->nfields == 1 && strcmp(r->fields[0].name, "value") == 0) {
    text_puts(out, "---@return ");
    field_type(out, name, &r->fields[0], false);
    text_puts(out, r->fields[0].flags & SONDE_FIELD_REQUIRED ? "\n" : "?\n");
  } else if (r->nfields)
    text_printf(out, "---@return %s.%s.result\n", name, r->name);
}

static void row_function(text *out, const char *name, const row *r) {
  bool method = (r->flags & SONDE_ROW_METHOD) != 0, has_args = r->nparams > first_param(r);
  text_printf(out, "---%s\n", r->doc);
  if (r->needs[0]) text_printf(out, "---needs: %s\n", r->needs);
  if (has_args) {
    const sonde_field *p = positional(r);
    text_printf(out, "---@param args? %s.%s.params", name, r->name);
    if (p) text_putc(out, '|');
    if (p) field_type(out, name, p, true);
    text_putc(out, '\n');
  }
  return_type(out, name, r);
  if (method && strncmp(r->params[0].unit, "handle:", 7) == 0)
    text_printf(out, "function %s_%s:%s", name, r->params[0].unit + 7, r->name);
  else
    text_printf(out, "function %s.%s", name, r->name);
  text_puts(out, has_args ? "(args) end\n\n" : "() end\n\n");
}

/* A class for each type of handle that a result gives. */
static void handle_classes(text *out, plugin *p, const char *name) {
  row r;
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at(p, i, &r);
    for (uint32_t k = 0; r.kind == ROW_FUNCTION && k < r.nfields; k++) {
      const char *unit = r.fields[k].unit;
      if (r.fields[k].kind == SONDE_HANDLE && strncmp(unit, "handle:", 7) == 0)
        text_printf(out, "---@class %s.%s\nlocal %s_%s = {}\n\n", name, unit + 7, name, unit + 7);
    }
  }
}

void describe_plugin_types(text *out, plugin *p) {
  const char *name = plugin_name(p);
  row r;
  text_printf(out, "---%s\n---@class %s\nlocal %s = {}\n\n", plugin_summary(p), name, name);
  handle_classes(out, p, name);
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at(p, i, &r);
    row_classes(out, name, &r);
    row_function(out, name, &r);
  }
  text_printf(out, "---@class sonde.host\n---@field %s %s\n", name, name);
}
