/* The declaration: keys that every script has, and the checks that all its tables share. */
#include "script/declare.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "base/units.h"
#include "script/convert.h"
#include "script/locate.h"
#include "script/trouble.h"

enum { PATH_SIZE = 200 };

#define CHECK (1u << SCRIPT_CHECK)
#define RULE (1u << SCRIPT_RULE)
#define CLASSES (1u << SCRIPT_CLASSES)
#define ACTION (1u << SCRIPT_ACTION)

static const declare_key top_keys[] = {
    {"kind", DECLARE_TEXT | DECLARE_REQUIRED, 0},
    {"api", DECLARE_INTEGER | DECLARE_REQUIRED, 0},
    {"id", DECLARE_TEXT | DECLARE_REQUIRED, 0},
    {"title", DECLARE_TEXT | DECLARE_REQUIRED, 0},
    {"needs", DECLARE_TABLE | DECLARE_REQUIRED, 0},
    {"tags", DECLARE_TABLE, 0},
    {"doc", DECLARE_TEXT, 0},
    {"platforms", DECLARE_TABLE, 0},
    {"requires", DECLARE_TABLE, 0},
    {"limits", DECLARE_TABLE, 0},
    {"params", DECLARE_TABLE, 0},
    {"tests", DECLARE_TABLE, 0},
    {"run", DECLARE_FUNCTION | DECLARE_REQUIRED, CHECK | ACTION},
    {"every", DECLARE_DURATION, RULE},
    {"on", DECLARE_TEXT, RULE},
    {"collect", DECLARE_TABLE, RULE},
    {"conditions", DECLARE_TABLE, RULE},
    {"check", DECLARE_FUNCTION, RULE},
    {"rows", DECLARE_TABLE | DECLARE_REQUIRED, CLASSES},
    {"other", DECLARE_FUNCTION, CLASSES},
    {"handles", DECLARE_TABLE | DECLARE_REQUIRED, ACTION},
    {"risk", DECLARE_TEXT, ACTION},
    {"cooldown", DECLARE_DURATION, ACTION},
    {"limit", DECLARE_TABLE, ACTION},
    {"plan", DECLARE_FUNCTION | DECLARE_REQUIRED, ACTION},
    {"verify", DECLARE_FUNCTION, ACTION},
    {"undo", DECLARE_FUNCTION, ACTION},
    {"cannot_undo", DECLARE_TEXT, ACTION},
};

/* ------------------------------------------------------------------------------------------------ shared
 * checks -- */

uint32_t script_line(const script *s, const char *key_path) {
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "%s", key_path);
  for (;;) { /* of a key that is not written there: the line of the table it would stand in */
    uint32_t line = locate_key(s->chunks.items[0].source, s->chunks.items[0].len, path);
    if (line) return line;
    char *dot = strrchr(path, '.'), *bracket = strrchr(path, '[');
    char *cut = dot > bracket ? dot : bracket;
    if (!*path) return 1;
    if (cut)
      *cut = 0;
    else
      path[0] = 0;
  }
}

int declare_fail(lua_State *L, const char *path, const char *format, ...) {
  char message[600];
  va_list list;
  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  uint32_t line = script_line(state_of(L), path);
  if (*path) trouble_at(L, line, "%s: %s", path, message);
  trouble_at(L, line, "%s", message);
}

static void join(char out[PATH_SIZE], const char *path, const char *key) {
  snprintf(out, PATH_SIZE, "%s%s%s", path, *path ? "." : "", key);
}

/* The kind of the Lua value as users see kinds. */
static const char *type_word(lua_State *L, int index) {
  switch (lua_type(L, index)) {
  case LUA_TSTRING: return "a text";
  case LUA_TNUMBER: return lua_isinteger(L, index) ? "an integer" : "a number";
  case LUA_TBOOLEAN: return "a boolean";
  case LUA_TTABLE: return "a table";
  case LUA_TFUNCTION: return "a function";
  default: return luaL_typename(L, index);
  }
}

