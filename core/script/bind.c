/* Plugins in Lua: each row becomes a closure over its binding; arguments go to the host in the order of the
 * params. */
#include "script/bind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "base/utf8.h"
#include "script/convert.h"
#include "script/handle.h"
#include "script/stream.h"
#include "script/trouble.h"
#include "script/unknown.h"

enum { FIELDS_MOST = 64 }; /* parameters or results of a row, as the host allows */

/* ----------------------------------------------------------------------------------------------------------
 * needs -- */

/* The first capability of `needs` that the script does not ask for; "" none. */
static void find_missing(script *s, const char *needs, char out[64]) {
  const sonde_value *asked = value_get(&s->declaration, "needs");
  out[0] = 0;
  for (const char *at = needs; *at; at += strspn(at, " ")) {
    size_t len = strcspn(at, " ");
    snprintf(out, 64, "%.*s", (int)len, at);
    at += len;
    bool found = false;
    for (uint32_t i = 0; asked && asked->kind == SONDE_LIST && i < asked->len && !found; i++)
      found = strcmp(asked->u.list[i].u.s, out) == 0;
    if (!found) return;
    out[0] = 0;
  }
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/'), *back = strrchr(path, '\\');
  const char *last = slash > back ? slash : back;
  return last ? last + 1 : path;
}

static int fail_missing(lua_State *L, const char *name, const char *capability) {
  script *s = state_of(L);
  return trouble_raise(L, "%s needs '%s': add it to needs (%s:%u)", name, capability,
      base_name(script_file(s)), script_line(s, "needs"));
}

/* ------------------------------------------------------------------------------------------------------
 * arguments -- */

static int fail_duration(lua_State *L, const binding *b, uint32_t i, lua_Number n) {
  return trouble_raise(
      L, "%s: %s: %g is under 1 us: write \"%gs\"", b->row.full_name, b->row.params[i].name, n, n);
}

static sonde_value read_text(lua_State *L, int index, const sonde_field *f) {
  size_t len = 0;
  const char *s = lua_tolstring(L, index, &len);
  sonde_value v = value_text_len(s, len);
  if (f->kind == SONDE_BYTES || utf8_valid_prefix(s, len) != len) v.kind = SONDE_BYTES;
  return v;
}

static void read_argument(lua_State *L, const binding *b, uint32_t i, int index, sonde_value *out) {
  const sonde_field *f = &b->row.params[i];
  bool is_duration = f->unit[0] == 'n' && f->unit[1] == 's' && !f->unit[2];
  switch (lua_type(L, index)) {
  case LUA_TNUMBER:
    if (is_duration && lua_tonumber(L, index) > 0 && lua_tonumber(L, index) < 1000)
      fail_duration(L, b, i, lua_tonumber(L, index));
    if (lua_isinteger(L, index)) {
      *out = (sonde_value){.kind = SONDE_I64, .u.i = lua_tointeger(L, index)};
      if (out->u.i < 0 && f->kind == SONDE_U64 && convert_is_bits(f->unit)) out->kind = SONDE_U64;
    } else {
      *out = value_f64(lua_tonumber(L, index));
    }
    break;
  case LUA_TSTRING: *out = read_text(L, index, f); break;
  case LUA_TBOOLEAN: *out = value_bool(lua_toboolean(L, index)); break;
  case LUA_TNIL: *out = value_nil(); break;
  default: *out = convert_read(L, index, &state_of(L)->call, b->row.full_name, false); break;
  }
}

static uint32_t find_param(lua_State *L, const binding *b, int index) {
  const char *key = lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : NULL;
  for (uint32_t i = 0; key && i < b->row.nparams; i++)
    if (b->params[i] == key) return i;
  for (uint32_t i = 0; key && i < b->row.nparams; i++) /* a name that Lua does not keep once */
    if (strcmp(b->params[i], key) == 0) return i;
  if (!key)
    trouble_raise(L, "%s: arguments are named: %s { %s = ... }", b->row.full_name, b->row.full_name,
        b->row.nparams ? b->params[0] : "name");
  const char *near = schema_suggest_field(b->row.params, b->row.nparams, key);
  if (near) trouble_raise(L, "%s: no parameter '%s', did you mean '%s'?", b->row.full_name, key, near);
  trouble_raise(L, "%s: no parameter '%s'", b->row.full_name, key);
  return 0;
}

