/* Streams: opened by a call, iterated or run through reducers, closed by hand, by the collector or with the
 * script. */
#include "script/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "script/convert.h"
#include "script/rows.h"
#include "script/trouble.h"
#include "script/where.h"

static const char *const stream_name = "sonde.stream";
enum { BINDING = 1, NAMES = 2 }; /* user values */

stream *stream_check(lua_State *L, int index) {
  return luaL_checkudata(L, index, stream_name);
}

const record_type *stream_type(const stream *s) {
  return s->subscription ? subscription_type(s->subscription) : s->type;
}

static void drop_cursor(stream *s) {
  if (s->cursor) cursor_close(s->cursor);
  s->cursor = NULL;
  s->left = 0;
}

/* -----------------------------------------------------------------------------------------------------------
 * open -- */

/* The arguments that were given, as a map in the stream's arena. */
static void keep_arguments(lua_State *L, stream *s, const sonde_value *args) {
  const row *r = &s->binding->row;
  sonde_pair pairs[64];
  size_t n = 0;
  error e = {0};
  for (uint32_t i = 0; i < r->nparams; i++)
    if (args[i].kind != SONDE_NIL) pairs[n++] = (sonde_pair){r->params[i].name, args[i]};
  sonde_value map = value_map(pairs, n);
  if (value_copy(&s->arena, &map, &s->args, &e)) bind_fail(L, s->binding, &e);
}

static void subscribe(lua_State *L, stream *s) {
  error e = {0};
  s->subscription = host_subscribe(state_of(L)->services.host, &s->binding->row, &s->args, &e);
  if (!s->subscription) bind_fail(L, s->binding, &e);
}

/* The row's own type, with the columns that the arguments name; only to check chains before the query runs.
 */
static record_type *make_type(const stream *s) {
  const row *r = &s->binding->row;
  const char *extra[16];
  uint32_t n = 0;
  const sonde_value *list = r->flags & SONDE_ROW_COLUMNS ? value_get(&s->args, "columns") : NULL;
  for (uint32_t i = 0; list && list->kind == SONDE_LIST && i < list->len && n < COUNT(extra); i++)
    if (list->u.list[i].kind == SONDE_TEXT) extra[n++] = list->u.list[i].u.s;
  return record_type_new(plugin_name(r->plugin), r->name, 0, r->fields, r->nfields, r->record_size, extra, n);
}

static void push_metatable(lua_State *L);

int stream_open(lua_State *L, const binding *b, const sonde_value *args) {
  stream *s = lua_newuserdatauv(L, sizeof *s, 2);
  *s = (stream){.binding = b};
  arena_init(&s->arena, 1u << 20);
  push_metatable(L);
  lua_setmetatable(L, -2);
  lua_insert(L, -2);
  lua_setiuservalue(L, -2, BINDING);
  keep_arguments(L, s, args);
  if (b->row.kind == ROW_EVENT)
    subscribe(L, s);
  else
    s->type = make_type(s);
  return 1;
}

/* Opens the query; the time that takes is not the script's. */
static bool try_open(lua_State *L, stream *s, uint64_t wanted, const sonde_where *where, error *e) {
  script *owner = state_of(L);
  drop_cursor(s);
  watch_pause(&owner->watch);
  s->cursor = host_open(owner->services.host, &s->binding->row, &s->args, wanted, 0, where, e);
  watch_resume(&owner->watch);
  return s->cursor;
}

/* Fetches the next span; false at the end. */
static bool next_span(lua_State *L, stream *s, sonde_span *span) {
  error e = {0};
  script *owner = state_of(L);
  watch_pause(&owner->watch);
  int got = cursor_next(s->cursor, &s->source, span, &e);
  watch_resume(&owner->watch);
  if (got > 0) {
    s->lost += span->lost;
    return true;
  }
  drop_cursor(s);
  if (got < 0) bind_fail(L, s->binding, &e);
  return false;
}

/* ------------------------------------------------------------------------------------------------------
 * reducers -- */

