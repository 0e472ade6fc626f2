/* Chains: a specification that grows by method calls; with `get` a reducer in C is attached. */
#include "script/where.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "script/convert.h"
#include "script/trouble.h"

static const char *const chain_name = "sonde.chain";

static void push_metatable(lua_State *L);

chain *where_to_chain(lua_State *L, int index) {
  return luaL_testudata(L, index, chain_name);
}

/* ----------------------------------------------------------------------------------------------------- life
 * of one -- */

static void copy_part(lua_State *L, chain *to, const sonde_value *from, sonde_value *out) {
  error e = {0};
  if (value_copy(&to->arena, from, out, &e)) trouble_raise(L, "%s", e.text);
}

/* Pushes a chain on the stream or chain at argument 1, with what that one says already. */
static chain *push_chain(lua_State *L) {
  chain *from = where_to_chain(L, 1);
  stream *s = from ? from->stream : stream_check(L, 1);
  if (!s || s->closed) trouble_raise(L, "%s: the stream is closed", s ? s->binding->row.full_name : "chain");
  chain *c = lua_newuserdatauv(L, sizeof *c, 2);
  *c = (chain){.stream = s, .top_n = -1};
  arena_init(&c->arena, SCRIPT_ANSWER_LIMIT);
  push_metatable(L);
  lua_setmetatable(L, -2);
  if (from)
    lua_getiuservalue(L, 1, 1);
  else
    lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  if (!from) return c;
  copy_part(L, c, &from->where, &c->where);
  copy_part(L, c, &from->group, &c->group);
  copy_part(L, c, &from->top, &c->top);
  return c;
}

reduce *where_compile(const chain *c, const record_type *t, error *e) {
  sonde_pair parts[4];
  size_t n = 0;
  if (c->where.kind) parts[n++] = (sonde_pair){"where", c->where};
  if (c->group.kind) parts[n++] = (sonde_pair){"group", c->group};
  if (c->get.kind) parts[n++] = (sonde_pair){"get", c->get};
  if (c->top.kind && !c->get.kind) parts[n++] = (sonde_pair){"top", c->top};
  sonde_value spec = value_map(parts, n);
  return reduce_new(t, &spec, e);
}

/* Notes name and unit of each column, which the rows need after the reducer is gone. */
static void note_columns(chain *c) {
  uint32_t n = reduce_columns(c->reduce);
  sonde_field *columns = arena_alloc(&c->arena, (n + 1) * sizeof *columns);
  if (!columns) return;
  for (uint32_t i = 0; i < n; i++) {
    const char *name = reduce_column_name(c->reduce, i), *unit = reduce_column_unit(c->reduce, i);
    columns[i].name = arena_text(&c->arena, name, strlen(name));
    columns[i].unit = unit ? arena_text(&c->arena, unit, strlen(unit)) : "";
    if (!columns[i].name || !columns[i].unit) return;
  }
  c->columns = columns;
  c->ncolumns = n;
}

void where_detach(chain *c) {
  stream *s = c->stream;
  if (!c->attached) return;
  c->attached = false;
  if (s->subscription) subscription_remove_sink(s->subscription, c->sink);
  for (chain **at = &s->chains; *at; at = &(*at)->next) {
    if (*at != c) continue;
    *at = c->next;
    return;
  }
}

/* The rows' names live in the reducer, so they are copied. */
static void take_rows(chain *c) {
  arena a = {0};
  sonde_value rows;
  error e = {0};
  if (!c->reduce || reduce_rows(c->reduce, &a, &rows, &e) || value_copy(&c->arena, &rows, &c->rows, &e))
    c->rows = value_list(NULL, 0);
  arena_free(&a);
}

void where_freeze(chain *c) {
  where_detach(c);
  if (!c->columns && c->reduce) note_columns(c);
  take_rows(c);
  reduce_free(c->reduce);
  c->reduce = NULL;
  c->frozen = true;
}

static void deliver(void *self, const record_source *source, const sonde_span *span) {
  reduce_add(((chain *)self)->reduce, source, span);
}

/* Does the order of records matter to it? */
static bool needs_order(const chain *c) {
  for (uint32_t i = 0; c->get.kind == SONDE_MAP && i < c->get.len; i++) {
    const sonde_value *v = &c->get.u.map[i].value;
    if (v->kind == SONDE_TEXT && (strncmp(v->u.s, "first ", 6) == 0 || strncmp(v->u.s, "last ", 5) == 0))
      return true;
  }
  return false;
}