void bind_read_arguments(lua_State *L, const binding *b, int first, sonde_value *values) {
  memset(values, 0, b->row.nparams * sizeof *values);
  int top = lua_gettop(L);
  if ((b->row.flags & SONDE_ROW_METHOD) && top >= first && handle_read(L, first, &values[0])) first++;
  if (top < first || (top == first && lua_isnil(L, first))) return;
  if (top == first && lua_type(L, first) == LUA_TTABLE) {
    lua_pushnil(L);
    while (lua_next(L, first)) {
      uint32_t i = find_param(L, b, -2);
      read_argument(L, b, i, -1, &values[i]);
      lua_pop(L, 1);
    }
  } else if (top == first && b->positional >= 0) {
    read_argument(L, b, (uint32_t)b->positional, first, &values[b->positional]);
  } else if (b->row.nparams == 0) {
    trouble_raise(L, "%s takes no arguments", b->row.full_name);
  } else {
    trouble_raise(L, "%s takes one table of named arguments: %s { %s = ... }", b->row.full_name,
        b->row.full_name, b->params[b->positional >= 0 ? b->positional : 0]);
  }
}

/* ----------------------------------------------------------------------------------------------------------
 * calls -- */

int bind_fail(lua_State *L, const binding *b, const error *e) {
  if (e->status == SONDE_CANCELLED) trouble_end(L, TROUBLE_STOPPED, e->status, "%s", e->text);
  error told = *e;
  if (strncmp(told.text, b->row.full_name, strlen(b->row.full_name)) != 0)
    error_prefix(&told, b->row.full_name);
  trouble_push_error(L, plugin_name(b->row.plugin), b->row.name, &told);
  lua_error(L);
  abort(); /* lua_error does not return */
}

/* The only result, as it is. Of an unknown one: nil, and the reason's word. */
static int push_bare(lua_State *L, const binding *b, const sonde_value *v) {
  if (v->kind != SONDE_UNKNOWN) {
    convert_push(L, v, &b->row.fields[0], b->of);
    return 1;
  }
  unknown_read_bare(L, b->row.full_name, v);
  lua_pushnil(L);
  lua_pushstring(L, why_word(v->len));
  return 2;
}

/* Upvalues: 1 the binding, 2 ... the names of the results. */
static int push_results(lua_State *L, const binding *b, const sonde_value *results) {
  lua_createtable(L, 0, (int)b->row.nfields);
  for (uint32_t i = 0; i < b->row.nfields; i++) {
    if (results[i].kind == SONDE_NIL) continue;
    if (results[i].kind == SONDE_UNKNOWN) {
      unknown_add(L, b->row.fields[i].name, &results[i], b->of);
      continue;
    }
    lua_pushvalue(L, lua_upvalueindex((int)i + 2));
    convert_push(L, &results[i], &b->row.fields[i], b->of);
    lua_rawset(L, -3);
  }
  unknown_mark_answer(L);
  return 1;
}

static int call_function(lua_State *L) {
  binding *b = lua_touserdata(L, lua_upvalueindex(1));
  script *s = state_of(L);
  sonde_value args[FIELDS_MOST], results[FIELDS_MOST];
  error e;
  if (s->call.used) arena_reset(&s->call);
  bind_read_arguments(L, b, 1, args);
  e.status = SONDE_OK;
  e.os_code = 0;
  e.text[0] = 0;
  bool slow = b->row.flags & SONDE_ROW_SLOW;
  if (slow) watch_pause(&s->watch);
  sonde_status status = host_call_ordered(s->services.host, &b->row, args, &s->call, results, &e);
  if (slow) watch_resume(&s->watch);
  if (status) return bind_fail(L, b, &e);
  return b->bare ? push_bare(L, b, &results[0]) : push_results(L, b, results);
}

static int call_stream(lua_State *L) {
  binding *b = lua_touserdata(L, lua_upvalueindex(1));
  sonde_value args[FIELDS_MOST];
  arena_reset(&state_of(L)->call);
  bind_read_arguments(L, b, 1, args);
  lua_pushvalue(L, lua_upvalueindex(1));
  return stream_open(L, b, args);
}

/* A row that `needs` does not cover. */
static int call_refused(lua_State *L) {
  const binding *b = lua_touserdata(L, lua_upvalueindex(1));
  char capability[64];
  find_missing(state_of(L), b->row.needs, capability);
  return fail_missing(L, b->row.full_name, capability);
}

/* --------------------------------------------------------------------------------------------------------
 * binding -- */

/* Pushes the binding of a row; its user value keeps the parameters' names. */
static binding *push_binding(lua_State *L, const row *r) {
  binding *b = lua_newuserdatauv(L, sizeof *b + (r->nparams + 1) * sizeof *b->params, 1);
  *b = (binding){.row = *r, .positional = -1};
  b->params = (const char **)(b + 1);
  snprintf(b->of, sizeof b->of, " of %s", r->full_name);
  b->bare = r->kind == ROW_FUNCTION && r->nfields == 1 && strcmp(r->fields[0].name, "value") == 0;
  lua_createtable(L, (int)r->nparams, 0);
  for (uint32_t i = 0; i < r->nparams; i++) {
    b->params[i] = lua_pushstring(L, r->params[i].name);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
    if (r->params[i].flags & SONDE_FIELD_POSITIONAL) b->positional = (int)i;
  }
  lua_setiuservalue(L, -2, 1);
  return b;
}