static const char *wanted_word(unsigned types) {
  static const struct word {
    unsigned types;
    const char *word;
  } words[] = {{DECLARE_TEXT, "a text"}, {DECLARE_INTEGER, "an integer"}, {DECLARE_NUMBER, "a number"},
      {DECLARE_BOOLEAN, "true or false"}, {DECLARE_TABLE, "a table"}, {DECLARE_FUNCTION, "a function"},
      {DECLARE_DURATION, "a duration like \"5s\""}, {DECLARE_BYTES, "a size like \"64 MiB\""},
      {DECLARE_TEXT | DECLARE_TABLE, "a text or a table"},
      {DECLARE_INTEGER | DECLARE_TABLE, "an integer or a table"},
      {DECLARE_TABLE | DECLARE_BOOLEAN, "a table or false"}};
  for (size_t i = 0; i < COUNT(words); i++)
    if (words[i].types == (types & DECLARE_ANY)) return words[i].word;
  return "something else";
}

static bool is_duration(lua_State *L, const char *path) {
  if (lua_type(L, -1) == LUA_TNUMBER) {
    lua_Number n = lua_tonumber(L, -1);
    if (n > 0 && n < 1000) declare_fail(L, path, "%g is under 1 us: write a duration like \"%gs\"", n, n);
    return n >= 0;
  }
  size_t len = 0;
  int64_t ns = 0;
  error e = {0};
  if (lua_type(L, -1) != LUA_TSTRING) return false;
  const char *s = lua_tolstring(L, -1, &len);
  if (units_parse_duration(s, len, &ns, &e)) declare_fail(L, path, "%s", e.text);
  return true;
}

static bool is_size(lua_State *L, const char *path) {
  if (lua_isinteger(L, -1)) return lua_tointeger(L, -1) >= 0;
  size_t len = 0;
  uint64_t bytes = 0;
  error e = {0};
  if (lua_type(L, -1) != LUA_TSTRING) return false;
  const char *s = lua_tolstring(L, -1, &len);
  if (units_parse_bytes(s, len, &bytes, &e)) declare_fail(L, path, "%s", e.text);
  return true;
}

/* Is the value on top of one of these types? */
static bool has_type(lua_State *L, const char *path, unsigned types) {
  if ((types & DECLARE_ANY) == DECLARE_ANY) return true;
  if ((types & DECLARE_DURATION) && is_duration(L, path)) return true;
  if ((types & DECLARE_BYTES) && is_size(L, path)) return true;
  switch (lua_type(L, -1)) {
  case LUA_TSTRING: return types & DECLARE_TEXT;
  case LUA_TNUMBER: return (types & DECLARE_NUMBER) || ((types & DECLARE_INTEGER) && lua_isinteger(L, -1));
  case LUA_TBOOLEAN: return types & DECLARE_BOOLEAN;
  case LUA_TTABLE: return types & DECLARE_TABLE;
  case LUA_TFUNCTION: return types & DECLARE_FUNCTION;
  default: return false;
  }
}

static void check_type(lua_State *L, const char *path, unsigned types) {
  if (!has_type(L, path, types))
    declare_fail(L, path, "must be %s, is %s", wanted_word(types), type_word(L, -1));
}

static void fail_unknown_key(
    lua_State *L, const char *path, const declare_key *keys, size_t n, const char *key) {
  const char *names[COUNT(top_keys)];
  for (size_t i = 0; i < n; i++)
    names[i] = keys[i].name;
  char full[PATH_SIZE];
  join(full, path, key);
  uint32_t line = script_line(state_of(L), full);
  const char *near = schema_suggest(names, n, key), *mark = *path ? ": " : "";
  if (near) trouble_at(L, line, "%s%sunknown key '%s', did you mean '%s'?", path, mark, key, near);
  char known[500] = "";
  for (size_t i = 0, at = 0; i < n && at < sizeof known; i++)
    at += (size_t)snprintf(known + at, sizeof known - at, " %s", keys[i].name);
  trouble_at(L, line, "%s%sunknown key '%s'; known are:%s", path, mark, key, known);
}

static const declare_key *find_key(const declare_key *keys, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(keys[i].name, name) == 0) return &keys[i];
  return NULL;
}

static void check_key_kind(lua_State *L, const declare_key *k) {
  script *s = state_of(L);
  if (!k->kinds || (k->kinds & (1u << s->kind))) return;
  for (int kind = SCRIPT_CHECK; kind <= SCRIPT_ACTION; kind++)
    if (k->kinds & (1u << kind))
      declare_fail(L, k->name, "belongs to kind '%s', this is kind '%s'", script_kind_word((script_kind)kind),
          script_kind_word(s->kind));
}