/* The chain on top gets its reducer; records count from now on. */
static void attach(lua_State *L, chain *c) {
  stream *s = c->stream;
  error e = {0};
  c->reduce = where_compile(c, stream_type(s), &e);
  if (!c->reduce) trouble_raise(L, "%s: %s", s->binding->row.full_name, e.text);
  note_columns(c);
  if (s->subscription) c->sink = subscription_add_sink(s->subscription, needs_order(c), deliver, c);
  c->next = s->chains;
  s->chains = c;
  c->attached = true;
}

static int chain_gc(lua_State *L) {
  chain *c = where_to_chain(L, 1);
  if (c->attached && c->stream) where_detach(c);
  reduce_free(c->reduce);
  c->reduce = NULL;
  arena_free(&c->arena);
  return 0;
}

/* -----------------------------------------------------------------------------------------------------------
 * methods -- */

static void need_open(lua_State *L, const char *method) {
  const chain *c = where_to_chain(L, 1);
  if (c && c->get.kind) trouble_raise(L, "%s: comes before get, not behind it", method);
}

/* The conditions at argument 2 join those of the chain. */
static void join_where(lua_State *L, chain *c, const sonde_value *more) {
  sonde_pair *pairs = arena_alloc(&c->arena, (c->where.len + more->len + 1) * sizeof *pairs);
  if (!pairs) {
    trouble_raise(L, "where: too large");
    return;
  }
  uint32_t n = c->where.kind == SONDE_MAP ? c->where.len : 0;
  if (n) memcpy(pairs, c->where.u.map, n * sizeof *pairs);
  for (uint32_t i = 0; i < more->len; i++) {
    if (value_get(&c->where, more->u.map[i].key))
      trouble_raise(L, "where: column '%s' has a condition already", more->u.map[i].key);
    pairs[n++] = more->u.map[i];
  }
  c->where = value_map(pairs, n);
}

int where_where(lua_State *L) {
  need_open(L, "where");
  luaL_checktype(L, 2, LUA_TTABLE);
  chain *c = push_chain(L);
  sonde_value more = convert_read(L, 2, &c->arena, "where", false);
  if (more.kind == SONDE_LIST && more.len == 0) return 1;
  if (more.kind != SONDE_MAP)
    trouble_raise(L, "where: write { column = value } or { column = { \">\", value } }");
  join_where(L, c, &more);
  return 1;
}

int where_group(lua_State *L) {
  need_open(L, "group");
  chain *c = push_chain(L);
  if (c->group.kind)
    trouble_raise(L, "group: is there already: write group { \"a\", \"b\" } for two columns");
  c->group = lua_isnoneornil(L, 2) ? value_nil() : convert_read(L, 2, &c->arena, "group", false);
  return 1;
}

int where_get(lua_State *L) {
  need_open(L, "get");
  luaL_checktype(L, 2, LUA_TTABLE);
  chain *c = push_chain(L);
  c->get = convert_read(L, 2, &c->arena, "get", false);
  if (c->get.kind != SONDE_MAP)
    trouble_raise(L, "get: write { name = \"count\" } or { name = \"sum column\" }");
  attach(L, c);
  if (c->top.kind) {
    const sonde_value *n = value_get(&c->top, "n"), *by = value_get(&c->top, "by");
    c->top_n = n ? n->u.i : -1;
    c->top_by = by ? by->u.s : NULL;
  }
  return 1;
}

/* A name of the rows, or a message with the near one. */
static void check_column(lua_State *L, const chain *c, const char *by) {
  const char *names[64];
  uint32_t n = c->ncolumns < COUNT(names) ? c->ncolumns : (uint32_t)COUNT(names);
  for (uint32_t i = 0; i < n; i++) {
    names[i] = c->columns[i].name;
    if (strcmp(names[i], by) == 0) return;
  }
  const char *near = schema_suggest(names, n, by);
  if (near) trouble_raise(L, "top: the rows have no '%s', did you mean '%s'?", by, near);
  trouble_raise(L, "top: the rows have no '%s'", by);
}

static void set_top(lua_State *L, chain *c, lua_Integer n, const char *by) {
  sonde_pair *pairs = arena_alloc(&c->arena, 2 * sizeof *pairs);
  if (!pairs) {
    trouble_raise(L, "top: too large");
    return;
  }
  pairs[0] = (sonde_pair){"n", value_i64(n)};
  if (by) pairs[1] = (sonde_pair){"by", value_text(arena_text(&c->arena, by, strlen(by)))};
  c->top = value_map(pairs, by ? 2 : 1);
}

int where_top(lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 2);
  const char *by = luaL_optstring(L, 3, NULL);
  luaL_argcheck(L, n > 0, 2, "must be 1 or more");
  chain *c = where_to_chain(L, 1);
  if (!c || !c->get.kind) {
    set_top(L, push_chain(L), n, by);
    return 1;
  }
  if (by) check_column(L, c, by);
  c->top_n = n;
  c->top_by = by ? arena_text(&c->arena, by, strlen(by)) : NULL;
  lua_settop(L, 1);
  return 1;
}