/* The reducers get the type of the cursor, which a tape may describe differently from the row. */
static bool compile_waiting(stream *s, error *e) {
  for (chain *c = s->chains; c; c = c->next) {
    reduce *r = where_compile(c, cursor_type(s->cursor), e);
    if (!r) return false;
    reduce_free(c->reduce);
    c->reduce = r;
  }
  return true;
}

/* Opens the query with hints: which columns are wanted and, for a reducer alone, its conditions. *hint lives
 * as long as the cursor. */
static bool open_for_reducers(lua_State *L, stream *s, reduce **hint, error *e) {
  uint64_t wanted = 0;
  for (chain *c = s->chains; c; c = c->next)
    wanted |= reduce_wanted(c->reduce);
  *hint = s->chains && !s->chains->next ? where_compile(s->chains, s->type, e) : NULL;
  return try_open(L, s, wanted, *hint ? reduce_where(*hint) : NULL, e) && compile_waiting(s, e);
}

static int read_all(lua_State *L, stream *s, error *e) {
  sonde_span span = {.size = sizeof span};
  script *owner = state_of(L);
  int got;
  watch_pause(&owner->watch);
  while ((got = cursor_next(s->cursor, &s->source, &span, e)) > 0) {
    s->lost += span.lost;
    for (chain *c = s->chains; c; c = c->next)
      reduce_add(c->reduce, &s->source, &span);
  }
  watch_resume(&owner->watch);
  return got;
}

void stream_run(lua_State *L, stream *s) {
  error e = {0};
  reduce *hint = NULL;
  bool good = open_for_reducers(L, s, &hint, &e) && read_all(L, s, &e) == 0;
  while (good && s->chains)
    where_freeze(s->chains);
  drop_cursor(s);
  reduce_free(hint);
  if (!good) bind_fail(L, s->binding, &e);
}

/* ------------------------------------------------------------------------------------------------------
 * iteration -- */

static void push_record(lua_State *L, stream *s) {
  lua_getiuservalue(L, 1, NAMES);
  rows_push(L, lua_gettop(L), &s->source, s->at, s->binding->of);
  s->at = record_next(s->at);
  s->left--;
}

static void push_kept(lua_State *L, stream *s) {
  uint32_t n = 0;
  const sonde_value *values = keep_take(s->kept, &n);
  if (!values) {
    lua_pushnil(L);
    return;
  }
  lua_getiuservalue(L, 1, NAMES);
  rows_push_values(L, lua_gettop(L), stream_type(s), values, n, s->binding->of);
}

void stream_push_next(lua_State *L, stream *s) {
  if (s->kept) {
    push_kept(L, s);
    return;
  }
  while (s->cursor && !s->left) {
    sonde_span span = {.size = sizeof span};
    if (!next_span(L, s, &span)) break;
    s->at = span.records;
    s->left = span.nrecords;
  }
  if (s->cursor)
    push_record(L, s);
  else
    lua_pushnil(L);
}

static void set_names(lua_State *L, const record_type *t) {
  rows_push_names(L, t);
  lua_setiuservalue(L, 1, NAMES);
}

/* The stream at argument 1 is about to be read from its start. */
static void start_reading(lua_State *L, stream *s) {
  if (s->kept) {
    host_pump(state_of(L)->services.host, false);
    return;
  }
  if (s->closed) trouble_raise(L, "%s: the stream is closed", s->binding->row.full_name);
  if (s->binding->row.kind == ROW_EVENT)
    trouble_raise(L,
        "%s: rows of a live stream are only kept after :keep \"64 MiB\"; or reduce them with :get { ... }",
        s->binding->row.full_name);
  error e = {0};
  if (!try_open(L, s, UINT64_MAX, NULL, &e)) bind_fail(L, s->binding, &e);
  set_names(L, cursor_type(s->cursor));
}

/* `for row in stream do`: called with nil first, then with the row before. */
static int stream_call(lua_State *L) {
  stream *s = stream_check(L, 1);
  if (lua_isnoneornil(L, 3)) start_reading(L, s);
  stream_push_next(L, s);
  return 1;
}

