/* Waiting: a plain call. Records are delivered meanwhile; the script's time limit stands still. */
#include "script/services.h"
#include "script/trouble.h"

enum { STEP_NS = 20 * 1000 * 1000 }; /* between two questions of wait_until */

static host *need_host(lua_State *L, const char *what) {
  host *h = state_of(L)->services.host;
  if (!h) trouble_raise(L, "%s: there is no host here", what);
  return h;
}

/* Waits `ns`, on the tape's time when there is one: replay waits to the very moment that was recorded. */
static void wait_step(lua_State *L, host *h, int64_t ns) {
  script *s = state_of(L);
  tape *t = host_tape(h);
  int64_t now = host_mono_ns(h), until = ns < INT64_MAX - now ? now + ns : INT64_MAX;
  sonde_value asked = value_i64(ns);
  arena_reset(&s->call);
  if (t && tape_is_replay(t)) until = services_tape(s, "host.wait", &asked, value_i64(until)).u.i;
  watch_pause(&s->watch);
  bool good = host_wait_until(h, until, NULL, NULL);
  watch_resume(&s->watch);
  if (t && !tape_is_replay(t)) services_tape(s, "host.wait", &asked, value_i64(host_mono_ns(h)));
  if (!good) trouble_end(L, TROUBLE_STOPPED, SONDE_CANCELLED, "stopped while it waited");
}

int wait_for(lua_State *L) {
  int64_t ns = services_duration(L, 1, "host.wait");
  wait_step(L, need_host(L, "host.wait"), ns);
  return 0;
}

/* wait_until(limit, fn): true as soon as fn() is true, false when the limit is over. fn is asked at once and
 * then every 20 ms. */
int wait_until(lua_State *L) {
  int64_t limit = services_duration(L, 1, "host.wait_until"), waited = 0;
  host *h = need_host(L, "host.wait_until");
  luaL_checktype(L, 2, LUA_TFUNCTION);
  int64_t start = host_mono_ns(h);
  for (;;) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    lua_call(L, 0, 1);
    bool done = lua_toboolean(L, -1);
    if (done || waited >= limit) {
      lua_pushboolean(L, done);
      return 1;
    }
    wait_step(L, h, limit - waited < STEP_NS ? limit - waited : STEP_NS);
    waited = host_mono_ns(h) - start;
  }
}
