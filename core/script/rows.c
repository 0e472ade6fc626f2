/* Records as Lua tables. */
#include "script/rows.h"

#include <string.h>

#include "script/convert.h"
#include "script/unknown.h"

void rows_push_names(lua_State *L, const record_type *t) {
  lua_createtable(L, (int)t->ncolumns, 0);
  for (uint32_t i = 0; i < t->ncolumns; i++) {
    lua_pushstring(L, t->columns[i].field->name);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* key 0 value 0 key 0 value 0 ... as a table; what follows a missing zero is left out. */
static void push_pairs(lua_State *L, const char *s, size_t len) {
  const char *end = s + len;
  lua_newtable(L);
  while (s < end) {
    const char *key_end = memchr(s, 0, (size_t)(end - s));
    const char *value_end = key_end ? memchr(key_end + 1, 0, (size_t)(end - key_end - 1)) : NULL;
    if (!value_end) return;
    lua_pushlstring(L, s, (size_t)(key_end - s));
    lua_pushlstring(L, key_end + 1, (size_t)(value_end - key_end - 1));
    lua_rawset(L, -3);
    s = value_end + 1;
  }
}

/* Sets one column in the row on top. */
static inline void set_column(
    lua_State *L, int names, const record_column *c, uint32_t i, const sonde_value *v, const char *of) {
  if (v->kind == SONDE_NIL || (c->field->flags & SONDE_FIELD_QUALITY)) return;
  if (v->kind == SONDE_UNKNOWN) {
    unknown_add(L, c->field->name, v, of);
    return;
  }
  lua_rawgeti(L, names, (lua_Integer)i + 1);
  if (v->kind == SONDE_I64)
    lua_pushinteger(L, v->u.i);
  else if (c->kind == SONDE_PAIRS)
    push_pairs(L, v->u.s, v->len);
  else
    convert_push(L, v, c->field, of);
  lua_rawset(L, -3);
}

void rows_push(lua_State *L, int names, const record_source *source, const sonde_record *r, const char *of) {
  const record_type *t = source->type;
  lua_createtable(L, 0, (int)t->ncolumns);
  for (uint32_t i = 0; i < t->ncolumns; i++) {
    sonde_value v = record_value(source, r, i);
    set_column(L, names, &t->columns[i], i, &v, of);
  }
  unknown_mark_answer(L);
}

void rows_push_values(
    lua_State *L, int names, const record_type *t, const sonde_value *values, uint32_t n, const char *of) {
  lua_createtable(L, 0, (int)n);
  for (uint32_t i = 0; i < n && i < t->ncolumns; i++)
    set_column(L, names, &t->columns[i], i, &values[i], of);
  unknown_mark_answer(L);
}
