/* The script's parameters: compiled to fields, so that the one validator checks what users set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "script/declare.h"
#include "script/trouble.h"

static const struct type {
  const char *name, *unit;
  uint32_t kind;
  unsigned types; /* of default, min and max in Lua */
} param_types[] = {
    {"number", "", SONDE_F64, DECLARE_NUMBER},
    {"integer", "", SONDE_I64, DECLARE_INTEGER},
    {"boolean", "", SONDE_BOOL, DECLARE_BOOLEAN},
    {"text", "", SONDE_TEXT, DECLARE_TEXT},
    {"duration", "ns", SONDE_I64, DECLARE_DURATION},
    {"bytes", "bytes", SONDE_I64, DECLARE_BYTES},
};

/* The type's row; the parameter's table is on top. */
static const struct type *find_type(lua_State *L, const char *path) {
  const char *names[COUNT(param_types)];
  if (lua_rawgeti(L, -1, 1) == LUA_TNIL) {
    lua_pop(L, 1);
    state_rawget(L, -1, "type");
  }
  if (lua_type(L, -1) != LUA_TSTRING)
    declare_fail(L, path,
        "the type is missing: write { \"number\", default = ... } (number integer boolean text duration "
        "bytes)");
  const char *name = lua_tostring(L, -1);
  for (size_t i = 0; i < COUNT(param_types); i++) {
    names[i] = param_types[i].name;
    if (strcmp(names[i], name) != 0) continue;
    lua_pop(L, 1);
    return &param_types[i];
  }
  const char *near = schema_suggest(names, COUNT(names), name);
  if (near) declare_fail(L, path, "no type '%s', did you mean '%s'?", name, near);
  declare_fail(L, path, "no type '%s': must be number, integer, boolean, text, duration or bytes", name);
  return NULL;
}

static const char *keep(lua_State *L, const char *s, size_t len) {
  const char *copy = arena_text(&state_of(L)->arena, s, len);
  if (!copy) trouble_raise(L, "params: too large");
  return copy;
}

/* As short as it can be read back. */
static void print_number(char *out, size_t size, double n) {
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(out, size, "%.*g", digits, n);
    if (strtod(out, NULL) == n) return;
  }
}

/* default, min or max as the text that sonde.ini would hold; NULL: not given. */
static const char *read_figure(lua_State *L, const struct type *type, const char *key) {
  const char *result = NULL;
  char figure[64] = "";
  size_t len = 0;
  switch (state_rawget(L, -1, key)) {
  case LUA_TSTRING: {
    const char *s = lua_tolstring(L, -1, &len);
    result = keep(L, s, len);
    break;
  }
  case LUA_TBOOLEAN: result = lua_toboolean(L, -1) ? "true" : "false"; break;
  case LUA_TNUMBER:
    if (lua_isinteger(L, -1))
      snprintf(figure, sizeof figure, "%lld", (long long)lua_tointeger(L, -1));
    else
      print_number(figure, sizeof figure, lua_tonumber(L, -1));
    if (strcmp(type->unit, "ns") == 0) strncat(figure, "ns", sizeof figure - strlen(figure) - 1);
    result = keep(L, figure, strlen(figure));
    break;
  default: break;
  }
  lua_pop(L, 1);
  return result;
}

/* The words of `choices`, separated by spaces. */
static const char *read_choices(lua_State *L, const char *path) {
  char all[500];
  size_t at = 0;
  if (state_rawget(L, -1, "choices") == LUA_TNIL) {
    lua_pop(L, 1);
    return NULL;
  }
  declare_check_words(L, path);
  for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, -1); i++) {
    lua_rawgeti(L, -1, i);
    const char *word = lua_tostring(L, -1);
    if (!*word || strchr(word, ' ')) declare_fail(L, path, "'%s' must be one word", word);
    int n = snprintf(all + at, sizeof all - at, "%s%s", i > 1 ? " " : "", word);
    if (n < 0 || (at += (size_t)n) >= sizeof all) declare_fail(L, path, "too many words");
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return keep(L, all, at);
}

static void check_initial(lua_State *L, const char *path, const sonde_field *f) {
  error e = {0};
  sonde_value v;
  if (!f->initial) return;
  if (schema_parse(&state_of(L)->arena, f, f->initial, strlen(f->initial), &v, &e)) {
    /* the validator names the field, the path does so too */
    size_t n = strlen(f->name);
    bool named = strncmp(e.text, f->name, n) == 0 && strncmp(e.text + n, ": ", 2) == 0;
    declare_fail(L, path, "%s", named ? e.text + n + 2 : e.text);
  }
}

