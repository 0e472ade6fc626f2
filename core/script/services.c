/* The host table: what a script may ask for besides plugins. */
#include "script/services.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "base/units.h"
#include "os/clock.h"
#include "os/system.h"
#include "script/bind.h"
#include "script/convert.h"
#include "script/sandbox.h"
#include "script/trouble.h"

sonde_value services_tape(script *s, const char *row_name, const sonde_value *args, sonde_value fresh) {
  tape *t = s->services.host ? host_tape(s->services.host) : NULL;
  sonde_value nil = value_nil(), recorded;
  if (!t) return fresh;
  if (!args) args = &nil;
  if (!tape_is_replay(t)) {
    tape_put_answer(t, row_name, args, SONDE_OK, &fresh, NULL);
    return fresh;
  }
  error e = {0};
  return tape_get_answer(t, row_name, args, &s->call, &recorded, &e) ? fresh : recorded;
}

int64_t services_duration(lua_State *L, int index, const char *what) {
  if (lua_type(L, index) == LUA_TSTRING) {
    size_t len = 0;
    int64_t ns = 0;
    error e = {0};
    const char *s = lua_tolstring(L, index, &len);
    if (units_parse_duration(s, len, &ns, &e)) trouble_raise(L, "%s: %s", what, e.text);
    return ns;
  }
  if (lua_type(L, index) != LUA_TNUMBER)
    trouble_raise(L, "%s: wants a duration like \"2s\", got %s", what, luaL_typename(L, index));
  lua_Number n = lua_tonumber(L, index);
  if (n < 0) trouble_raise(L, "%s: %.14g is below 0", what, n);
  if (n != 0 && n < 1000) trouble_raise(L, "%s: %g is under 1 us: write \"%gs\"", what, n, n);
  return n < 9e18 ? (int64_t)n : INT64_MAX;
}

/* -----------------------------------------------------------------------------------------------------
 * functions -- */

static int host_now(lua_State *L) {
  script *s = state_of(L);
  int64_t now = s->services.host ? host_wall_ns(s->services.host) : clock_wall_ns();
  sonde_value v = services_tape(s, "host.now", NULL, value_i64(now));
  lua_pushinteger(L, v.u.i);
  return 1;
}

static int host_elapsed(lua_State *L) {
  script *s = state_of(L);
  int64_t now = s->services.host ? host_mono_ns(s->services.host) : clock_mono_ns();
  sonde_value v = services_tape(s, "host.elapsed", NULL, value_i64(now));
  lua_pushinteger(L, v.u.i);
  return 1;
}

/* xorshift64*: good enough to choose samples, never for secrets. Only the host thread draws. */
static uint64_t draw(void) {
  static uint64_t state;
  if (!state) state = (uint64_t)clock_wall_ns() | 1;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * UINT64_C(0x2545F4914F6CDD1D);
}

/* random(): 0 <= x < 1; random(n): 1 to n; random(a, b): a to b. */
static int host_random(lua_State *L) {
  sonde_value v = services_tape(state_of(L), "host.random", NULL, value_i64((int64_t)(draw() >> 1)));
  uint64_t u = (uint64_t)v.u.i;
  if (lua_isnoneornil(L, 1)) {
    lua_pushnumber(L, (double)(u >> 10) * 0x1p-53);
    return 1;
  }
  lua_Integer least = lua_isnoneornil(L, 2) ? 1 : luaL_checkinteger(L, 1);
  lua_Integer most = lua_isnoneornil(L, 2) ? luaL_checkinteger(L, 1) : luaL_checkinteger(L, 2);
  luaL_argcheck(L, least <= most, 1, "empty range");
  uint64_t range = (uint64_t)most - (uint64_t)least + 1;
  uint64_t drawn = (uint64_t)least + (range ? u % range : u);
  lua_pushinteger(L, (lua_Integer)drawn);
  return 1;
}

static int host_fail(lua_State *L) {
  luaL_checkstring(L, 1);
  lua_getglobal(L, "string");
  lua_getfield(L, -1, "format");
  lua_replace(L, -2);
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  state_of(L)->own_words = true;
  return trouble_raise(L, "%s", lua_tostring(L, -1));
}

static int host_unknown(lua_State *L) {
  const char *reason = luaL_optstring(L, 1, "the script could not tell");
  return trouble_end(L, TROUBLE_UNKNOWN, SONDE_OK, "%s", reason);
}

/* Raises for keys that nobody reads. keys: NULL at the end. */
static void check_keys(
    lua_State *L, const sonde_value *map, const char *what, const char *const *keys, size_t n) {
  if (map->kind != SONDE_MAP) trouble_raise(L, "%s: wants a table of named values", what);
  for (uint32_t i = 0; i < map->len; i++) {
    const char *key = map->u.map[i].key;
    bool known = false;
    for (size_t k = 0; k < n && !known; k++)
      known = strcmp(keys[k], key) == 0;
    if (known) continue;
    const char *near = schema_suggest(keys, n, key);
    if (near) trouble_raise(L, "%s: unknown key '%s', did you mean '%s'?", what, key, near);
    trouble_raise(L, "%s: unknown key '%s'", what, key);
  }
}