/* ------------------------------------------------------------------------------------------------------------
 * reading -- */

static const char *sort_column; /* of the sort that runs; one thread */

static int compare_falling(const void *a, const void *b) {
  const sonde_value *x = value_get(a, sort_column), *y = value_get(b, sort_column);
  bool known_x = x && x->kind != SONDE_UNKNOWN && x->kind != SONDE_NIL;
  bool known_y = y && y->kind != SONDE_UNKNOWN && y->kind != SONDE_NIL;
  if (!known_x || !known_y) return known_x ? -1 : known_y;
  int order = value_compare(x, y);
  return order == 2 ? 0 : -order;
}

/* Pushes the rows that `top` leaves. */
static void push_rows(lua_State *L, const chain *c, const sonde_value *rows) {
  uint32_t n = rows->len;
  arena *a = &state_of(L)->call;
  const sonde_value *items = rows->u.list;
  if (c->top_by && n) {
    sonde_value *sorted = arena_alloc(a, n * sizeof *sorted);
    if (!sorted) {
      trouble_raise(L, "rows: too many");
      return;
    }
    memcpy(sorted, items, n * sizeof *sorted);
    sort_column = c->top_by;
    qsort(sorted, n, sizeof *sorted, compare_falling);
    items = sorted;
  }
  if (c->top_n >= 0 && (uint64_t)c->top_n < n) n = (uint32_t)c->top_n;
  sonde_field shape = {.members = c->columns, .nmembers = c->ncolumns};
  lua_createtable(L, (int)n, 0);
  for (uint32_t i = 0; i < n; i++) {
    convert_push(L, &items[i], &shape, c->stream ? c->stream->binding->of : "");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* Brings a chain up to date. */
static void update(lua_State *L, chain *c) {
  if (c->frozen) return;
  if (!c->attached) {
    if (c->stream && c->stream->binding->row.kind == ROW_EVENT)
      trouble_raise(L,
          "%s: a chain on a live stream counts from its :get on, so it needs one: "
          ":get { n = \"count\" } before :top and :rows",
          c->stream->binding->row.full_name);
    if (!c->stream || c->stream->closed) trouble_raise(L, "rows: the stream is closed");
    attach(L, c);
  }
  if (c->stream->subscription)
    host_pump(state_of(L)->services.host, false);
  else
    stream_run(L, c->stream);
}

int where_rows(lua_State *L) {
  chain *c = luaL_checkudata(L, 1, chain_name);
  script *s = state_of(L);
  error e = {0};
  update(L, c);
  if (c->frozen) {
    arena_reset(&s->call);
    push_rows(L, c, &c->rows);
    return 1;
  }
  arena_reset(&s->call);
  sonde_value list;
  if (reduce_rows(c->reduce, &s->call, &list, &e)) return trouble_raise(L, "%s", e.text);
  push_rows(L, c, &list);
  return 1;
}

/* `for row in chain do`: the rows are taken when it starts; user value 2 holds them. */
static int chain_call(lua_State *L) {
  chain *c = luaL_checkudata(L, 1, chain_name);
  if (lua_isnoneornil(L, 3)) {
    lua_settop(L, 1);
    where_rows(L);
    c->walk = 0;
    lua_setiuservalue(L, 1, 2);
  }
  lua_getiuservalue(L, 1, 2);
  if (!lua_istable(L, -1)) return 0;
  lua_rawgeti(L, -1, ++c->walk);
  return 1;
}

static int chain_lost(lua_State *L) {
  luaL_checkudata(L, 1, chain_name);
  lua_getiuservalue(L, 1, 1);
  lua_getfield(L, -1, "lost");
  lua_pushvalue(L, -2);
  lua_call(L, 1, 1);
  return 1;
}

static int chain_close(lua_State *L) {
  chain *c = luaL_checkudata(L, 1, chain_name);
  if (c->attached && c->stream && !c->frozen) where_freeze(c);
  return 0;
}

static int missing_method(lua_State *L) {
  return trouble_raise(L, "a chain has no '%s': it has where, group, get, top, rows, close, lost",
      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2));
}

static void push_metatable(lua_State *L) {
  static const luaL_Reg meta[] = {
      {"__call", chain_call}, {"__gc", chain_gc}, {"__close", chain_close}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"where", where_where}, {"group", where_group}, {"get", where_get},
      {"top", where_top}, {"rows", where_rows}, {"close", chain_close}, {"lost", chain_lost}, {NULL, NULL}};
  if (!luaL_newmetatable(L, chain_name)) return;
  luaL_setfuncs(L, meta, 0);
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, missing_method);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "chain");
  lua_setfield(L, -2, "__metatable");
}
