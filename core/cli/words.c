/* NAME=VALUE words of the command line as arguments of a row. */
#include <string.h>

#include "base/schema.h"
#include "cli/cli.h"

static const sonde_field *find_field(const row *r, const char *name, size_t len) {
  for (uint32_t i = 0; i < r->nparams; i++)
    if (strlen(r->params[i].name) == len && memcmp(r->params[i].name, name, len) == 0) return &r->params[i];
  return NULL;
}

static const sonde_field *positional(const row *r) {
  for (uint32_t i = 0; i < r->nparams; i++)
    if (r->params[i].flags & SONDE_FIELD_POSITIONAL) return &r->params[i];
  return NULL;
}

static sonde_status one_word(cli *c, const row *r, const char *word, sonde_pair *out, error *e) {
  const char *equals = strchr(word, '=');
  const sonde_field *field = equals ? find_field(r, word, (size_t)(equals - word)) : positional(r);
  if (!field && equals) {
    const char *name = arena_text(&c->arena, word, (size_t)(equals - word));
    const char *near = schema_suggest_field(r->params, r->nparams, name);
    return near ? error_set(
                      e, SONDE_ARG, "%s: no parameter '%s', did you mean '%s'?", r->full_name, name, near)
                : error_set(e, SONDE_ARG, "%s: no parameter '%s'", r->full_name, name);
  }
  if (!field)
    return error_set(e, SONDE_ARG, "%s: write '%s' as NAME=VALUE; 'sonde describe %s' lists the names",
        r->full_name, word, r->full_name);
  const char *value = equals ? equals + 1 : word;
  out->key = field->name;
  sonde_status status = schema_parse(&c->arena, field, value, strlen(value), &out->value, e);
  if (status) error_prefix(e, r->full_name);
  return status;
}

static bool is_given(const sonde_pair *pairs, size_t n, const char *key) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(pairs[i].key, key) == 0) return true;
  return false;
}

static sonde_status check_required(const row *r, const sonde_pair *pairs, size_t n, error *e) {
  for (uint32_t i = 0; i < r->nparams; i++)
    if ((r->params[i].flags & SONDE_FIELD_REQUIRED) && !is_given(pairs, n, r->params[i].name))
      return error_set(e, SONDE_ARG, "%s: %s must be given: %s=...; 'sonde describe %s' tells more",
          r->full_name, r->params[i].name, r->params[i].name, r->full_name);
  return SONDE_OK;
}

sonde_status words_to_arguments(
    cli *c, const row *r, const char *const *words, size_t nwords, sonde_value *out, error *e) {
  sonde_pair *pairs = arena_alloc(&c->arena, (nwords + 1) * sizeof *pairs);
  for (size_t i = 0; i < nwords; i++) {
    sonde_status status = one_word(c, r, words[i], &pairs[i], e);
    if (status) return status;
    if (is_given(pairs, i, pairs[i].key))
      return strchr(words[i], '=')
                 ? error_set(e, SONDE_ARG, "%s: '%s' is given twice", r->full_name, pairs[i].key)
                 : error_set(e, SONDE_ARG, "%s: '%s' is too much: only one '%s' can be given", r->full_name,
                       words[i], pairs[i].key);
  }
  *out = value_map(pairs, nwords);
  return check_required(r, pairs, nwords, e);
}
