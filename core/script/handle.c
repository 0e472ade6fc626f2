/* Handles of plugins: released on close, by the collector, or with the script. */
#include "script/handle.h"

#include <string.h>

#include "script/trouble.h"

typedef struct handle {
  uint64_t number;
  const char *type; /* kept alive by the metatable */
  bool open;
} handle;

static const char is_handle_key; /* field of the metatables of handles: the type's name */

static handle *to_handle(lua_State *L, int index) {
  if (lua_type(L, index) != LUA_TUSERDATA || !lua_getmetatable(L, index)) return NULL;
  bool is = lua_rawgetp(L, -1, &is_handle_key) == LUA_TSTRING;
  lua_pop(L, 2);
  return is ? lua_touserdata(L, index) : NULL;
}

static void let_go(lua_State *L, handle *h) {
  script *s = state_of(L);
  if (h->open && s->services.host) host_release(s->services.host, h->number);
  h->open = false;
}

static int handle_close(lua_State *L) {
  handle *h = to_handle(L, 1);
  if (!h) return trouble_raise(L, "close: not a handle");
  let_go(L, h);
  return 0;
}

static int handle_gc(lua_State *L) {
  handle *h = to_handle(L, 1);
  if (h) let_go(L, h);
  return 0;
}

static int handle_tostring(lua_State *L) {
  handle *h = to_handle(L, 1);
  if (h)
    lua_pushfstring(L, "%s handle%s", h->type, h->open ? "" : " (closed)");
  else
    lua_pushliteral(L, "handle");
  return 1;
}

static int handle_equal(lua_State *L) {
  handle *a = to_handle(L, 1), *b = to_handle(L, 2);
  lua_pushboolean(L, a && b && a->number == b->number);
  return 1;
}

/* __index behind the methods: no such method. Upvalue: the type. */
static int missing_method(lua_State *L) {
  return trouble_raise(L, "a %s handle has no method '%s'", lua_tostring(L, lua_upvalueindex(1)),
      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2));
}

static void make_methods(lua_State *L, const char *type) {
  lua_newtable(L);
  lua_pushcfunction(L, handle_close);
  lua_setfield(L, -2, "close");
  lua_createtable(L, 0, 1);
  lua_pushstring(L, type);
  lua_pushcclosure(L, missing_method, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}

/* Pushes the metatable of handles of this type. */
static void push_metatable(lua_State *L, const char *type) {
  static const luaL_Reg functions[] = {{"__gc", handle_gc}, {"__close", handle_gc},
      {"__tostring", handle_tostring}, {"__eq", handle_equal}, {NULL, NULL}};
  lua_pushfstring(L, "sonde.handle.%s", type);
  int fresh = luaL_newmetatable(L, lua_tostring(L, -1));
  lua_remove(L, -2);
  if (!fresh) return;
  luaL_setfuncs(L, functions, 0);
  make_methods(L, type);
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "handle");
  lua_setfield(L, -2, "__metatable");
  lua_pushstring(L, type);
  lua_rawsetp(L, -2, &is_handle_key);
}

void handle_push_methods(lua_State *L, const char *type) {
  push_metatable(L, type);
  lua_getfield(L, -1, "__index");
  lua_remove(L, -2);
}

void handle_push(lua_State *L, uint64_t number, const char *unit) {
  const char *type = unit && strncmp(unit, "handle:", 7) == 0 ? unit + 7 : "plugin";
  handle *h = lua_newuserdatauv(L, sizeof *h, 0);
  *h = (handle){.number = number, .open = false};
  push_metatable(L, type);
  lua_rawgetp(L, -1, &is_handle_key);
  h->type = lua_tostring(L, -1);
  lua_pop(L, 1);
  lua_setmetatable(L, -2);
  h->open = true;
}

bool handle_read(lua_State *L, int index, sonde_value *out) {
  handle *h = to_handle(L, index);
  if (!h) return false;
  if (!h->open) trouble_raise(L, "the %s handle is closed", h->type);
  *out = (sonde_value){.kind = SONDE_HANDLE, .u.u = h->number};
  return true;
}
