/* The environment of a script. */
#include "script/sandbox.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/schema.h"
#include "script/trouble.h"

/* Globals that Lua programs know and scripts do not have, and what to write instead. */
static const struct hidden {
  const char *name, *instead;
} hidden[] = {
    {"os", "time comes from host.now(), everything else from plugins"},
    {"io", "files and output belong to plugins; print() writes to the log"},
    {"debug", "scripts cannot look into the machine"},
    {"package", "require() finds modules by itself"},
    {"coroutine", "host.wait() waits as a plain call"},
    {"load", "code cannot be made from texts"},
    {"loadstring", "code cannot be made from texts"},
    {"loadfile", "use require()"},
    {"dofile", "use require()"},
    {"collectgarbage", "memory is the host's business"},
    {"host", "it is the first argument of the script's functions; loading has no effect"},
};

/* Continues with errors that a script must not catch; leaves pcall's results otherwise. */
static int finish_pcall(lua_State *L, int status) {
  if (status == LUA_OK) return lua_gettop(L);
  trouble_pass_on(L, status);
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

static int continue_pcall(lua_State *L, int status, lua_KContext handlers) {
  if (handlers) lua_remove(L, 1);
  return finish_pcall(L, status == LUA_YIELD ? LUA_OK : status);
}

static int safe_pcall(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  return continue_pcall(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, continue_pcall), 0);
}

/* xpcall(f, handler, ...): handler 1, true 2, f 3, arguments. */
static int safe_xpcall(lua_State *L) {
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushvalue(L, 1);
  lua_copy(L, 2, 1);
  lua_pushboolean(L, 1);
  lua_copy(L, -1, 2);
  lua_pop(L, 1);
  lua_insert(L, 3);
  return continue_pcall(L, lua_pcallk(L, lua_gettop(L) - 3, LUA_MULTRET, 1, 1, continue_pcall), 1);
}

/* A finalizer would run at times of the collector's choice, even after the script's end. */
static int safe_setmetatable(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  int type = lua_type(L, 2);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (type == LUA_TTABLE && state_rawget(L, 2, "__gc") != LUA_TNIL)
    return luaL_error(L, "setmetatable: __gc is not available in scripts");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
    return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

int sandbox_print(lua_State *L) {
  int n = lua_gettop(L);
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (int i = 1; i <= n; i++) {
    if (i > 1) luaL_addchar(&b, '\t');
    luaL_tolstring(L, i, NULL);
    luaL_addvalue(&b);
  }
  luaL_pushresult(&b);
  script *s = state_of(L);
  log_write(SONDE_LOG_INFO, s->id ? s->id : script_file(s), "%s", lua_tostring(L, -1));
  return 0;
}

static const char *suggest_global(lua_State *L, const char *name) {
  static const char *const known[] = {"assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall",
      "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "tonumber",
      "tostring", "type", "xpcall", "math", "string", "table", "utf8"};
  (void)L;
  return schema_suggest(known, COUNT(known), name);
}

/* __index of the globals. */
static int missing_global(lua_State *L) {
  const char *name = luaL_checkstring(L, 2);
  for (size_t i = 0; i < COUNT(hidden); i++)
    if (strcmp(name, hidden[i].name) == 0)
      return trouble_raise(L, "no '%s' in scripts: %s", name, hidden[i].instead);
  const char *near = suggest_global(L, name);
  if (near) return trouble_raise(L, "no variable '%s', did you mean '%s'?", name, near);
  return trouble_raise(L, "no variable '%s'", name);
}

/* __newindex of the globals. */
static int new_global(lua_State *L) {
  return trouble_raise(
      L, "'%s' would become a global variable: write 'local %s'", luaL_checkstring(L, 2), lua_tostring(L, 2));
}

static void open_libraries(lua_State *L) {
  static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base}, {LUA_STRLIBNAME, luaopen_string},
      {LUA_TABLIBNAME, luaopen_table}, {LUA_MATHLIBNAME, luaopen_math}, {LUA_UTF8LIBNAME, luaopen_utf8}};
  for (size_t i = 0; i < COUNT(libraries); i++) {
    luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
    lua_pop(L, 1);
  }
}

static void remove_field(lua_State *L, const char *table, const char *name) {
  lua_getglobal(L, table);
  lua_pushnil(L);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

void sandbox_open(lua_State *L) {
  static const luaL_Reg own[] = {{"pcall", safe_pcall}, {"xpcall", safe_xpcall},
      {"setmetatable", safe_setmetatable}, {"pairs", sandbox_pairs}, {"print", sandbox_print},
      {"require", sandbox_require}, {NULL, NULL}};
  open_libraries(L);
  for (size_t i = 0; i < COUNT(hidden); i++) {
    lua_pushnil(L);
    lua_setglobal(L, hidden[i].name);
  }
  lua_pushnil(L);
  lua_setglobal(L, "warn");
  remove_field(L, "math", "random"); /* host.random() is on the tape */
  remove_field(L, "math", "randomseed");
  lua_pushglobaltable(L);
  luaL_setfuncs(L, own, 0);
  sandbox_cap_strings(L);
  lua_createtable(L, 0, 3);
  lua_pushcfunction(L, missing_global);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, new_global);
  lua_setfield(L, -2, "__newindex");
  lua_pushliteral(L, "globals");
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}
