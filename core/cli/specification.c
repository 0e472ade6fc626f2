/* Reads the reducing options; the reducer itself checks columns and words. */
#include "cli/specification.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"

#define MOST_PARTS 32

static const char *trimmed(arena *a, const char *s, size_t len) {
  while (len && isspace((unsigned char)*s))
    s++, len--;
  while (len && isspace((unsigned char)s[len - 1]))
    len--;
  return arena_text(a, s, len);
}

/* Splits at a character that is not inside quotes; at most MOST_PARTS parts. */
static size_t split(arena *a, const char *s, char at, const char **parts) {
  size_t n = 0;
  while (n < MOST_PARTS) {
    const char *end = strchr(s, at);
    parts[n++] = trimmed(a, s, end ? (size_t)(end - s) : strlen(s));
    if (!end) break;
    s = end + 1;
  }
  return n;
}

static sonde_value text_list(arena *a, const char *const *words, size_t n) {
  sonde_value *items = arena_alloc(a, (n + 1) * sizeof *items);
  for (size_t i = 0; i < n; i++)
    items[i] = value_text(words[i]);
  return value_list(items, n);
}

static sonde_value split_list(arena *a, const char *s) {
  const char *parts[MOST_PARTS];
  return text_list(a, parts, split(a, s, ',', parts));
}

/* Longer operators come before their beginnings. */
static const char *const signs[] = {"==", "~=", "<=", ">=", "<", ">", "="};
static const char *const words[] = {"in", "like"};

static const char *find_operator(const char *s, const char **end) {
  for (const char *at = s; *at; at++) {
    for (size_t i = 0; i < COUNT(signs); i++)
      if (strncmp(at, signs[i], strlen(signs[i])) == 0) return *end = at + strlen(signs[i]), at;
    for (size_t i = 0; i < COUNT(words) && isspace((unsigned char)*at); i++) {
      size_t len = strlen(words[i]);
      if (strncmp(at + 1, words[i], len) == 0 && isspace((unsigned char)at[1 + len]))
        return *end = at + 1 + len, at + 1;
    }
  }
  return NULL;
}

static sonde_status one_condition(arena *a, const char *s, sonde_pair *out, error *e) {
  const char *end, *at = find_operator(s, &end);
  if (!at || at == s)
    return error_set(
        e, SONDE_ARG, "--where '%s': write COLUMN OPERATOR VALUE, for example --where 'duration > 5ms'", s);
  const char *operator= arena_text(a, at, (size_t)(end - at));
  if (strcmp(operator, "=") == 0) operator= "==";
  sonde_value *items = arena_alloc(a, 2 * sizeof *items);
  items[0] = value_text(operator);
  items[1] = strcmp(operator, "in") == 0 ? split_list(a, end) : value_text(trimmed(a, end, strlen(end)));
  out->key = trimmed(a, s, (size_t)(at - s));
  out->value = value_list(items, 2);
  return SONDE_OK;
}

/* Several conditions on one column become a list of conditions. */
static void join_conditions(arena *a, sonde_pair *pairs, size_t *n) {
  size_t kept = 0;
  for (size_t i = 0; i < *n; i++) {
    size_t k = 0;
    while (k < kept && strcmp(pairs[k].key, pairs[i].key) != 0)
      k++;
    if (k == kept) {
      pairs[kept++] = (sonde_pair){pairs[i].key,
          value_list(memcpy(arena_alloc(a, sizeof(sonde_value)), &pairs[i].value, sizeof(sonde_value)), 1)};
      continue;
    }
    uint32_t len = pairs[k].value.len;
    sonde_value *items = arena_alloc(a, (len + 1) * sizeof *items);
    memcpy(items, pairs[k].value.u.list, len * sizeof *items);
    items[len] = pairs[i].value;
    pairs[k].value = value_list(items, len + 1);
  }
  *n = kept;
}

static sonde_status read_where(cli *c, sonde_value *out, error *e) {
  sonde_pair *pairs = arena_alloc(&c->arena, MOST_PARTS * sizeof *pairs);
  size_t n = 0;
  const char *s;
  for (size_t i = 0; (s = options_value_at(&c->args, "where", i)) && n < MOST_PARTS; i++) {
    sonde_status status = one_condition(&c->arena, s, &pairs[n++], e);
    if (status) return status;
  }
  join_conditions(&c->arena, pairs, &n);
  *out = value_map(pairs, n);
  return SONDE_OK;
}

static sonde_status read_get(cli *c, const char *s, sonde_value *out, error *e) {
  const char *parts[MOST_PARTS];
  size_t n = split(&c->arena, s, ',', parts);
  sonde_pair *pairs = arena_alloc(&c->arena, n * sizeof *pairs);
  for (size_t i = 0; i < n; i++) {
    const char *equals = strchr(parts[i], '=');
    if (!equals && strchr(parts[i], ' '))
      return error_set(
          e, SONDE_ARG, "--get '%s': give it a name, for example --get 'total=%s'", parts[i], parts[i]);
    pairs[i].key = equals ? trimmed(&c->arena, parts[i], (size_t)(equals - parts[i])) : parts[i];
    pairs[i].value = value_text(equals ? trimmed(&c->arena, equals + 1, strlen(equals + 1)) : parts[i]);
  }
  *out = value_map(pairs, n);
  return SONDE_OK;
}

static sonde_status read_top(cli *c, const char *s, sonde_value *out, error *e) {
  static const sonde_field number = {.name = "top", .unit = "", .doc = "", .least = "1", .kind = SONDE_U64};
  const char *colon = strchr(s, ':');
  sonde_pair *pairs = arena_alloc(&c->arena, 2 * sizeof *pairs);
  pairs[0].key = "n";
  sonde_status status =
      schema_parse(&c->arena, &number, s, colon ? (size_t)(colon - s) : strlen(s), &pairs[0].value, e);
  if (colon) pairs[1] = (sonde_pair){"by", value_text(colon + 1)};
  *out = value_map(pairs, colon ? 2 : 1);
  return status;
}

sonde_status specification_read(cli *c, sonde_value *out, error *e) {
  sonde_pair *pairs = arena_alloc(&c->arena, 4 * sizeof *pairs);
  size_t n = 0;
  const char *group = options_value(&c->args, "group"), *get = options_value(&c->args, "get");
  const char *top = options_value(&c->args, "top");
  sonde_status status = SONDE_OK;
  if (options_has(&c->args, "where")) {
    pairs[n].key = "where";
    status = read_where(c, &pairs[n++].value, e);
  }
  if (!status && group) pairs[n++] = (sonde_pair){"group", split_list(&c->arena, group)};
  if (!status && get) {
    pairs[n].key = "get";
    status = read_get(c, get, &pairs[n++].value, e);
  }
  if (!status && top) {
    pairs[n].key = "top";
    status = read_top(c, top, &pairs[n++].value, e);
  }
  *out = value_map(pairs, n);
  return status;
}