/* Pushes the closure of a row. */
static void push_row(lua_State *L, const row *r, bool covered) {
  push_binding(L, r);
  int names = 0;
  if (covered && r->kind == ROW_FUNCTION) {
    luaL_checkstack(L, (int)r->nfields + 4, NULL);
    for (; names < (int)r->nfields; names++)
      lua_pushstring(L, r->fields[names].name);
  }
  lua_pushcclosure(L,
      !covered                  ? call_refused
      : r->kind == ROW_FUNCTION ? call_function
                                : call_stream,
      names + 1);
}

/* __index of a plugin's table. Upvalue 1: the plugin's name, 2: the plugin. */
static int missing_row(lua_State *L) {
  plugin *p = lua_touserdata(L, lua_upvalueindex(2));
  const char *wanted = luaL_checkstring(L, 2), *name = lua_tostring(L, lua_upvalueindex(1)), *names[256];
  size_t n = plugin_row_count(p) < COUNT(names) ? plugin_row_count(p) : COUNT(names);
  for (size_t i = 0; i < n; i++) {
    row r;
    plugin_row_at(p, i, &r);
    names[i] = r.name;
  }
  const char *near = schema_suggest(names, n, wanted);
  if (near) return trouble_raise(L, "%s gives no '%s', did you mean '%s'?", name, wanted, near);
  return trouble_raise(L, "%s gives no '%s'; 'sonde describe %s' lists what it gives", name, wanted, name);
}

static void set_missing_row(lua_State *L, plugin *p) {
  lua_createtable(L, 0, 2);
  lua_pushstring(L, plugin_name(p));
  lua_pushlightuserdata(L, p);
  lua_pushcclosure(L, missing_row, 2);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, plugin_name(p));
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

/* The closure on top becomes a method of the handles that are the row's first parameter. */
static void add_method(lua_State *L, const row *r) {
  if (!(r->flags & SONDE_ROW_METHOD) || !r->nparams || strncmp(r->params[0].unit, "handle:", 7) != 0) return;
  handle_push_methods(L, r->params[0].unit + 7);
  lua_pushvalue(L, -2);
  lua_setfield(L, -2, r->name);
  lua_pop(L, 1);
}

/* Pushes the plugin's table. Raises when `needs` covers none of its rows. */
static void push_plugin(lua_State *L, plugin *p) {
  script *s = state_of(L);
  char missing[64] = "", first[64] = "";
  bool any = false;
  lua_newtable(L);
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    row r;
    plugin_row_at(p, i, &r);
    if (r.nparams > FIELDS_MOST || r.nfields > FIELDS_MOST) continue;
    find_missing(s, r.needs, missing);
    any = any || !missing[0];
    if (missing[0] && !first[0]) memcpy(first, missing, sizeof first);
    push_row(L, &r, !missing[0]);
    add_method(L, &r);
    lua_setfield(L, -2, r.name);
  }
  if (!any && first[0]) {
    lua_pushfstring(L, "host.%s", plugin_name(p));
    fail_missing(L, lua_tostring(L, -1), first);
  }
  set_missing_row(L, p);
}

static int fail_plugin(lua_State *L, const char *name) {
  static const char *const own[] = {"text", "log", "now", "elapsed", "wait", "wait_until", "finding",
      "classify", "unknown", "fail", "random", "platform"};
  host *h = state_of(L)->services.host;
  const char *names[256];
  size_t n = 0;
  for (; n < COUNT(own); n++)
    names[n] = own[n];
  for (size_t i = 0; h && i < host_plugin_count(h) && n < COUNT(names); i++)
    names[n++] = plugin_name(host_plugin_at(h, i));
  const char *near = schema_suggest(names, n, name);
  if (near) return trouble_raise(L, "no host.%s, did you mean '%s'?", name, near);
  return trouble_raise(
      L, "no host.%s: no plugin of that name was found; 'sonde list' shows those that are there", name);
}

int bind_find_plugin(lua_State *L) {
  const char *name = luaL_checkstring(L, 2);
  host *h = state_of(L)->services.host;
  error e = {0};
  plugin *p = h ? host_find_plugin(h, name) : NULL;
  if (!p) return fail_plugin(L, name);
  if (!plugin_table(p) && host_load(h, p, &e)) return trouble_raise(L, "host.%s: %s", name, e.text);
  push_plugin(L, p);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, -2);
  lua_rawset(L, 1);
  return 1;
}