void declare_check(lua_State *L, const char *path, const declare_key *keys, size_t n, bool positional) {
  luaL_checkstack(L, 8, NULL);
  char full[PATH_SIZE];
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (lua_type(L, -2) != LUA_TSTRING) {
      if (!positional || !lua_isinteger(L, -2))
        declare_fail(L, path, "a key must be a name, not %s", type_word(L, -2));
      lua_pop(L, 1);
      continue;
    }
    const char *name = lua_tostring(L, -2);
    const declare_key *k = find_key(keys, n, name);
    if (!k) {
      fail_unknown_key(L, path, keys, n, name);
      return;
    }
    check_key_kind(L, k);
    join(full, path, name);
    check_type(L, full, k->types);
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < n; i++) {
    bool wanted =
        (keys[i].types & DECLARE_REQUIRED) && (!keys[i].kinds || (keys[i].kinds & (1u << state_of(L)->kind)));
    if (wanted && state_rawget(L, -1, keys[i].name) == LUA_TNIL)
      declare_fail(L, path, "'%s' is missing: it must be %s", keys[i].name, wanted_word(keys[i].types));
    if (wanted) lua_pop(L, 1);
  }
}

void declare_check_words(lua_State *L, const char *path) {
  char full[PATH_SIZE];
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    if (!lua_isinteger(L, -2)) declare_fail(L, path, "must be a list of texts");
    snprintf(full, sizeof full, "%s[%d]", path, (int)lua_tointeger(L, -2));
    check_type(L, full, DECLARE_TEXT);
    lua_pop(L, 1);
  }
}

void declare_each(lua_State *L, const char *path, void (*check)(lua_State *L, const char *path)) {
  luaL_checkstack(L, 8, NULL);
  sonde_value keys = convert_read(L, -1, &state_of(L)->arena, path, true);
  char full[PATH_SIZE];
  for (uint32_t i = 0; i < keys.len; i++) {
    if (keys.kind == SONDE_LIST) {
      snprintf(full, sizeof full, "%s[%u]", path, i + 1);
      lua_rawgeti(L, -1, (lua_Integer)i + 1);
    } else {
      join(full, path, keys.u.map[i].key);
      if (state_rawget(L, -1, keys.u.map[i].key) == LUA_TNIL) declare_fail(L, path, "mixes a list and names");
    }
    check(L, full);
    lua_pop(L, 1);
  }
}

/* ------------------------------------------------------------------------------------------------- top of
 * script -- */

static void read_kind(lua_State *L) {
  static const char *const words[] = {"check", "rule", "classes", "action"};
  script *s = state_of(L);
  if (state_rawget(L, -1, "kind") == LUA_TNIL)
    declare_fail(L, "", "'kind' is missing: write kind = \"check\", \"rule\", \"classes\" or \"action\"");
  check_type(L, "kind", DECLARE_TEXT);
  const char *word = lua_tostring(L, -1);
  for (size_t i = 0; i < COUNT(words); i++)
    if (strcmp(word, words[i]) == 0) s->kind = (script_kind)(i + 1);
  if (!s->kind) {
    const char *near = schema_suggest(words, COUNT(words), word);
    declare_fail(L, "kind", "must be check, rule, classes or action, is '%s'%s%s%s", word,
        near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
  }
  lua_pop(L, 1);
}

static void check_api(lua_State *L) {
  state_rawget(L, -1, "api");
  if (lua_tointeger(L, -1) != 1)
    declare_fail(L, "api", "this Sonde understands api = 1, the script says %d", (int)lua_tointeger(L, -1));
  lua_pop(L, 1);
}

static const char *copy_text(lua_State *L, const char *key) {
  script *s = state_of(L);
  state_rawget(L, -1, key);
  size_t len = 0;
  const char *t = lua_tolstring(L, -1, &len);
  if (!len) declare_fail(L, key, "must not be empty");
  const char *copy = arena_text(&s->arena, t, len);
  lua_pop(L, 1);
  return copy;
}

static void check_id(lua_State *L, const char *id) {
  bool good = id[0] >= 'a' && id[0] <= 'z' && strlen(id) <= 60;
  for (const char *c = id; *c; c++)
    good = good && ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '.' || *c == '-');
  if (!good)
    declare_fail(
        L, "id", "'%s' must start with a letter and have small letters, digits, '.' and '-', at most 60", id);
}

