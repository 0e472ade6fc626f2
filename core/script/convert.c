/* sonde_value <-> Lua. */
#include "script/convert.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "script/handle.h"
#include "script/trouble.h"
#include "script/unknown.h"

enum { DEPTH_LIMIT = 30 };

bool convert_is_bits(const char *unit) {
  static const char *const bits[] = {"address", "flags", "hash", "id"};
  for (size_t i = 0; i < COUNT(bits); i++)
    if (strcmp(unit, bits[i]) == 0) return true;
  return false;
}

static void push_u64(lua_State *L, uint64_t u, const sonde_field *field) {
  if (u <= INT64_MAX || (field && field->unit && convert_is_bits(field->unit)))
    lua_pushinteger(L, (lua_Integer)u);
  else
    lua_pushnumber(L, (lua_Number)u);
}

static void push_list(lua_State *L, const sonde_value *v, const sonde_field *field, const char *of) {
  sonde_field item = {0};
  if (field) {
    item = *field;
    item.kind = field->item_kind;
  }
  lua_createtable(L, (int)v->len, 0);
  for (uint32_t i = 0; i < v->len; i++) {
    convert_push(L, &v->u.list[i], field ? &item : NULL, of);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

static const sonde_field *find_member(const sonde_field *field, const char *name) {
  for (uint32_t i = 0; field && field->members && i < field->nmembers; i++)
    if (strcmp(field->members[i].name, name) == 0) return &field->members[i];
  return NULL;
}

static void push_map(lua_State *L, const sonde_value *v, const sonde_field *field, const char *of) {
  lua_createtable(L, 0, (int)v->len);
  for (uint32_t i = 0; i < v->len; i++) {
    const sonde_pair *p = &v->u.map[i];
    if (p->value.kind == SONDE_UNKNOWN) {
      unknown_add(L, p->key, &p->value, of);
      continue;
    }
    convert_push(L, &p->value, find_member(field, p->key), of);
    lua_setfield(L, -2, p->key);
  }
  unknown_mark_answer(L);
}

void convert_push(lua_State *L, const sonde_value *v, const sonde_field *field, const char *of) {
  luaL_checkstack(L, 8, "value is too deep");
  switch (v->kind) {
  case SONDE_BOOL: lua_pushboolean(L, v->u.u != 0); break;
  case SONDE_I64: lua_pushinteger(L, v->u.i); break;
  case SONDE_U64: push_u64(L, v->u.u, field); break;
  case SONDE_F64: lua_pushnumber(L, v->u.n); break;
  case SONDE_TEXT:
  case SONDE_BYTES: lua_pushlstring(L, v->u.s ? v->u.s : "", v->len); break;
  case SONDE_LIST: push_list(L, v, field, of); break;
  case SONDE_MAP: push_map(L, v, field, of); break;
  case SONDE_HANDLE: handle_push(L, v->u.u, field ? field->unit : NULL); break;
  default: lua_pushnil(L); break;
  }
}

/* ------------------------------------------------------------------------------------------------ Lua to
 * value -- */

typedef struct reader {
  lua_State *lua;
  arena *arena;
  const char *what, *key; /* key: of the map's value that is read, or NULL */
  bool functions;
} reader;

static void *take(reader *r, size_t bytes) {
  void *p = arena_alloc(r->arena, bytes);
  if (!p) trouble_raise(r->lua, "%s: too large", r->what);
  return p;
}

static char *take_text(reader *r, const char *s, size_t len) {
  char *copy = arena_text(r->arena, s, len);
  if (!copy) trouble_raise(r->lua, "%s: too large", r->what);
  return copy;
}

static sonde_value read_value(reader *r, int index, int depth);

static sonde_value read_string(reader *r, int index) {
  size_t len = 0;
  const char *s = lua_tolstring(r->lua, index, &len);
  if (len > UINT32_MAX / 2) trouble_raise(r->lua, "%s: too large", r->what);
  sonde_value v = value_text_len(take_text(r, s, len), len);
  if (utf8_valid_prefix(s, len) != len) v.kind = SONDE_BYTES;
  return v;
}

static sonde_value read_list(reader *r, int t, size_t n, int depth) {
  sonde_value *items = take(r, (n ? n : 1) * sizeof *items);
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(r->lua, t, (lua_Integer)i + 1);
    items[i] = read_value(r, lua_gettop(r->lua), depth + 1);
    lua_pop(r->lua, 1);
  }
  return value_list(items, n);
}

/* The key at `index` as a text of the arena. */
static const char *read_key(reader *r, int index) {
  size_t len = 0;
  if (lua_isinteger(r->lua, index)) {
    lua_pushfstring(r->lua, "%I", (LUAI_UACINT)lua_tointeger(r->lua, index));
    const char *key = take_text(r, lua_tostring(r->lua, -1), strlen(lua_tostring(r->lua, -1)));
    lua_pop(r->lua, 1);
    return key;
  }
  if (lua_type(r->lua, index) != LUA_TSTRING)
    trouble_raise(r->lua, "%s: a %s cannot be a key", r->what, luaL_typename(r->lua, index));
  const char *s = lua_tolstring(r->lua, index, &len);
  if (strlen(s) != len || utf8_valid_prefix(s, len) != len)
    trouble_raise(r->lua, "%s: a key is not UTF-8 text", r->what);
  return take_text(r, s, len);
}

static int compare_pairs(const void *a, const void *b) {
  return strcmp(((const sonde_pair *)a)->key, ((const sonde_pair *)b)->key);
}

typedef struct unknown_reader {
  reader *reader;
  sonde_pair *pairs;
  size_t n, capacity;
} unknown_reader;

static void count_unknown(void *self, const char *key, uint32_t why, const char *sentence) {
  (void)key, (void)why, (void)sentence;
  ++*(size_t *)self;
}

static void read_unknown(void *self, const char *key, uint32_t why, const char *sentence) {
  unknown_reader *u = self;
  for (size_t i = 0; i < u->n; i++) /* the script has set it meanwhile */
    if (strcmp(u->pairs[i].key, key) == 0) return;
  const char *copy = sentence ? take_text(u->reader, sentence, strlen(sentence)) : NULL;
  u->pairs[u->n++] = (sonde_pair){take_text(u->reader, key, strlen(key)), value_unknown(why, copy)};
}

static sonde_value read_map(reader *r, int t, size_t n, int depth) {
  size_t more = 0;
  unknown_each(r->lua, t, count_unknown, &more);
  unknown_reader u = {.reader = r, .pairs = take(r, (n + more) * sizeof *u.pairs)};
  lua_pushnil(r->lua);
  while (lua_next(r->lua, t)) {
    int value = lua_gettop(r->lua);
    r->key = u.pairs[u.n].key = read_key(r, value - 1);
    u.pairs[u.n++].value = read_value(r, value, depth + 1);
    lua_pop(r->lua, 1);
  }
  unknown_each(r->lua, t, read_unknown, &u);
  qsort(u.pairs, u.n, sizeof *u.pairs, compare_pairs);
  for (size_t i = 1; i < u.n; i++)
    if (strcmp(u.pairs[i - 1].key, u.pairs[i].key) == 0)
      trouble_raise(r->lua, "%s: key '%s' twice", r->what, u.pairs[i].key);
  return value_map(u.pairs, u.n);
}

static sonde_value read_table(reader *r, int t, int depth) {
  lua_State *L = r->lua;
  if (depth > DEPTH_LIMIT)
    trouble_raise(L, "%s: nested deeper than %d tables (or a table contains itself)", r->what, DEPTH_LIMIT);
  luaL_checkstack(L, 8, "table is too deep");
  size_t total = 0, list = lua_rawlen(L, t), in_list = 0;
  lua_pushnil(L);
  while (lua_next(L, t)) {
    total++;
    lua_pop(L, 1);
    if (lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 1 && (lua_Unsigned)lua_tointeger(L, -1) <= list)
      in_list++;
  }
  bool is_list = total == list && in_list == list;
  size_t more = 0;
  if (is_list && total == 0) unknown_each(L, t, count_unknown, &more);
  return is_list && !more ? read_list(r, t, list, depth) : read_map(r, t, total, depth);
}

static sonde_value read_value(reader *r, int index, int depth) {
  lua_State *L = r->lua;
  switch (lua_type(L, index)) {
  case LUA_TNIL: return value_nil();
  case LUA_TBOOLEAN: return value_bool(lua_toboolean(L, index));
  case LUA_TNUMBER:
    return lua_isinteger(L, index) ? value_i64(lua_tointeger(L, index)) : value_f64(lua_tonumber(L, index));
  case LUA_TSTRING: return read_string(r, index);
  case LUA_TTABLE: return read_table(r, index, depth);
  default: break;
  }
  if (r->functions && lua_isfunction(L, index)) return value_text("function");
  sonde_value handle;
  if (handle_read(L, index, &handle)) return handle;
  if (r->key) trouble_raise(L, "%s: '%s': a %s is not data", r->what, r->key, luaL_typename(L, index));
  trouble_raise(L, "%s: a %s is not data", r->what, luaL_typename(L, index));
  return value_nil();
}

sonde_value convert_read(lua_State *L, int index, arena *a, const char *what, bool functions) {
  reader r = {L, a, what, NULL, functions};
  return read_value(&r, lua_absindex(L, index), 0);
}
