/* pairs in a fixed order - numbers, then texts bytewise, then the rest - since Lua's own order changes from
 * run to run and a replay must not. */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "script/sandbox.h"

typedef struct key {
  int type; /* LUA_TNUMBER, LUA_TSTRING, or anything else */
  lua_Number number;
  const char *s;
  size_t len;
  lua_Integer at; /* in the list of keys */
} key;

static int rank(const key *k) {
  return k->type == LUA_TNUMBER ? 0 : k->type == LUA_TSTRING ? 1 : 2;
}

static int compare_texts(const key *x, const key *y) {
  int order = memcmp(x->s, y->s, x->len < y->len ? x->len : y->len);
  if (order) return order;
  return x->len < y->len ? -1 : x->len > y->len;
}

static int compare_keys(const void *a, const void *b) {
  const key *x = a, *y = b;
  int order = rank(x) - rank(y);
  if (!order && rank(x) == 0) order = x->number < y->number ? -1 : x->number > y->number;
  if (!order && rank(x) == 1) order = compare_texts(x, y);
  return order ? order : (x->at < y->at ? -1 : x->at > y->at);
}

/* Upvalues: 1 the keys, 2 their order, 3 the place. Entries that are gone meanwhile are skipped. */
static int next_pair(lua_State *L) {
  const key *order = lua_touserdata(L, lua_upvalueindex(2));
  lua_Integer n = (lua_Integer)(lua_rawlen(L, lua_upvalueindex(2)) / sizeof *order);
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
  lua_settop(L, 1);
  while (at < n) {
    lua_rawgeti(L, lua_upvalueindex(1), order[at++].at);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 1) != LUA_TNIL) break;
    lua_settop(L, 1);
  }
  lua_pushinteger(L, at);
  lua_replace(L, lua_upvalueindex(3));
  return lua_gettop(L) == 3 ? 2 : 0;
}

static lua_Integer count_keys(lua_State *L) {
  lua_Integer n = 0;
  lua_pushnil(L);
  for (; lua_next(L, 1); n++)
    lua_pop(L, 1);
  return n;
}

/* Pushes the list of keys of the table at 1, and the userdata with their order. */
static void push_order(lua_State *L) {
  lua_Integer n = count_keys(L), i = 0;
  lua_createtable(L, (int)(n < 1 << 20 ? n : 0), 0);
  key *order = lua_newuserdatauv(L, (size_t)n * sizeof *order, 0);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    key *k = &order[i++];
    lua_pop(L, 1);
    *k = (key){.type = lua_type(L, -1), .at = i};
    if (k->type == LUA_TNUMBER) k->number = lua_tonumber(L, -1);
    if (k->type == LUA_TSTRING) k->s = lua_tolstring(L, -1, &k->len);
    lua_pushvalue(L, -1);
    lua_rawseti(L, 2, i);
  }
  if (n) qsort(order, (size_t)n, sizeof *order, compare_keys);
}

int sandbox_pairs(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  push_order(L);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, next_pair, 3);
  lua_pushvalue(L, 1);
  return 2;
}
