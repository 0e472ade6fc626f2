/* JSON documents as values: cJSON builds the tree, numbers come from the source text and stay exact. */
#include "base/json.h"

#include <cJSON.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/map.h"
#include "base/memory.h"

typedef struct builder {
  arena *a;
  const char *s;
  json_tokens tokens;
  size_t next; /* token of the next key or number on the way through the tree */
  error *e;
} builder;

static sonde_status no_memory(builder *b) {
  return error_set(b->e, SONDE_MEMORY, "JSON: does not fit into its budget of %llu bytes",
      (unsigned long long)b->a->budget);
}

static json_token next_token(builder *b) {
  return b->next < b->tokens.count ? b->tokens.items[b->next++] : (json_token){0, 0};
}

/* false: beyond 64 bits. */
static bool read_digits(const char *s, size_t len, uint64_t *u) {
  for (*u = 0; len; s++, len--) {
    uint64_t digit = (uint64_t)(*s - '0');
    if (*u > (UINT64_MAX - digit) / 10) return false;
    *u = *u * 10 + digit;
  }
  return true;
}

static sonde_status build_integer(builder *b, json_token t, sonde_value *out) {
  bool negative = b->s[t.at] == '-';
  uint64_t u;
  if (!read_digits(b->s + t.at + negative, t.len - negative, &u) || (negative && u > (uint64_t)INT64_MAX + 1))
    return json_refuse(b->e, t.at, "an integer of more than 64 bits");
  *out = negative ? value_i64((int64_t)(0 - u)) : u > INT64_MAX ? value_u64(u) : value_i64((int64_t)u);
  return SONDE_OK;
}

static sonde_status build_number(builder *b, sonde_value *out) {
  json_token t = next_token(b);
  char copy[64] = "";
  if (!t.len || t.len >= sizeof copy) return json_refuse(b->e, t.at, "a number is wanted");
  memcpy(copy, b->s + t.at, t.len);
  if (!strpbrk(copy, ".eE")) return build_integer(b, t, out);
  *out = value_f64(strtod(copy, NULL));
  return out->kind == SONDE_F64 ? SONDE_OK : json_refuse(b->e, t.at, "a number beyond what a double holds");
}

static sonde_status build_text(builder *b, const char *s, const char **out, size_t *len) {
  *len = strlen(s);
  *out = *len <= UINT32_MAX ? arena_text(b->a, s, *len) : NULL;
  return *out ? SONDE_OK : no_memory(b);
}

static sonde_status build(builder *b, const cJSON *node, sonde_value *out);

static uint32_t count_children(const cJSON *node) {
  uint32_t n = 0;
  for (const cJSON *child = node->child; child; child = child->next)
    n++;
  return n;
}

static sonde_status build_list(builder *b, const cJSON *node, sonde_value *out) {
  uint32_t n = count_children(node), i = 0;
  sonde_value *items = arena_alloc(b->a, (uint64_t)n * sizeof *items);
  if (!items) return no_memory(b);
  *out = value_list(items, n);
  sonde_status s = SONDE_OK;
  for (const cJSON *child = node->child; child && !s; child = child->next)
    s = build(b, child, &items[i++]);
  return s;
}

static sonde_status build_pair(builder *b, const cJSON *node, sonde_pair *pair, map *seen) {
  json_token key = next_token(b);
  uint64_t *place = map_put(seen, node->string, strlen(node->string));
  if ((*place)++) return json_refuse(b->e, key.at, "the object has this key already");
  size_t len;
  sonde_status s = build_text(b, node->string, &pair->key, &len);
  return s ? s : build(b, node, &pair->value);
}

static sonde_status build_map(builder *b, const cJSON *node, sonde_value *out) {
  uint32_t n = count_children(node), i = 0;
  sonde_pair *pairs = arena_alloc(b->a, (uint64_t)n * sizeof *pairs);
  if (!pairs) return no_memory(b);
  *out = value_map(pairs, n);
  map seen = {0};
  sonde_status s = SONDE_OK;
  for (const cJSON *child = node->child; child && !s; child = child->next)
    s = build_pair(b, child, &pairs[i++], &seen);
  map_free(&seen);
  return s;
}

static sonde_status build_string(builder *b, const cJSON *node, sonde_value *out) {
  const char *chars;
  size_t len;
  sonde_status s = build_text(b, node->valuestring, &chars, &len);
  if (!s) *out = value_text_len(chars, len);
  return s;
}

static sonde_status build(builder *b, const cJSON *node, sonde_value *out) {
  if (cJSON_IsObject(node)) return build_map(b, node, out);
  if (cJSON_IsArray(node)) return build_list(b, node, out);
  if (cJSON_IsString(node)) return build_string(b, node, out);
  if (cJSON_IsNumber(node)) return build_number(b, out);
  *out = cJSON_IsBool(node) ? value_bool(cJSON_IsTrue(node)) : value_nil();
  return SONDE_OK;
}

sonde_status json_read(arena *a, const char *s, size_t len, sonde_value *out, error *e) {
  builder b = {.a = a, .s = s, .e = e};
  *out = value_nil();
  sonde_status status = json_scan(s, len, &b.tokens, e);
  if (!status) {
    cJSON *root = cJSON_ParseWithLength(s, len);
    status = root ? build(&b, root, out) : error_set(e, SONDE_MEMORY, "JSON: no memory for its tree");
    cJSON_Delete(root);
  }
  memory_free(b.tokens.items);
  if (status) *out = value_nil();
  return status;
}
