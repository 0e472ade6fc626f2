/* Caps on library functions that run inside C, where the time limit's hook does not reach. */
#include <lauxlib.h>
#include <string.h>

#include "base/memory.h"
#include "script/sandbox.h"
#include "script/trouble.h"

enum {
  RESULT_LIMIT = 16 << 20, /* bytes of a repeated text */
  SUBJECT_LIMIT = 1 << 20, /* bytes of a text that is searched */
  PATTERN_LIMIT = 500,     /* bytes of a pattern */
  RANGE_LIMIT = 1 << 24,   /* items of a move */
};
static const double step_limit = 1e9; /* estimated steps of one match */

/* Length of the class that starts at p: "%d", "[a-z]", "." or a character. */
static size_t class_length(const char *p, size_t left) {
  if (p[0] == '%') return left > 1 ? 2 : 1;
  if (p[0] != '[') return 1;
  size_t i = 1;
  if (i < left && p[i] == '^') i++;
  do { /* a ']' that comes first is a member */
    if (i < left && p[i] == '%') i++;
    i++;
  } while (i < left && p[i] != ']');
  return i < left ? i + 1 : left;
}

/* How many repetitions may try the same characters again: "." and "-", and a class that repeats the one
 * before. */
static unsigned count_ambiguous(const char *p, size_t len) {
  unsigned n = 0;
  const char *before = "";
  size_t before_len = 0;
  for (size_t i = 0; i < len;) {
    size_t c = class_length(p + i, len - i);
    char repeat = i + c < len ? p[i + c] : 0;
    bool repeated = repeat == '*' || repeat == '+' || repeat == '-';
    bool same = before_len == c && memcmp(before, p + i, c) == 0;
    if (repeated && i + c + 1 < len && (repeat == '-' || p[i] == '.' || same)) n++;
    if (repeated) {
      before = p + i;
      before_len = c;
      i++;
    }
    i += c;
  }
  return n;
}

/* Refuses a match that could take longer than a script may: length^k / k! steps for k repetitions. */
static void check_match(lua_State *L, const char *name) {
  size_t len = 0, pattern_len = 0;
  luaL_checklstring(L, 1, &len);
  const char *pattern = luaL_checklstring(L, 2, &pattern_len);
  if (len > SUBJECT_LIMIT)
    trouble_raise(L, "string.%s: the text has %u bytes, at most 1 MiB can be searched", name, (unsigned)len);
  if (pattern_len > PATTERN_LIMIT)
    trouble_raise(L, "string.%s: the pattern has %u bytes, at most %d are allowed", name,
        (unsigned)pattern_len, PATTERN_LIMIT);
  unsigned k = count_ambiguous(pattern, pattern_len) + (pattern[0] == '^' ? 0 : 1);
  double steps = 1;
  for (unsigned i = 1; i <= k; i++)
    steps = steps * (double)len / i;
  if (k > 1 && steps > step_limit)
    trouble_raise(L,
        "string.%s: the pattern could take about %.0e steps on a text of %u bytes: use fewer '.-' and '.*'",
        name, steps, (unsigned)len);
}

/* Upvalue 1: the original, 2: its name. */
static int call_original(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

static int capped_match(lua_State *L) {
  const char *name = lua_tostring(L, lua_upvalueindex(2));
  if (strcmp(name, "find") != 0 || !lua_toboolean(L, 4)) check_match(L, name);
  return call_original(L);
}

static int capped_rep(lua_State *L) {
  size_t len = 0, separator = 0;
  luaL_checklstring(L, 1, &len);
  lua_Integer n = luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &separator);
  double bytes = (double)n * ((double)len + (double)separator);
  if (bytes > RESULT_LIMIT || n > RESULT_LIMIT)
    trouble_raise(L, "string.rep: the result would have %.0f bytes, at most 16 MiB are allowed", bytes);
  return call_original(L);
}

static int capped_move(lua_State *L) {
  lua_Integer from = luaL_checkinteger(L, 2), to = luaL_checkinteger(L, 3);
  if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from > RANGE_LIMIT)
    trouble_raise(L, "table.move: the range is too long");
  return call_original(L);
}

static int capped_concat(lua_State *L) {
  lua_Integer from = luaL_optinteger(L, 3, 1);
  if (!lua_isnoneornil(L, 4) && luaL_checkinteger(L, 4) >= from &&
      (lua_Unsigned)lua_tointeger(L, 4) - (lua_Unsigned)from > RANGE_LIMIT)
    trouble_raise(L, "table.concat: the range is too long");
  return call_original(L);
}

static void wrap(lua_State *L, const char *library, const char *name, lua_CFunction capped) {
  lua_getglobal(L, library);
  lua_getfield(L, -1, name);
  lua_pushstring(L, name);
  lua_pushcclosure(L, capped, 2);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

void sandbox_cap_strings(lua_State *L) {
  static const char *const matching[] = {"find", "match", "gmatch", "gsub"};
  for (size_t i = 0; i < COUNT(matching); i++)
    wrap(L, "string", matching[i], capped_match);
  wrap(L, "string", "rep", capped_rep);
  wrap(L, "table", "move", capped_move);
  wrap(L, "table", "concat", capped_concat);
  lua_getglobal(L, "string");
  lua_pushnil(L);
  lua_setfield(L, -2, "dump");
  lua_pop(L, 1);
}
