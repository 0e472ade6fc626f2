/* Making, copying and finding values. */
#include "base/value.h"

#include <float.h>
#include <string.h>

#include "base/utf8.h"

#define DEEPEST 32

sonde_value value_nil(void) {
  return (sonde_value){.kind = SONDE_NIL};
}

sonde_value value_bool(bool b) {
  return (sonde_value){.kind = SONDE_BOOL, .u.u = b};
}

sonde_value value_i64(int64_t i) {
  return (sonde_value){.kind = SONDE_I64, .u.i = i};
}

sonde_value value_u64(uint64_t u) {
  return (sonde_value){.kind = SONDE_U64, .u.u = u};
}

sonde_value value_f64(double n) {
  return n >= -DBL_MAX && n <= DBL_MAX ? (sonde_value){.kind = SONDE_F64, .u.n = n}
                                       : value_unknown(SONDE_WHY_IMPLAUSIBLE, NULL);
}

sonde_value value_text(const char *zero_terminated) {
  return zero_terminated ? value_text_len(zero_terminated, strlen(zero_terminated)) : value_nil();
}

sonde_value value_text_len(const char *s, size_t len) {
  size_t n = utf8_cut(s, len, UINT32_MAX);
  return (sonde_value){.kind = SONDE_TEXT, .len = (uint32_t)n, .u.s = s};
}

sonde_value value_unknown(uint32_t why, const char *sentence) {
  return (sonde_value){.kind = SONDE_UNKNOWN, .len = why, .u.s = sentence};
}

sonde_value value_list(const sonde_value *items, size_t n) {
  return (sonde_value){.kind = SONDE_LIST, .len = (uint32_t)n, .u.list = items};
}

sonde_value value_map(const sonde_pair *pairs, size_t n) {
  return (sonde_value){.kind = SONDE_MAP, .len = (uint32_t)n, .u.map = pairs};
}

const sonde_value *value_get(const sonde_value *map, const char *key) {
  if (!map || map->kind != SONDE_MAP) return NULL;
  for (uint32_t i = 0; i < map->len; i++) {
    if (strcmp(map->u.map[i].key, key) == 0) return &map->u.map[i].value;
  }
  return NULL;
}

static sonde_status copy(arena *a, const sonde_value *from, sonde_value *to, int depth, error *e);

static sonde_status no_memory(const arena *a, error *e) {
  return error_set(e, SONDE_MEMORY,
      "value: does not fit into its budget of %llu bytes; ask for less at a time",
      (unsigned long long)a->budget);
}

static sonde_status copy_text(arena *a, const char *s, size_t len, const char **to, error *e) {
  *to = arena_text(a, s, len);
  return *to ? SONDE_OK : no_memory(a, e);
}

static sonde_status copy_list(arena *a, const sonde_value *from, sonde_value *to, int depth, error *e) {
  sonde_value *items = arena_alloc(a, (uint64_t)from->len * sizeof *items);
  if (!items) return no_memory(a, e);
  to->u.list = items;
  sonde_status s = SONDE_OK;
  for (uint32_t i = 0; i < from->len && !s; i++)
    s = copy(a, &from->u.list[i], &items[i], depth + 1, e);
  return s;
}

static sonde_status copy_map(arena *a, const sonde_value *from, sonde_value *to, int depth, error *e) {
  sonde_pair *pairs = arena_alloc(a, (uint64_t)from->len * sizeof *pairs);
  if (!pairs) return no_memory(a, e);
  to->u.map = pairs;
  sonde_status s = SONDE_OK;
  for (uint32_t i = 0; i < from->len && !s; i++) {
    if (!from->u.map[i].key) return error_set(e, SONDE_ARG, "value: a key of a map is NULL");
    s = copy_text(a, from->u.map[i].key, strlen(from->u.map[i].key), &pairs[i].key, e);
    if (!s) s = copy(a, &from->u.map[i].value, &pairs[i].value, depth + 1, e);
  }
  return s;
}

/* Of a text, bytes, list or map that is not empty. */
static bool lacks_content(const sonde_value *v) {
  return v->kind >= SONDE_TEXT && v->kind <= SONDE_MAP && v->len && !v->u.s;
}

static sonde_status copy(arena *a, const sonde_value *from, sonde_value *to, int depth, error *e) {
  if (depth >= DEEPEST)
    return error_set(e, SONDE_ARG, "value: lists and maps lie more than %d levels deep", DEEPEST);
  if (lacks_content(from))
    return error_set(e, SONDE_ARG, "value: a length of %u, but its pointer is NULL", (unsigned)from->len);
  *to = *from;
  switch (from->kind) {
  case SONDE_TEXT:
  case SONDE_BYTES: return copy_text(a, from->u.s, from->len, &to->u.s, e);
  case SONDE_UNKNOWN: return from->u.s ? copy_text(a, from->u.s, strlen(from->u.s), &to->u.s, e) : SONDE_OK;
  case SONDE_LIST: return copy_list(a, from, to, depth, e);
  case SONDE_MAP: return copy_map(a, from, to, depth, e);
  default: return SONDE_OK;
  }
}

sonde_status value_copy(arena *a, const sonde_value *from, sonde_value *to, error *e) {
  return copy(a, from, to, 0, e);
}
