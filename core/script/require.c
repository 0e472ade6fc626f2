/* require: modules are text files beside the script or in the shared folder; nothing else can be reached. */
#include <lauxlib.h>
#include <string.h>

#include "base/memory.h"
#include "os/file.h"
#include "script/sandbox.h"
#include "script/trouble.h"

static const char loaded_key; /* registry: name -> what the module returned */

/* Words of letters, digits, '_' and '-', separated by single dots: no way out of the folder. */
static bool is_module_name(const char *s) {
  size_t word = 0;
  for (; *s; s++) {
    bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') ||
                  *s == '_' || *s == '-';
    if (*s == '.' && word)
      word = 0;
    else if (letter)
      word++;
    else
      return false;
  }
  return word > 0;
}

/* FOLDER of the script with its separator, as a prefix for names beside it; "" for the working folder. */
static size_t folder_length(const char *path) {
  size_t n = strlen(path);
  while (n && path[n - 1] != '/' && path[n - 1] != '\\')
    n--;
  return n;
}

/* Pushes FOLDER/NAME.lua with dots of NAME as folders. */
static const char *push_path(lua_State *L, const char *folder, size_t len, const char *name) {
  lua_pushlstring(L, folder, len);
  luaL_gsub(L, name, ".", "/");
  lua_pushfstring(L, "%s%s.lua", lua_tostring(L, -2), lua_tostring(L, -1));
  lua_replace(L, -3);
  lua_pop(L, 1);
  return lua_tostring(L, -1);
}

/* Leaves the path of the module, or raises. */
static const char *find_module(lua_State *L, const char *name) {
  script *s = state_of(L);
  const char *own = script_file(s);
  size_t len = folder_length(own);
  const char *path = push_path(L, own, len, name);
  if (file_probe(path) == FILE_REGULAR) return path;
  if (s->services.lib)
    lua_pushfstring(L, "%s/", s->services.lib);
  else
    lua_pushfstring(L, "%s../lib/", (lua_pushlstring(L, own, len), lua_tostring(L, -1)));
  const char *lib = lua_tostring(L, -1);
  const char *second = push_path(L, lib, strlen(lib), name);
  if (file_probe(second) == FILE_REGULAR) return second;
  trouble_raise(L, "require: no module '%s': neither %s nor %s exists", name, path, second);
  return NULL;
}

/* Leaves what the module's file returns. The source is copied by chunk_add before anything can be raised. */
static void run_module(lua_State *L, const char *path) {
  script *s = state_of(L);
  error e = {0};
  size_t len = 0;
  char *source = file_read(path, SCRIPT_SOURCE_LIMIT, &len, &e);
  if (!source) {
    trouble_raise(L, "require: %s", e.text);
    return;
  }
  const chunk *c = chunk_add(&s->chunks, path, source, len);
  memory_free(source);
  const char *refusal = chunk_refusal(c);
  if (refusal) trouble_raise(L, "require: %s: %s", path, refusal);
  if (chunk_compile(L, c) != LUA_OK) lua_error(L);
  lua_call(L, 0, 1);
}

int sandbox_require(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  if (!is_module_name(name))
    return trouble_raise(
        L, "require: '%s' is no module name: letters, digits, '_', '-', folders with '.'", name);
  lua_settop(L, 1);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &loaded_key) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &loaded_key);
  }
  lua_pushvalue(L, 1);
  if (lua_rawget(L, 2) != LUA_TNIL) return 1;
  lua_pushvalue(L, 1);
  lua_pushboolean(L, 1); /* a module that requires itself in a circle gets true */
  lua_rawset(L, 2);
  run_module(L, find_module(L, name));
  if (lua_isnil(L, -1)) return trouble_raise(L, "require: module '%s' returns nothing", name);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, -2);
  lua_rawset(L, 2);
  return 1;
}
