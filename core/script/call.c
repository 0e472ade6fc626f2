/* Calls of a script's functions: arguments in, answer out, under the limits. */
#include <string.h>

#include "script/convert.h"
#include "script/services.h"
#include "script/trouble.h"

static int call_end(lua_State *L, int status, lua_KContext context) {
  (void)status;
  const script_frame *f = (const script_frame *)context;
  *f->result = convert_read(L, -1, f->arena, f->function, false);
  return 0;
}

static int call_body(lua_State *L) {
  script *s = state_of(L);
  const script_frame *f = lua_touserdata(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, s->declared);
  if (state_rawget(L, -1, f->function) != LUA_TFUNCTION)
    return trouble_at(L, 1, "the script has no function '%s'", f->function);
  services_push_host(L, f->reduced);
  services_push_params(L);
  luaL_checkstack(L, (int)f->nargs + 8, NULL);
  for (size_t i = 0; i < f->nargs; i++)
    convert_push(L, &f->args[i], NULL, "");
  lua_callk(L, 2 + (int)f->nargs, 1, (lua_KContext)f, call_end);
  return call_end(L, LUA_OK, (lua_KContext)f);
}

static void enter(script *s, const script_frame *f) {
  *f->result = value_nil();
  s->running = f->function;
  s->reduced = f->reduced;
}

static void leave(script *s) {
  s->running = NULL;
  arena_reset(&s->call);
}

/* Handles that a plugin mints meanwhile belong to this script. */
static void own(script *s, bool mine) {
  if (s->services.host) host_set_owner(s->services.host, mine ? s : NULL);
}

sonde_status script_call(script *s, const char *function, bool reduced, const sonde_value *args, size_t nargs,
    arena *a, sonde_value *result, trouble *t) {
  trouble ignored;
  if (!t) t = &ignored;
  script_frame f = {function, reduced, args, nargs, a, result};
  enter(s, &f);
  own(s, true);
  bool good = state_run(s, call_body, &f, t);
  own(s, false);
  leave(s);
  if (good) return SONDE_OK;
  return t->status ? t->status : SONDE_STATE;
}

sonde_status script_begin(script *s, const char *function, const sonde_value *args, size_t nargs, arena *a,
    sonde_value *result, trouble *t) {
  s->frame = (script_frame){function, false, args, nargs, a, result};
  enter(s, &s->frame);
  if (state_begin(s, call_body, &s->frame, t)) return SONDE_OK;
  leave(s);
  return t->status ? t->status : SONDE_MEMORY;
}

script_progress script_continue(script *s, bool stopped, int64_t *wake_ns, trouble *t) {
  s->stopped = stopped;
  own(s, true);
  bool ended = state_continue(s, t);
  own(s, false);
  if (ended)
    leave(s);
  else
    *wake_ns = s->wake_ns;
  return ended ? SCRIPT_ENDED : SCRIPT_WAITING;
}

uint32_t script_current_line(const script *s) {
  lua_Debug ar;
  for (int level = 0; s->running && lua_getstack(s->active, level, &ar); level++) {
    lua_getinfo(s->active, "Sl", &ar);
    if (ar.currentline > 0 && ar.source[0] == '@' && strcmp(ar.source + 1, script_file(s)) == 0)
      return (uint32_t)ar.currentline;
  }
  return 0;
}
