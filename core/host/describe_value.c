/* describe as a value, for --json and editors: all that the table says. */
#include <string.h>

#include "base/memory.h"
#include "host/describe.h"
#include "host/describe_words.h"

#define KEYS_MOST 16

/* A map that is being filled. */
typedef struct builder {
  arena *a;
  sonde_pair pairs[KEYS_MOST];
  size_t n;
} builder;

static void put(builder *b, const char *key, sonde_value v) {
  if (b->n < KEYS_MOST) b->pairs[b->n++] = (sonde_pair){key, v};
}

static void put_text(builder *b, const char *key, const char *s) {
  if (s && s[0]) put(b, key, value_text(s));
}

static sonde_value finish(builder *b) {
  sonde_pair *copy = arena_alloc(b->a, (b->n + 1) * sizeof *copy);
  memcpy(copy, b->pairs, b->n * sizeof *copy);
  return value_map(copy, b->n);
}

/* Words separated by spaces as a list of texts. */
static sonde_value words_list(arena *a, const char *words) {
  size_t most = strlen(words) / 2 + 1, n = 0;
  sonde_value *items = arena_alloc(a, most * sizeof *items);
  for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
    size_t len = strcspn(at, " ");
    items[n++] = value_text_len(at, len);
    at += len;
  }
  return value_list(items, n);
}

typedef struct flag_word {
  uint32_t flag;
  const char *word;
} flag_word;

static sonde_value flags_list(arena *a, uint32_t flags, const flag_word *words, size_t nwords) {
  sonde_value *items = arena_alloc(a, nwords * sizeof *items);
  size_t n = 0;
  for (size_t i = 0; i < nwords; i++)
    if (flags & words[i].flag) items[n++] = value_text(words[i].word);
  return value_list(items, n);
}

static const flag_word field_flags[] = {{SONDE_FIELD_REQUIRED, "required"},
    {SONDE_FIELD_POSITIONAL, "positional"}, {SONDE_FIELD_SECRET, "secret"}, {SONDE_FIELD_SUBJECT, "subject"},
    {SONDE_FIELD_QUALITY, "quality"}, {SONDE_FIELD_EXPENSIVE, "expensive"}};
static const flag_word row_flags[] = {{SONDE_ROW_SLOW, "slow"}, {SONDE_ROW_PARALLEL, "parallel"},
    {SONDE_ROW_METHOD, "method"}, {SONDE_ROW_CHANGES, "changes"}, {SONDE_ROW_COLUMNS, "columns"}};

static sonde_value field_value(arena *a, const sonde_field *f) {
  builder b = {.a = a};
  put_text(&b, "name", f->name);
  put_text(&b, "kind", kind_word(f->kind));
  if (f->kind == SONDE_LIST && f->item_kind) put_text(&b, "item_kind", kind_word(f->item_kind));
  put_text(&b, "unit", f->unit);
  put_text(&b, "doc", f->doc);
  put_text(&b, "default", f->initial);
  put_text(&b, "min", f->least);
  put_text(&b, "max", f->most);
  if (f->choices) put(&b, "choices", words_list(a, f->choices));
  if (f->nmembers) put(&b, "members", describe_fields_value(a, f->members, f->nmembers));
  if (f->flags & 0xFFFFu) put(&b, "flags", flags_list(a, f->flags, field_flags, COUNT(field_flags)));
  return finish(&b);
}

sonde_value describe_fields_value(arena *a, const sonde_field *fields, uint32_t n) {
  sonde_value *items = arena_alloc(a, (n + 1u) * sizeof *items);
  for (uint32_t i = 0; i < n; i++)
    items[i] = field_value(a, &fields[i]);
  return value_list(items, n);
}

sonde_value describe_row_value(arena *a, const row *r) {
  builder b = {.a = a};
  text example;
  text_init(&example, 0);
  describe_example(&example, r);
  put_text(&b, "name", r->name);
  put_text(&b, "doc", r->doc);
  put(&b, "needs", words_list(a, r->needs));
  put(&b, "flags", flags_list(a, r->flags, row_flags, COUNT(row_flags)));
  put(&b, "params", describe_fields_value(a, r->params, r->nparams));
  put(&b, r->kind == ROW_FUNCTION ? "results" : "columns", describe_fields_value(a, r->fields, r->nfields));
  put(&b, "example", value_text(arena_text(a, text_chars(&example), example.len)));
  text_free(&example);
  return finish(&b);
}

static sonde_value rows_value(arena *a, plugin *p, row_kind kind) {
  size_t n = 0, all = plugin_row_count(p);
  sonde_value *items = arena_alloc(a, (all + 1) * sizeof *items);
  row r;
  for (size_t i = 0; i < all; i++) {
    plugin_row_at(p, i, &r);
    if (r.kind == kind) items[n++] = describe_row_value(a, &r);
  }
  return value_list(items, n);
}

static sonde_value left_out_value(arena *a, const plugin *p) {
  size_t n = plugin_left_out_count(p);
  sonde_value *items = arena_alloc(a, (n + 1) * sizeof *items);
  for (size_t i = 0; i < n; i++)
    items[i] = value_text(plugin_left_out(p, i));
  return value_list(items, n);
}

sonde_status describe_plugin_value(arena *a, plugin *p, sonde_value *out, error *e) {
  const sonde_plugin *t = plugin_table(p);
  if (!t) return error_set(e, SONDE_STATE, "%s: is not loaded", plugin_name(p));
  builder b = {.a = a};
  put_text(&b, "name", plugin_name(p));
  put_text(&b, "version", plugin_version(p));
  put_text(&b, "summary", plugin_summary(p));
  put_text(&b, "vendor", t->vendor);
  put(&b, "interface", value_text(arena_format(a, "%u.%u", t->head.abi_major, t->head.abi_minor)));
  put(&b, "capabilities", words_list(a, plugin_capabilities(p)));
  put(&b, "functions", rows_value(a, p, ROW_FUNCTION));
  put(&b, "queries", rows_value(a, p, ROW_QUERY));
  put(&b, "events", rows_value(a, p, ROW_EVENT));
  put(&b, "settings", describe_fields_value(a, t->settings, t->nsettings));
  put(&b, "left_out", left_out_value(a, p));
  *out = finish(&b);
  return SONDE_OK;
}