static int host_finding(lua_State *L) {
  script *s = state_of(L);
  error e = {0};
  arena_reset(&s->call);
  lua_settop(L, 1);
  sonde_value f = convert_read(L, 1, &s->call, "host.finding", false);
  if (!s->services.finding) return trouble_raise(L, "host.finding: findings cannot be made here");
  if (s->services.finding(s->services.self, s, &f, &e)) return trouble_raise(L, "host.finding: %s", e.text);
  return 0;
}

static int host_classify(lua_State *L) {
  static const char *const keys[] = {"code", "source", "event", "text"};
  script *s = state_of(L);
  error e = {0};
  arena_reset(&s->call);
  sonde_value asked = convert_read(L, 1, &s->call, "host.classify", false), found = value_nil();
  check_keys(L, &asked, "host.classify", keys, COUNT(keys));
  if (!s->services.classify) return 0;
  if (s->services.classify(s->services.self, s, &asked, &s->call, &found, &e))
    return trouble_raise(L, "host.classify: %s", e.text);
  convert_push(L, &found, NULL, "");
  return 1;
}

/* ---------------------------------------------------------------------------------------------------------
 * table -- */

/* __index of the reduced host. */
static int missing_reduced(lua_State *L) {
  script *s = state_of(L);
  return trouble_raise(L, "no host.%s in '%s': there host has only text, log, classify, now and unknown",
      luaL_checkstring(L, 2), s->running ? s->running : "this function");
}

static int refuse_assignment(lua_State *L) {
  return trouble_raise(L, "'%s' cannot be set: host and param belong to Sonde", luaL_tolstring(L, 2, NULL));
}

/* "linux" or "windows", of the machine where the run was recorded. */
static void push_platform(lua_State *L) {
  sonde_value v = services_tape(state_of(L), "host.platform", NULL, value_text(system_platform()));
  const char *s = v.kind == SONDE_TEXT ? v.u.s : "";
  const char *dash = memchr(s, '-', v.len);
  lua_pushlstring(L, s, dash ? (size_t)(dash - s) : v.len);
}

static void set_metatable(lua_State *L, lua_CFunction index, const char *name) {
  lua_createtable(L, 0, 3);
  lua_pushcfunction(L, index);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_assignment);
  lua_setfield(L, -2, "__newindex");
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

static void make_host(lua_State *L, bool reduced) {
  static const luaL_Reg always[] = {{"log", sandbox_print}, {"now", host_now}, {"classify", host_classify},
      {"unknown", host_unknown}, {NULL, NULL}};
  static const luaL_Reg more[] = {{"elapsed", host_elapsed}, {"random", host_random}, {"fail", host_fail},
      {"finding", host_finding}, {"wait", wait_for}, {"wait_until", wait_until}, {NULL, NULL}};
  lua_newtable(L);
  luaL_setfuncs(L, always, 0);
  say_push(L);
  lua_setfield(L, -2, "text");
  if (!reduced) {
    luaL_setfuncs(L, more, 0);
    push_platform(L);
    lua_setfield(L, -2, "platform");
  }
  set_metatable(L, reduced ? missing_reduced : bind_find_plugin, "host");
}

void services_push_host(lua_State *L, bool reduced) {
  script *s = state_of(L);
  int *ref = reduced ? &s->host_reduced : &s->host_full;
  if (*ref == LUA_NOREF) {
    make_host(L, reduced);
    *ref = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, *ref);
}

static int missing_param(lua_State *L) {
  script *s = state_of(L);
  const char *name = luaL_checkstring(L, 2);
  for (uint32_t i = 0; i < s->nparams; i++)
    if (strcmp(s->params[i].name, name) == 0) return 0; /* no default and not set */
  const char *near = schema_suggest_field(s->params, s->nparams, name);
  if (near) return trouble_raise(L, "no parameter '%s', did you mean '%s'?", name, near);
  return trouble_raise(L, "no parameter '%s': declare it in params", name);
}

void services_push_params(lua_State *L) {
  script *s = state_of(L);
  error e = {0};
  if (s->param == LUA_NOREF) {
    if (!s->values && script_set_params(s, NULL, &e))
      trouble_at(L, script_line(s, "params"), "params: %s", e.text);
    lua_createtable(L, 0, (int)s->nparams);
    for (uint32_t i = 0; i < s->nparams; i++) {
      convert_push(L, &s->values[i], &s->params[i], "");
      lua_setfield(L, -2, s->params[i].name);
    }
    set_metatable(L, missing_param, "param");
    s->param = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, s->param);
}
