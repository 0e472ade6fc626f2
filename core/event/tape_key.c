/* Keys: row and arguments in one canonical form, so that equal calls meet whatever order their arguments were
 * written in. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "event/tape_private.h"

static int compare_pairs(const void *a, const void *b) {
  const sonde_pair *x = a, *y = b;
  return strcmp(x->key, y->key);
}

/* Maps sorted by key, without nil; integers that fit signed as signed. */
static sonde_value canonical(arena *a, const sonde_value *v, int depth) {
  sonde_value out = *v;
  if (v->kind == SONDE_U64 && v->u.u <= INT64_MAX) return value_i64((int64_t)v->u.u);
  if (depth > 32) return out;
  if (v->kind == SONDE_LIST && v->len) {
    sonde_value *items = arena_alloc(a, v->len * sizeof *items);
    for (uint32_t i = 0; i < v->len; i++)
      items[i] = canonical(a, &v->u.list[i], depth + 1);
    return value_list(items, v->len);
  }
  if (v->kind != SONDE_MAP || !v->len) return out;
  sonde_pair *pairs = arena_alloc(a, v->len * sizeof *pairs);
  uint32_t n = 0;
  for (uint32_t i = 0; i < v->len; i++) {
    if (v->u.map[i].value.kind == SONDE_NIL) continue;
    pairs[n++] = (sonde_pair){v->u.map[i].key, canonical(a, &v->u.map[i].value, depth + 1)};
  }
  qsort(pairs, n, sizeof *pairs, compare_pairs);
  return value_map(pairs, n);
}

void tape_put_key(text *out, const char *row, const sonde_value *args) {
  arena a;
  arena_init(&a, 0);
  sonde_value v = args ? canonical(&a, args, 0) : value_nil();
  /* No arguments, an empty map and an empty list are the same. */
  if ((v.kind == SONDE_MAP || v.kind == SONDE_LIST) && !v.len) v = value_nil();
  wire_put_text(out, row, strlen(row));
  wire_put_value(out, &v);
  arena_free(&a);
}

void tape_add_to_series(tape_series *s, uint32_t item) {
  if (s->count == s->room) {
    s->room = s->room ? s->room * 2 : 4;
    s->items = memory_resize(s->items, s->room * sizeof *s->items);
  }
  s->items[s->count++] = item;
}
