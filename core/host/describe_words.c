/* Words for fields: kinds with their units, limits, examples. */
#include <string.h>

#include "host/describe_words.h"
#include "base/value.h"

static bool is_integer(uint32_t kind) {
  return kind == SONDE_I64 || kind == SONDE_U64;
}

static const char *plural(uint32_t kind) {
  static const char *const words[SONDE_KIND_COUNT] = {[SONDE_BOOL] = "booleans",
      [SONDE_I64] = "integers",
      [SONDE_U64] = "integers",
      [SONDE_F64] = "numbers",
      [SONDE_TEXT] = "texts",
      [SONDE_BYTES] = "bytes",
      [SONDE_LIST] = "lists",
      [SONDE_MAP] = "tables",
      [SONDE_HANDLE] = "handles"};
  return kind < SONDE_KIND_COUNT && words[kind] ? words[kind] : "values";
}

static const char *bare_word(uint32_t kind) {
  static const char *const words[SONDE_KIND_COUNT] = {[SONDE_BOOL] = "boolean",
      [SONDE_I64] = "integer",
      [SONDE_U64] = "integer",
      [SONDE_F64] = "number",
      [SONDE_TEXT] = "text",
      [SONDE_BYTES] = "bytes",
      [SONDE_LIST] = "list",
      [SONDE_MAP] = "table",
      [SONDE_HANDLE] = "handle",
      [SONDE_SYMBOL] = "text",
      [SONDE_PAIRS] = "table of texts"};
  return kind < SONDE_KIND_COUNT && words[kind] ? words[kind] : "value";
}

void describe_kind(text *out, const sonde_field *f) {
  if (f->kind == SONDE_HANDLE && strncmp(f->unit, "handle:", 7) == 0)
    text_printf(out, "%s (handle)", f->unit + 7);
  else if (f->kind == SONDE_LIST)
    text_printf(out, "list of %s", f->item_kind ? plural(f->item_kind) : "values");
  else if (strcmp(f->unit, "ns") == 0 && is_integer(f->kind))
    text_puts(out, "duration");
  else if (strcmp(f->unit, "bytes") == 0 && is_integer(f->kind))
    text_puts(out, "size");
  else if (f->unit[0])
    text_printf(out, "%s (%s)", bare_word(f->kind), f->unit);
  else
    text_puts(out, bare_word(f->kind));
}

static void separate(text *out, size_t begin) {
  if (out->len > begin) text_puts(out, ", ");
}

static void add_range(text *out, const sonde_field *f) {
  const char *of = f->kind == SONDE_TEXT || f->kind == SONDE_BYTES ? " bytes"
                   : f->kind == SONDE_LIST                         ? " items"
                                                                   : "";
  if (f->least && f->most)
    text_printf(out, "%s to %s%s", f->least, f->most, of);
  else if (f->least)
    text_printf(out, "at least %s%s", f->least, of);
  else
    text_printf(out, "at most %s%s", f->most, of);
}

void describe_limits(text *out, const sonde_field *f) {
  size_t begin = out->len;
  if (f->initial) text_printf(out, "default %s", f->initial[0] ? f->initial : "\"\"");
  if (f->least || f->most) {
    separate(out, begin);
    add_range(out, f);
  }
  if (f->choices) {
    separate(out, begin);
    text_printf(out, "one of: %s", f->choices);
  }
  static const struct {
    uint32_t flag;
    const char *word;
  } words[] = {{SONDE_FIELD_REQUIRED, "required"}, {SONDE_FIELD_POSITIONAL, "may be given without its name"},
      {SONDE_FIELD_SECRET, "secret"}, {SONDE_FIELD_SUBJECT, "what the record is about"},
      {SONDE_FIELD_QUALITY, "quality bits"}, {SONDE_FIELD_EXPENSIVE, "only when named in `columns`"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!(f->flags & words[i].flag)) continue;
    separate(out, begin);
    text_puts(out, words[i].word);
  }
}

size_t describe_summary(const char *doc) {
  const char *end = strstr(doc, ". ");
  return end ? (size_t)(end - doc) + 1 : strlen(doc);
}

void describe_signature(text *out, const row *r) {
  text_putc(out, '(');
  for (uint32_t i = 0; i < r->nparams; i++)
    text_printf(out, i ? ", %s" : "%s", r->params[i].name);
  text_putc(out, ')');
}

/* A value of a parameter as a script writes it. */
static void example_value(text *out, const sonde_field *f) {
  const char *given = f->initial ? f->initial : f->least;
  bool as_text =
      f->kind == SONDE_TEXT || (is_integer(f->kind) && (!strcmp(f->unit, "ns") || !strcmp(f->unit, "bytes")));
  if (f->choices)
    text_printf(out, "\"%.*s\"", (int)strcspn(f->choices, " "), f->choices);
  else if (given)
    text_printf(out, as_text ? "\"%s\"" : "%s", given);
  else if (f->kind == SONDE_HANDLE || f->kind == SONDE_MAP || f->kind == SONDE_LIST)
    text_puts(out, f->name);
  else
    text_puts(out, f->kind == SONDE_BOOL ? "true" : as_text || f->kind == SONDE_BYTES ? "\"...\"" : "1");
}

static bool in_example(const sonde_field *f) {
  return (f->flags & (SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL)) != 0;
}

static void example_arguments(text *out, const row *r) {
  uint32_t first = r->flags & SONDE_ROW_METHOD ? 1 : 0, shown = 0, at = 0;
  for (uint32_t i = first; i < r->nparams; i++)
    if (in_example(&r->params[i])) shown++, at = i;
  if (shown == 0) {
    text_puts(out, "()");
  } else if (shown == 1 && (r->params[at].flags & SONDE_FIELD_POSITIONAL)) {
    text_putc(out, '(');
    example_value(out, &r->params[at]);
    text_putc(out, ')');
  } else {
    const char *between = "{ ";
    for (uint32_t i = first; i < r->nparams; i++) {
      if (!in_example(&r->params[i])) continue;
      text_printf(out, "%s%s = ", between, r->params[i].name);
      example_value(out, &r->params[i]);
      between = ", ";
    }
    text_puts(out, " }");
  }
}

void describe_example(text *out, const row *r) {
  if (r->kind == ROW_QUERY) text_puts(out, "for row in ");
  if (r->kind == ROW_EVENT) text_puts(out, "local stream = ");
  if (r->kind == ROW_FUNCTION && r->nfields) text_puts(out, "local answer = ");
  if (r->flags & SONDE_ROW_METHOD)
    text_printf(out, "%s:%s", r->params[0].name, r->name);
  else
    text_printf(out, "host.%s", r->full_name);
  example_arguments(out, r);
  if (r->kind == ROW_QUERY) text_puts(out, " do ... end");
}
