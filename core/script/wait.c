/* Waiting: a plain call. Records are delivered meanwhile, other scripts run; the script's time limit stands
 * still. */
#include "script/services.h"
#include "script/trouble.h"

enum { STEP_NS = 20 * 1000 * 1000 }; /* between two questions of wait_until */

static host *need_host(lua_State *L, const char *what) {
  host *h = state_of(L)->services.host;
  if (!h) trouble_raise(L, "%s: there is no host here", what);
  return h;
}

/* Waits with the same length by two scripts are two questions to the tape. */
static sonde_value question(const script *s, int64_t ns, sonde_value items[2]) {
  items[0] = value_text(s->id);
  items[1] = value_i64(ns);
  return value_list(items, 2);
}

/* When a wait of `ns` ends; on the tape's time when there is one: replay waits to the very moment that was
 * recorded. */
static int64_t wait_begin(lua_State *L, host *h, int64_t ns) {
  script *s = state_of(L);
  int64_t now = host_mono_ns(h), until = ns < INT64_MAX - now ? now + ns : INT64_MAX;
  tape *t = host_tape(h);
  arena_reset(&s->call);
  if (!t || !tape_is_replay(t)) return until;
  sonde_value items[2], asked = question(s, ns, items);
  return services_tape(s, "host.wait", &asked, value_i64(until)).u.i;
}

static void wait_end(lua_State *L, host *h, int64_t ns, bool good) {
  script *s = state_of(L);
  tape *t = host_tape(h);
  sonde_value items[2], asked = question(s, ns, items);
  if (t && !tape_is_replay(t)) services_tape(s, "host.wait", &asked, value_i64(host_mono_ns(h)));
  if (!good) trouble_end(L, TROUBLE_STOPPED, SONDE_CANCELLED, "stopped while it waited");
}

/* Leaves the coroutine when the script runs in one, and goes on in `then`; else waits here and returns. */
static void wait_step(lua_State *L, host *h, int64_t ns, lua_KContext context, lua_KFunction then) {
  script *s = state_of(L);
  int64_t until = wait_begin(L, h, ns);
  if (lua_isyieldable(L)) {
    s->wake_ns = until;
    lua_yieldk(L, 0, context, then);
  }
  watch_pause(&s->watch);
  bool good = host_wait_until(h, until, NULL, NULL);
  watch_resume(&s->watch);
  wait_end(L, h, ns, good);
}

static int wait_for_end(lua_State *L, int status, lua_KContext ns) {
  (void)status;
  wait_end(L, state_of(L)->services.host, (int64_t)ns, !state_of(L)->stopped);
  return 0;
}

int wait_for(lua_State *L) {
  int64_t ns = services_duration(L, 1, "host.wait");
  wait_step(L, need_host(L, "host.wait"), ns, (lua_KContext)ns, wait_for_end);
  return 0;
}

/* What wait_until keeps on its stack, behind limit and fn. */
enum { AT_LIMIT = 1, AT_FUNCTION, AT_START, AT_STEP };

static int wait_until_asked(lua_State *L, int status, lua_KContext unused);
static int wait_until_woken(lua_State *L, int status, lua_KContext unused);

/* fn has answered: true when wait_until ends, with its answer on the stack. */
static bool is_over(lua_State *L) {
  int64_t limit = lua_tointeger(L, AT_LIMIT);
  int64_t waited = host_mono_ns(state_of(L)->services.host) - lua_tointeger(L, AT_START);
  bool done = lua_toboolean(L, -1);
  lua_pushboolean(L, done);
  if (done || waited >= limit) return true;
  lua_pushinteger(L, limit - waited < STEP_NS ? limit - waited : STEP_NS);
  lua_replace(L, AT_STEP);
  return false;
}

static void wait_a_step(lua_State *L) {
  wait_step(L, state_of(L)->services.host, lua_tointeger(L, AT_STEP), 0, wait_until_woken);
}

static int ask_until_over(lua_State *L) {
  for (;;) {
    lua_settop(L, AT_STEP);
    lua_pushvalue(L, AT_FUNCTION);
    lua_callk(L, 0, 1, 0, wait_until_asked);
    if (is_over(L)) return 1;
    wait_a_step(L);
  }
}

/* fn itself has waited. */
static int wait_until_asked(lua_State *L, int status, lua_KContext unused) {
  (void)status;
  (void)unused;
  if (is_over(L)) return 1;
  wait_a_step(L);
  return ask_until_over(L);
}

static int wait_until_woken(lua_State *L, int status, lua_KContext unused) {
  (void)status;
  (void)unused;
  wait_end(L, state_of(L)->services.host, lua_tointeger(L, AT_STEP), !state_of(L)->stopped);
  return ask_until_over(L);
}

/* wait_until(limit, fn): true as soon as fn() is true, false when the limit is over. fn is asked at once and
 * then every 20 ms. */
int wait_until(lua_State *L) {
  int64_t limit = services_duration(L, 1, "host.wait_until");
  host *h = need_host(L, "host.wait_until");
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, AT_FUNCTION);
  lua_pushinteger(L, limit);
  lua_replace(L, AT_LIMIT);
  lua_pushinteger(L, host_mono_ns(h));
  lua_pushinteger(L, 0);
  return ask_until_over(L);
}
