/* One Lua state per script: allocator with a limit, protected runs, loading and freeing. */
#include "script/state.h"

#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "os/file.h"
#include "script/declare.h"
#include "script/sandbox.h"
#include "script/trouble.h"

/* The allocator of one state. Over the limit it remembers where the script was, since Lua tells no place
 * then. */
static void *allocate(void *self, void *block, size_t old, size_t bytes) {
  script *s = self;
  if (!block) old = 0;
  if (bytes > old && s->memory_used + (bytes - old) > s->limits.memory_bytes) {
    trouble_note_memory(s);
    return NULL;
  }
  while (atomic_load_explicit(&s->watch.firing, memory_order_acquire)) {
  }
  if (bytes == 0) {
    free(block);
    s->memory_used -= old;
    return NULL;
  }
  void *new_block = realloc(block, bytes);
  if (new_block) s->memory_used += bytes - old;
  return new_block;
}

static int on_panic(lua_State *L) {
  (void)L;
  abort(); /* unreachable: every use of the state is protected */
}

static script *script_new(const script_services *services, const script_limits *limits, const char *path,
    const char *source, size_t len) {
  script *s = NEW(script);
  chunk_add(&s->chunks, path, source, len);
  if (services) s->services = *services;
  if (limits) s->limits = *limits;
  s->default_memory = !s->limits.memory_bytes;
  s->default_time = !s->limits.soft_time_ns;
  if (!s->limits.memory_bytes) s->limits.memory_bytes = 64u << 20;
  if (!s->limits.soft_time_ns) s->limits.soft_time_ns = 10 * INT64_C(1000000000);
  s->declared = s->host_full = s->host_reduced = s->param = s->coroutine = LUA_NOREF;
  arena_init(&s->arena, SCRIPT_DECLARATION_LIMIT);
  arena_init(&s->call, SCRIPT_ANSWER_LIMIT);
  watch_open();
  s->active = s->lua = lua_newstate(allocate, s);
  if (s->lua) {
    *(script **)lua_getextraspace(s->lua) = s;
    lua_atpanic(s->lua, on_panic);
  }
  return s;
}

void script_free(script *s) {
  if (!s) return;
  s->limits.memory_bytes = UINT64_MAX; /* finalizers must not fail */
  if (s->lua) lua_close(s->lua);
  if (s->services.host) host_release_owner(s->services.host, s);
  for (size_t i = 0; i < s->nunknown; i++)
    memory_free(s->unknown[i]);
  memory_free(s->unknown);
  chunk_free(&s->chunks);
  arena_free(&s->call);
  arena_free(&s->arena);
  watch_close();
  memory_free(s);
}

/* Armed by the watcher's thread once the soft deadline has passed. */
static void on_deadline(lua_State *L, lua_Debug *ar) {
  (void)ar;
  script *s = state_of(L);
  text limit;
  text_init(&limit, 40);
  units_print_duration(&limit, s->limits.soft_time_ns);
  char word[40];
  memcpy(word, text_chars(&limit), limit.len + 1);
  text_free(&limit);
  trouble_end(
      L, TROUBLE_LIMIT, SONDE_TIMEOUT, "ran for more than %s without waiting: is this loop endless?", word);
}

static void forget_troubles(script *s) {
  s->ending.kind = s->raised.kind = TROUBLE_NONE;
  memset(s->unknown_reads, 0, sizeof s->unknown_reads);
  s->missing_read.name[0] = 0;
}

bool state_run(script *s, lua_CFunction body, void *argument, trouble *t) {
  lua_State *L = s->lua;
  int top = lua_gettop(L);
  forget_troubles(s);
  lua_pushcfunction(L, trouble_handler);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
  watch_start(&s->watch, L, on_deadline, s->limits.soft_time_ns);
  int status = lua_pcall(L, 1, 0, top + 1);
  watch_stop(&s->watch);
  trouble_fill(s, status, t);
  lua_settop(L, top);
  return status == LUA_OK;
}

static int guarded_end(lua_State *L, int status, lua_KContext unused) {
  (void)unused;
  script *s = state_of(L);
  s->status = status == LUA_YIELD ? LUA_OK : status;
  return s->status == LUA_OK ? 0 : 1; /* the error's value stays for trouble_fill */
}

