/* Range and choices of a value. */
#include "base/schema_text.h"

#include <string.h>

#include "base/memory.h"

const char *schema_kind_phrase(uint32_t kind) {
  static const char *const phrases[SONDE_KIND_COUNT] = {"nil", "unknown", "true or false", "an integer",
      "an integer", "a number", "a text", "bytes", "a list", "a map", "a handle", "a text", "a map of texts"};
  return kind < SONDE_KIND_COUNT ? phrases[kind] : "nonsense";
}

static bool is_counted(const sonde_field *field) {
  return field->kind == SONDE_TEXT || field->kind == SONDE_BYTES || field->kind == SONDE_LIST;
}

sonde_status schema_read_limit(
    arena *a, const sonde_field *field, const char *limit, sonde_value *out, error *e) {
  sonde_field count = {
      .name = field->name, .unit = field->kind == SONDE_LIST ? "" : "bytes", .kind = SONDE_U64};
  return schema_read_text(a, is_counted(field) ? &count : field, limit, strlen(limit), out, e);
}

static sonde_status out_of_range(
    const sonde_field *field, const char *word, const sonde_value *limit, const sonde_value *v, error *e) {
  text must = {.limit = 80}, is = {.limit = 80};
  const char *unit = field->kind == SONDE_LIST ? "" : is_counted(field) ? "bytes" : field->unit;
  const char *items = field->kind == SONDE_LIST ? " items" : "";
  value_print(&must, limit, unit);
  value_print(&is, v, unit);
  if (field->flags & SONDE_FIELD_SECRET)
    error_set(e, SONDE_ARG, "%s: must be at %s %s%s; the value is secret and not shown", field->name, word,
        text_chars(&must), items);
  else
    error_set(e, SONDE_ARG, "%s: must be at %s %s%s, is %s", field->name, word, text_chars(&must), items,
        text_chars(&is));
  text_free(&must);
  text_free(&is);
  return SONDE_ARG;
}

/* sign: 1 when the value may not be above the limit, -1 when not below it. */
static sonde_status check_limit(
    arena *a, const sonde_field *field, const char *limit, int sign, const sonde_value *v, error *e) {
  sonde_value parsed;
  error why = {0};
  sonde_status s = schema_read_limit(a, field, limit, &parsed, &why);
  if (s) return error_set(e, s, "%s: its limit %s", field->name, why.text);
  sonde_value measured = is_counted(field) ? value_u64(v->len) : *v;
  if (value_compare(&measured, &parsed) != sign) return SONDE_OK;
  if (v->kind == SONDE_TEXT && !v->len) return error_set(e, SONDE_ARG, "%s: is empty", field->name);
  return out_of_range(field, sign > 0 ? "most" : "least", &parsed, &measured, e);
}

/* Calls the words of `choices` one after the other; NULL at the end. */
static const char *next_word(const char **at, size_t *len) {
  *at += strspn(*at, " ");
  const char *word = *at;
  *len = strcspn(word, " ");
  *at += *len;
  return *len ? word : NULL;
}

static void list_choices(
    const sonde_field *field, text *list, const char **words, char (*store)[64], size_t *n) {
  const char *at = field->choices, *word;
  size_t len;
  while ((word = next_word(&at, &len))) {
    text_printf(list, "%s%.*s", list->len ? ", " : "", (int)len, word);
    if (*n < 32 && len < sizeof store[0]) {
      memcpy(store[*n], word, len);
      store[*n][len] = 0;
      words[*n] = store[*n];
      (*n)++;
    }
  }
}

static sonde_status no_choice(const sonde_field *field, const sonde_value *v, error *e) {
  char store[32][64];
  char word[64] = "";
  const char *words[32];
  size_t n = 0;
  text list = {.limit = 300}, is = {.limit = 60};
  list_choices(field, &list, words, store, &n);
  value_print(&is, v, NULL);
  if (v->len < sizeof word) memcpy(word, v->u.s, v->len);
  const char *near = schema_suggest(words, n, word);
  if (field->flags & SONDE_FIELD_SECRET)
    error_set(e, SONDE_ARG, "%s: must be one of: %s; the value is secret and not shown", field->name,
        text_chars(&list));
  else if (near)
    error_set(e, SONDE_ARG, "%s: must be one of: %s; is '%s', did you mean '%s'?", field->name,
        text_chars(&list), text_chars(&is), near);
  else
    error_set(
        e, SONDE_ARG, "%s: must be one of: %s; is '%s'", field->name, text_chars(&list), text_chars(&is));
  text_free(&list);
  text_free(&is);
  return SONDE_ARG;
}

static sonde_status check_choice(const sonde_field *field, const sonde_value *v, error *e) {
  const char *at = field->choices, *word;
  size_t len;
  while ((word = next_word(&at, &len))) {
    if (len == v->len && memcmp(word, v->u.s, len) == 0) return SONDE_OK;
  }
  return no_choice(field, v, e);
}

static sonde_status check_item_choices(const sonde_field *field, const sonde_value *list, error *e) {
  sonde_status s = SONDE_OK;
  for (uint32_t i = 0; i < list->len && !s; i++) {
    if (list->u.list[i].kind == SONDE_TEXT) s = check_choice(field, &list->u.list[i], e);
  }
  return s;
}

sonde_status schema_check_limits(arena *a, const sonde_field *field, const sonde_value *v, error *e) {
  sonde_status s = SONDE_OK;
  if (field->least) s = check_limit(a, field, field->least, -1, v, e);
  if (field->most && !s) s = check_limit(a, field, field->most, 1, v, e);
  if (!field->choices || s) return s;
  return v->kind == SONDE_LIST ? check_item_choices(field, v, e) : check_choice(field, v, e);
}