static int stream_rows(lua_State *L) {
  stream *s = stream_check(L, 1);
  lua_settop(L, 1);
  start_reading(L, s);
  lua_newtable(L);
  for (lua_Integer i = 1;; i++) {
    stream_push_next(L, s);
    if (lua_isnil(L, -1)) break;
    lua_rawseti(L, 2, i);
    lua_settop(L, 2);
  }
  lua_settop(L, 2);
  return 1;
}

/* ----------------------------------------------------------------------------------------------- keep,
 * close, lost -- */

static uint64_t read_bytes(lua_State *L, int index) {
  if (lua_isinteger(L, index) && lua_tointeger(L, index) > 0) return (uint64_t)lua_tointeger(L, index);
  size_t len = 0;
  uint64_t bytes = 0;
  error e = {0};
  const char *s = luaL_optlstring(L, index, "64 MiB", &len);
  if (units_parse_bytes(s, len, &bytes, &e)) trouble_raise(L, "keep: %s", e.text);
  return bytes;
}

static int stream_keep(lua_State *L) {
  stream *s = stream_check(L, 1);
  uint64_t limit = read_bytes(L, 2);
  lua_settop(L, 1);
  if (!s->subscription)
    trouble_raise(L, "%s: only a live stream keeps rows; the rows of a query are there anyway",
        s->binding->row.full_name);
  if (s->kept) return 1;
  set_names(L, stream_type(s));
  s->kept = keep_new(limit);
  s->keep_sink = subscription_add_sink(s->subscription, true, keep_add, s->kept);
  return 1;
}

/* Records that never came, and kept rows that had to go. */
static int stream_lost(lua_State *L) {
  const stream *s = stream_check(L, 1);
  uint64_t lost = s->lost;
  if (s->subscription) {
    pump_stats stats = {0};
    subscription_get_stats(s->subscription, &stats);
    lost += stats.lost;
  }
  if (s->kept) lost += keep_dropped(s->kept);
  lua_pushinteger(L, (lua_Integer)lost);
  return 1;
}

/* Unsubscribing is the owner's business: it has the host. */
static void close_subscription(host *h, stream *s) {
  pump_stats stats = {0};
  subscription_get_stats(s->subscription, &stats);
  s->lost += stats.lost + (s->kept ? keep_dropped(s->kept) : 0);
  if (s->kept) subscription_remove_sink(s->subscription, s->keep_sink);
  keep_free(s->kept);
  s->kept = NULL;
  host_unsubscribe(h, s->subscription);
  s->subscription = NULL;
}

static void close_stream(lua_State *L, stream *s) {
  while (s->chains)
    where_freeze(s->chains);
  drop_cursor(s);
  if (s->subscription) close_subscription(state_of(L)->services.host, s);
  s->closed = true;
}

static int stream_close_method(lua_State *L) {
  close_stream(L, stream_check(L, 1));
  return 0;
}

static int stream_gc(lua_State *L) {
  stream *s = stream_check(L, 1);
  while (s->chains) {
    chain *c = s->chains;
    where_freeze(c);
    c->stream = NULL;
  }
  close_stream(L, s);
  record_type_free(s->type);
  s->type = NULL;
  arena_free(&s->arena);
  return 0;
}

static int stream_tostring(lua_State *L) {
  const stream *s = stream_check(L, 1);
  lua_pushfstring(L, "stream of %s%s", s->binding->row.full_name, s->closed ? " (closed)" : "");
  return 1;
}

static int missing_method(lua_State *L) {
  return trouble_raise(L, "a stream has no '%s': it has where, group, get, top, rows, keep, close, lost",
      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2));
}

static void push_metatable(lua_State *L) {
  static const luaL_Reg meta[] = {{"__call", stream_call}, {"__gc", stream_gc},
      {"__close", stream_close_method}, {"__tostring", stream_tostring}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"where", where_where}, {"group", where_group}, {"get", where_get},
      {"top", where_top}, {"rows", stream_rows}, {"keep", stream_keep}, {"close", stream_close_method},
      {"lost", stream_lost}, {NULL, NULL}};
  if (!luaL_newmetatable(L, stream_name)) return;
  luaL_setfuncs(L, meta, 0);
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, missing_method);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "stream");
  lua_setfield(L, -2, "__metatable");
}
