/* Calls of a script's functions: arguments in, answer out, under the limits. */
#include <string.h>

#include "script/convert.h"
#include "script/services.h"
#include "script/trouble.h"

typedef struct frame {
  const char *function;
  bool reduced;
  const sonde_value *args;
  size_t nargs;
  arena *arena;
  sonde_value *result;
} frame;

static int call_body(lua_State *L) {
  script *s = state_of(L);
  const frame *f = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, s->declared);
  if (state_rawget(L, -1, f->function) != LUA_TFUNCTION)
    return trouble_at(L, 1, "the script has no function '%s'", f->function);
  services_push_host(L, f->reduced);
  services_push_params(L);
  luaL_checkstack(L, (int)f->nargs + 8, NULL);
  for (size_t i = 0; i < f->nargs; i++)
    convert_push(L, &f->args[i], NULL, "");
  lua_call(L, 2 + (int)f->nargs, 1);
  *f->result = convert_read(L, -1, f->arena, f->function, false);
  return 0;
}

sonde_status script_call(script *s, const char *function, bool reduced, const sonde_value *args, size_t nargs,
    arena *a, sonde_value *result, trouble *t) {
  trouble ignored;
  if (!t) t = &ignored;
  frame f = {function, reduced, args, nargs, a, result};
  *result = value_nil();
  s->running = function;
  s->reduced = reduced;
  if (s->services.host) host_set_owner(s->services.host, s);
  bool good = state_run(s, call_body, &f, t);
  if (s->services.host) host_set_owner(s->services.host, NULL);
  s->running = NULL;
  arena_reset(&s->call);
  if (good) return SONDE_OK;
  return t->status ? t->status : SONDE_STATE;
}

uint32_t script_current_line(const script *s) {
  lua_Debug ar;
  for (int level = 0; s->running && lua_getstack(s->lua, level, &ar); level++) {
    lua_getinfo(s->lua, "Sl", &ar);
    if (ar.currentline > 0 && ar.source[0] == '@' && strcmp(ar.source + 1, script_file(s)) == 0)
      return (uint32_t)ar.currentline;
  }
  return 0;
}
