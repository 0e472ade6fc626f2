/* The declaration's parts that belong to one kind of script, and its tests. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "script/declare.h"

/* One of a list of words, or a message with the near one. The value on top is a text. */
static void check_word(lua_State *L, const char *path, const char *const *words, size_t n) {
  const char *word = lua_tostring(L, -1);
  char all[300] = "";
  size_t at = 0;
  for (size_t i = 0; i < n; i++) {
    if (strcmp(word, words[i]) == 0) return;
    at += (size_t)snprintf(
        all + at, sizeof all - at, "%s%s", i ? ", " : "", words[i]); /* the lists here are short */
  }
  declare_fail(L, path, "'%s' is none of: %s", word, all);
}

static void check_severity(lua_State *L, const char *table_path) {
  static const char *const words[] = {"critical", "error", "warning", "info"};
  if (state_rawget(L, -1, "severity") == LUA_TSTRING) {
    lua_pushfstring(L, "%s.severity", table_path);
    lua_insert(L, -2);
    check_word(L, lua_tostring(L, -2), words, COUNT(words));
    lua_remove(L, -2);
  }
  lua_pop(L, 1);
}

static void need_table(lua_State *L, const char *path) {
  if (!lua_istable(L, -1)) declare_fail(L, path, "must be a table");
}

/* ----------------------------------------------------------------------------------------------------------
 * rule -- */

/* top = 5, or top = { 5, by = "total" }, which is rewritten to { n = 5, by = "total" }. */
static void check_top(lua_State *L, const char *collect_path) {
  static const declare_key keys[] = {{"by", DECLARE_TEXT, 0}, {"n", DECLARE_INTEGER, 0}};
  if (state_rawget(L, -1, "top") == LUA_TTABLE) {
    lua_pushfstring(L, "%s.top", collect_path);
    lua_insert(L, -2);
    const char *path = lua_tostring(L, -2);
    declare_check(L, path, keys, COUNT(keys), true);
    if (lua_rawgeti(L, -1, 1) != LUA_TNIL) {
      if (!lua_isinteger(L, -1)) declare_fail(L, path, "write top = { 5, by = \"total\" }");
      lua_setfield(L, -2, "n");
      lua_pushnil(L);
      lua_rawseti(L, -2, 1);
    } else {
      lua_pop(L, 1);
    }
    lua_remove(L, -2);
  }
  lua_pop(L, 1);
}

static void check_collect(lua_State *L, const char *path) {
  static const declare_key keys[] = {{"from", DECLARE_TEXT | DECLARE_REQUIRED, 0}, {"with", DECLARE_TABLE, 0},
      {"where", DECLARE_TABLE, 0}, {"group", DECLARE_TEXT | DECLARE_TABLE, 0}, {"get", DECLARE_TABLE, 0},
      {"top", DECLARE_INTEGER | DECLARE_TABLE, 0}};
  need_table(L, path);
  declare_check(L, path, keys, COUNT(keys), false);
  check_top(L, path);
}

static void check_condition(lua_State *L, const char *path) {
  static const declare_key keys[] = {{"raise", DECLARE_TABLE | DECLARE_REQUIRED, 0},
      {"clear", DECLARE_TABLE, 0}, {"during", DECLARE_DURATION, 0}, {"of", DECLARE_TEXT, 0},
      {"severity", DECLARE_TEXT, 0}, {"subject", DECLARE_TEXT, 0}, {"text", DECLARE_TEXT, 0},
      {"advice", DECLARE_TEXT, 0}};
  need_table(L, path);
  declare_check(L, path, keys, COUNT(keys), false);
  check_severity(L, path);
  static const char *const limits[] = {"raise", "clear"}, *const operators[] = {
                                                              ">", ">=", "<", "<=", "==", "~="};
  for (size_t i = 0; i < COUNT(limits); i++) {
    if (state_rawget(L, -1, limits[i]) == LUA_TTABLE) {
      lua_pushfstring(L, "%s.%s", path, limits[i]);
      const char *full = lua_tostring(L, -1);
      if (lua_rawgeti(L, -2, 1) != LUA_TSTRING || lua_rawlen(L, -3) != 2)
        declare_fail(L, full, "write an operator and a figure, like { \">\", 0.9 }");
      check_word(L, full, operators, COUNT(operators));
      lua_pop(L, 2);
    }
    lua_pop(L, 1);
  }
}

static void check_each(lua_State *L, const char *key, void (*check)(lua_State *L, const char *path)) {
  if (state_rawget(L, -1, key) == LUA_TTABLE) declare_each(L, key, check);
  lua_pop(L, 1);
}

static bool is_there(lua_State *L, const char *key) {
  bool there = state_rawget(L, -1, key) != LUA_TNIL;
  lua_pop(L, 1);
  return there;
}