static void check_param(lua_State *L, const char *path) {
  script *s = state_of(L);
  sonde_field *f = &s->params[s->nparams];
  if (!lua_istable(L, -1))
    declare_fail(L, path, "must be a table like { \"number\", default = 1, doc = \"...\" }");
  const struct type *type = find_type(L, path);
  const declare_key keys[] = {{"type", DECLARE_TEXT, 0}, {"default", type->types, 0}, {"min", type->types, 0},
      {"max", type->types, 0}, {"choices", DECLARE_TABLE, 0}, {"doc", DECLARE_TEXT, 0}};
  declare_check(L, path, keys, COUNT(keys), true);
  f->name = keep(L, strrchr(path, '.') + 1, strlen(strrchr(path, '.') + 1));
  f->kind = type->kind;
  f->unit = type->unit;
  f->initial = read_figure(L, type, "default");
  f->least = read_figure(L, type, "min");
  f->most = read_figure(L, type, "max");
  f->choices =
      read_choices(L, (lua_pushfstring(L, "%s.choices", path), lua_insert(L, -2), lua_tostring(L, -2)));
  lua_remove(L, -2);
  state_rawget(L, -1, "doc");
  f->doc = lua_isnil(L, -1) ? "" : keep(L, lua_tostring(L, -1), strlen(lua_tostring(L, -1)));
  lua_pop(L, 1);
  check_initial(L, (lua_pushfstring(L, "%s.default", path), lua_insert(L, -2), lua_tostring(L, -2)), f);
  lua_remove(L, -2);
  s->nparams++;
}

static void check_names(lua_State *L) {
  script *s = state_of(L);
  error e = {0};
  if (!s->nparams || !schema_verify("params", s->params, s->nparams, 0, &e)) return;
  declare_fail(L, "params", "%s", e.text);
}

static int compare_lines(const void *a, const void *b) {
  const sonde_field *x = a, *y = b;
  return x->offset != y->offset ? (x->offset < y->offset ? -1 : 1) : strcmp(x->name, y->name);
}

/* In the order they are written: `offset` holds the line while sorting. */
static void sort_params(script *s) {
  char path[120];
  if (s->services.only_lists) return; /* nobody looks at them */
  for (uint32_t i = 0; i < s->nparams; i++) {
    snprintf(path, sizeof path, "params.%s", s->params[i].name);
    s->params[i].offset = script_line(s, path);
  }
  if (s->nparams) qsort(s->params, s->nparams, sizeof *s->params, compare_lines);
  for (uint32_t i = 0; i < s->nparams; i++)
    s->params[i].offset = 0;
}

void declare_read_params(lua_State *L) {
  script *s = state_of(L);
  size_t n = 0;
  if (state_rawget(L, -1, "params") == LUA_TTABLE) {
    lua_pushnil(L);
    while (lua_next(L, -2)) {
      if (lua_type(L, -2) != LUA_TSTRING)
        declare_fail(L, "params", "must be named: params = { limit = { \"number\", default = 1 } }");
      n++;
      lua_pop(L, 1);
    }
    s->params = arena_alloc(&s->arena, (n + 1) * sizeof *s->params);
    if (!s->params) trouble_raise(L, "params: too large");
    declare_each(L, "params", check_param);
  }
  lua_pop(L, 1);
  check_names(L);
  sort_params(s);
}

static const sonde_field *find_param(const script *s, const char *name) {
  for (uint32_t i = 0; i < s->nparams; i++)
    if (strcmp(s->params[i].name, name) == 0) return &s->params[i];
  return NULL;
}

/* Texts of sonde.ini and of -p become values of the parameters' kinds. */
static sonde_status parse_texts(script *s, const sonde_value *named, sonde_value *out, error *e) {
  *out = *named;
  if (named->kind != SONDE_MAP || !named->len) return SONDE_OK;
  sonde_pair *pairs = arena_alloc(&s->arena, named->len * sizeof *pairs);
  if (!pairs) return error_set(e, SONDE_MEMORY, "%s: the parameters do not fit into memory", s->id);
  for (uint32_t i = 0; i < named->len; i++) {
    pairs[i] = named->u.map[i];
    const sonde_field *f = find_param(s, pairs[i].key);
    const sonde_value *v = &named->u.map[i].value;
    if (!f || v->kind != SONDE_TEXT || f->kind == SONDE_TEXT) continue;
    sonde_status status = schema_parse(&s->arena, f, v->u.s, v->len, &pairs[i].value, e);
    if (status) return status;
  }
  *out = value_map(pairs, named->len);
  return SONDE_OK;
}

sonde_status script_set_params(script *s, const sonde_value *named, error *e) {
  sonde_value *values = arena_alloc(&s->arena, (s->nparams + 1) * sizeof *values);
  sonde_value nil = value_nil();
  if (!values) return error_set(e, SONDE_MEMORY, "%s: the parameters do not fit into memory", s->id);
  sonde_value *checked = arena_alloc(&s->arena, (s->nparams + 1) * sizeof *checked);
  if (!checked) return error_set(e, SONDE_MEMORY, "%s: the parameters do not fit into memory", s->id);
  sonde_value parsed;
  sonde_status status = parse_texts(s, named ? named : &nil, &parsed, e);
  if (!status) status = schema_check_all(&s->arena, s->params, s->nparams, &parsed, checked, e);
  for (uint32_t i = 0; !status && i < s->nparams; i++)
    status = value_copy(&s->arena, &checked[i], &values[i], e);
  if (status) return status;
  s->values = values;
  if (s->lua) luaL_unref(s->lua, LUA_REGISTRYINDEX, s->param);
  s->param = LUA_NOREF;
  return SONDE_OK;
}