static void check_capability(lua_State *L, const char *path) {
  static const char *const known[] = {"process.read", "process.launch", "process.control", "memory.read",
      "memory.agent", "tracer.attach", "eventlog.read", "eventlog.write", "service.read", "service.control",
      "com.create", "file.read", "file.write", "network"};
  const char *word = lua_tostring(L, -1);
  for (size_t i = 0; i < COUNT(known); i++)
    if (strcmp(known[i], word) == 0) return;
  const char *near = schema_suggest(known, COUNT(known), word);
  if (near) declare_fail(L, path, "no capability '%s', did you mean '%s'?", word, near);
  if (!strchr(word, '.'))
    declare_fail(L, path, "no capability '%s': those of vendors are written vendor.word", word);
}

static void check_platform(lua_State *L, const char *path) {
  const char *word = lua_tostring(L, -1);
  if (strcmp(word, "linux") != 0 && strcmp(word, "windows") != 0)
    declare_fail(L, path, "must be \"linux\" or \"windows\", is '%s'", word);
}

static void check_words(lua_State *L, const char *key, void (*each)(lua_State *L, const char *path)) {
  if (state_rawget(L, -1, key) == LUA_TTABLE) {
    declare_check_words(L, key);
    if (each) declare_each(L, key, each);
  }
  lua_pop(L, 1);
}

/* The figure of `limits` under this key; 0: not given. */
static uint64_t read_limit(lua_State *L, const char *key, bool duration) {
  uint64_t n = 0;
  size_t len = 0;
  state_rawget(L, -1, key);
  if (lua_type(L, -1) == LUA_TNUMBER) n = (uint64_t)lua_tonumber(L, -1);
  const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
  if (s && duration)
    units_parse_duration(s, len, (int64_t *)&n, NULL);
  else if (s)
    units_parse_bytes(s, len, &n, NULL);
  lua_pop(L, 1);
  return n;
}

/* The script's own limits: in place of the defaults, never above what the caller has set. */
static void read_limits(lua_State *L) {
  static const declare_key keys[] = {{"memory", DECLARE_BYTES, 0}, {"time", DECLARE_DURATION, 0}};
  script *s = state_of(L);
  if (state_rawget(L, -1, "limits") == LUA_TTABLE) {
    declare_check(L, "limits", keys, COUNT(keys), false);
    uint64_t memory = read_limit(L, "memory", false), ns = read_limit(L, "time", true);
    if (memory && (s->default_memory || memory < s->limits.memory_bytes)) s->limits.memory_bytes = memory;
    if (ns && ns <= INT64_MAX && (s->default_time || (int64_t)ns < s->limits.soft_time_ns))
      s->limits.soft_time_ns = (int64_t)ns;
  }
  lua_pop(L, 1);
}

/* What a list does not show is most of a declaration. */
static void drop_bulk(lua_State *L) {
  static const char *const bulk[] = {"tests", "rows"};
  for (size_t i = 0; i < COUNT(bulk); i++) {
    lua_pushnil(L);
    lua_setfield(L, -2, bulk[i]);
  }
}

void declare_read(lua_State *L) {
  script *s = state_of(L);
  if (!lua_istable(L, -1)) {
    if (lua_isnil(L, -1))
      trouble_at(L, 1, "the script returns nothing: it must end with return { kind = ... }");
    trouble_at(L, script_line(s, ""), "the script must return a table, it returns %s", type_word(L, -1));
  }
  read_kind(L);
  declare_check(L, "", top_keys, COUNT(top_keys), false);
  check_api(L);
  s->id = copy_text(L, "id");
  check_id(L, s->id);
  s->title = copy_text(L, "title");
  check_words(L, "needs", check_capability);
  check_words(L, "tags", NULL);
  check_words(L, "requires", NULL);
  check_words(L, "platforms", check_platform);
  read_limits(L);
  declare_read_params(L);
  if (s->kind == SCRIPT_RULE) declare_check_rule(L);
  if (s->kind == SCRIPT_CLASSES && !s->services.only_lists) declare_check_classes(L);
  if (s->kind == SCRIPT_ACTION) declare_check_action(L);
  if (s->services.only_lists)
    drop_bulk(L);
  else
    declare_check_tests(L);
  s->declaration = convert_read(L, -1, &s->arena, "declaration", true);
  lua_pushvalue(L, -1);
  s->declared = luaL_ref(L, LUA_REGISTRYINDEX);
}

bool script_has(const script *s, const char *function) {
  const sonde_value *v = value_get(&s->declaration, function);
  return v && v->kind == SONDE_TEXT && find_key(top_keys, COUNT(top_keys), function) &&
         (find_key(top_keys, COUNT(top_keys), function)->types & DECLARE_FUNCTION);
}