void declare_check_rule(lua_State *L) {
  if (is_there(L, "every") == is_there(L, "on"))
    declare_fail(L, "", "a rule needs either 'every' (a duration) or 'on' (an event)");
  if (!is_there(L, "check") && !is_there(L, "conditions"))
    declare_fail(L, "", "a rule needs 'check' or 'conditions'");
  check_each(L, "collect", check_collect);
  check_each(L, "conditions", check_condition);
}

/* -------------------------------------------------------------------------------------------------------
 * classes -- */

static void check_class(lua_State *L, const char *row_path) {
  static const char *const tree[] = {"transient", "busy", "resource", "config", "permission", "missing",
      "bug", "external", "corruption", "unsupported"};
  state_rawget(L, -1, "class");
  const char *word = lua_tostring(L, -1);
  size_t len = strcspn(word, ".");
  for (size_t i = 0; i < COUNT(tree); i++)
    if (strlen(tree[i]) == len && strncmp(tree[i], word, len) == 0) {
      lua_pop(L, 1);
      return;
    }
  lua_pushfstring(L, "%s.class", row_path);
  lua_pushlstring(L, word, len);
  const char *near = schema_suggest(tree, COUNT(tree), lua_tostring(L, -1));
  if (near)
    declare_fail(
        L, lua_tostring(L, -2), "'%s' is no word of the tree, did you mean '%s'?", lua_tostring(L, -1), near);
  declare_fail(L, lua_tostring(L, -2),
      "must start with transient, busy, resource, config, permission, missing, bug, external, "
      "corruption or unsupported, is '%s'",
      word);
}

static void check_row(lua_State *L, const char *path) {
  static const declare_key keys[] = {{"on", DECLARE_TABLE | DECLARE_REQUIRED, 0},
      {"class", DECLARE_TEXT | DECLARE_REQUIRED, 0}, {"severity", DECLARE_TEXT, 0},
      {"retry", DECLARE_BOOLEAN, 0}, {"hint", DECLARE_TEXT, 0}, {"action", DECLARE_TEXT, 0}};
  static const declare_key on_keys[] = {{"code", DECLARE_ANY, 0}, {"source", DECLARE_ANY, 0},
      {"event", DECLARE_ANY, 0}, {"text", DECLARE_ANY, 0}};
  need_table(L, path);
  declare_check(L, path, keys, COUNT(keys), false);
  check_severity(L, path);
  check_class(L, path);
  state_rawget(L, -1, "on");
  lua_pushfstring(L, "%s.on", path);
  lua_insert(L, -2);
  declare_check(L, lua_tostring(L, -2), on_keys, COUNT(on_keys), false);
  lua_pushnil(L);
  if (!lua_next(L, -2)) declare_fail(L, lua_tostring(L, -2), "is empty: it would match everything");
  lua_pop(L, 4);
}

void declare_check_classes(lua_State *L) {
  check_each(L, "rows", check_row);
}

/* --------------------------------------------------------------------------------------------------------
 * action -- */

void declare_check_action(lua_State *L) {
  static const char *const risks[] = {"low", "medium", "high"};
  static const declare_key limit_keys[] = {{"per", DECLARE_DURATION | DECLARE_REQUIRED, 0}};
  if (is_there(L, "undo") == is_there(L, "cannot_undo"))
    declare_fail(L, "", "an action needs either 'undo' (a function) or 'cannot_undo' (a text that says why)");
  state_rawget(L, -1, "handles");
  declare_check_words(L, "handles");
  lua_pop(L, 1);
  if (state_rawget(L, -1, "risk") == LUA_TSTRING) check_word(L, "risk", risks, COUNT(risks));
  lua_pop(L, 1);
  if (state_rawget(L, -1, "limit") == LUA_TTABLE) {
    declare_check(L, "limit", limit_keys, COUNT(limit_keys), true);
    if (lua_rawgeti(L, -1, 1) != LUA_TNUMBER) declare_fail(L, "limit", "write limit = { 3, per = \"1h\" }");
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* ---------------------------------------------------------------------------------------------------------
 * tests -- */

static void check_test(lua_State *L, const char *path) {
  static const declare_key keys[] = {{"name", DECLARE_TEXT, 0}, {"given", DECLARE_TABLE, 0},
      {"fake", DECLARE_TABLE, 0}, {"params", DECLARE_TABLE, 0}, {"tape", DECLARE_TEXT, 0},
      {"expect", DECLARE_TABLE | DECLARE_BOOLEAN, 0}, {"calls", DECLARE_TABLE, 0}, {"fails", DECLARE_TEXT, 0},
      {"unknown", DECLARE_TEXT, 0}};
  need_table(L, path);
  declare_check(L, path, keys, COUNT(keys), false);
  if (!is_there(L, "expect") && !is_there(L, "fails") && !is_there(L, "calls") && !is_there(L, "unknown"))
    declare_fail(L, path,
        "a test needs 'expect', 'fails', 'calls' or 'unknown': what should come out? (expect = false: "
        "nothing)");
}

void declare_check_tests(lua_State *L) {
  check_each(L, "tests", check_test);
}