/* The outermost function of a coroutine: body, argument. The handler sees errors while their stack still
 * stands. */
static int guarded(lua_State *L) {
  lua_pushcfunction(L, trouble_handler);
  lua_insert(L, 1);
  return guarded_end(L, lua_pcallk(L, 1, 0, 1, 0, guarded_end), 0);
}

/* body, argument as light userdata: the coroutine that will run them. */
static int make_coroutine(lua_State *L) {
  script *s = state_of(L);
  lua_State *co = lua_newthread(L);
  s->coroutine = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_pushcfunction(co, guarded);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 2);
  lua_xmove(L, co, 2);
  s->active = co;
  return 0;
}

static void end_coroutine(script *s) {
  luaL_unref(s->lua, LUA_REGISTRYINDEX, s->coroutine);
  s->coroutine = LUA_NOREF;
  s->active = s->lua;
}

bool state_begin(script *s, lua_CFunction body, void *argument, trouble *t) {
  lua_State *L = s->lua;
  forget_troubles(s);
  s->stopped = false;
  lua_pushcfunction(L, make_coroutine);
  lua_pushcfunction(L, body);
  lua_pushlightuserdata(L, argument);
  int status = lua_pcall(L, 2, 0, 0);
  trouble_fill(s, status, t);
  if (status != LUA_OK) lua_pop(L, 1);
  return status == LUA_OK;
}

bool state_continue(script *s, trouble *t) {
  int nresults = 0, begun = lua_status(s->active) == LUA_YIELD;
  if (begun)
    watch_resume(&s->watch);
  else
    watch_start(&s->watch, s->active, on_deadline, s->limits.soft_time_ns);
  int status = lua_resume(s->active, s->lua, begun ? 0 : 2, &nresults);
  if (status == LUA_YIELD) {
    watch_pause(&s->watch);
    return false;
  }
  watch_stop(&s->watch);
  trouble_fill(s, status == LUA_OK ? s->status : status, t);
  end_coroutine(s);
  return true;
}

int state_rawget(lua_State *L, int index, const char *name) {
  index = lua_absindex(L, index);
  lua_pushstring(L, name);
  return lua_rawget(L, index);
}

/* Compiles, runs and checks the script; protected. */
static int load_body(lua_State *L) {
  script *s = state_of(L);
  sandbox_open(L);
  const char *refusal = chunk_refusal(&s->chunks.items[0]);
  if (refusal) return trouble_at(L, 1, "%s", refusal);
  if (chunk_compile(L, &s->chunks.items[0]) != LUA_OK) return lua_error(L);
  lua_call(L, 0, 1);
  declare_read(L);
  return 0;
}

script *script_load_text(const script_services *services, const char *path, const char *source, size_t len,
    const script_limits *limits, trouble *t) {
  trouble ignored;
  if (!t) t = &ignored;
  script *s = script_new(services, limits, path, source, len);
  if (!s->lua) {
    trouble_set(
        s, t, SONDE_MEMORY, 0, "does not fit into %.0f bytes of memory", (double)s->limits.memory_bytes);
  } else if (state_run(s, load_body, NULL, t)) {
    return s;
  }
  script_free(s);
  return NULL;
}

script *script_load(
    const script_services *services, const char *path, const script_limits *limits, trouble *t) {
  size_t len = 0;
  error e = {0};
  char *source = file_read(path, SCRIPT_SOURCE_LIMIT, &len, &e);
  if (!source) {
    trouble_of_error(t, path, &e);
    return NULL;
  }
  script *s = script_load_text(services, path, source, len, limits, t);
  memory_free(source);
  return s;
}

script_kind script_get_kind(const script *s) {
  return s->kind;
}

const char *script_kind_word(script_kind k) {
  static const char *const words[] = {"", "check", "rule", "classes", "action"};
  return (unsigned)k < COUNT(words) ? words[k] : "";
}

const char *script_id(const script *s) {
  return s->id;
}

const char *script_title(const script *s) {
  return s->title;
}

const char *script_file(const script *s) {
  return s->chunks.items[0].path;
}

const sonde_value *script_declaration(const script *s) {
  return &s->declaration;
}

const sonde_field *script_params(const script *s, uint32_t *n) {
  *n = s->nparams;
  return s->params;
}
