/* host.text: figures as people read them. What is nil reads as "unknown". */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/code.h"
#include "base/units.h"
#include "os/system.h"
#include "script/services.h"

/* Pushes the text and frees it. */
static int push_text(lua_State *L, text *t) {
  char copy[128];
  snprintf(copy, sizeof copy, "%s", text_chars(t));
  text_free(t);
  lua_pushstring(L, copy);
  return 1;
}

static bool push_unknown(lua_State *L) {
  if (!lua_isnoneornil(L, 1)) return false;
  lua_pushliteral(L, "unknown");
  return true;
}

/* A number as a 64-bit integer, clamped. */
static int64_t to_integer(lua_State *L) {
  if (lua_isinteger(L, 1)) return lua_tointeger(L, 1);
  lua_Number n = luaL_checknumber(L, 1);
  if (!(n > -9e18)) return -INT64_C(9000000000000000000);
  return n < 9e18 ? (int64_t)llround(n) : INT64_C(9000000000000000000);
}

static int say_duration(lua_State *L) {
  if (push_unknown(L)) return 1;
  int64_t ns = to_integer(L);
  text t = {0};
  units_print_duration(&t, ns);
  return push_text(L, &t);
}

static int say_bytes(lua_State *L) {
  if (push_unknown(L)) return 1;
  int64_t n = to_integer(L);
  text t = {0};
  if (n < 0) text_putc(&t, '-');
  units_print_bytes(&t, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
  return push_text(L, &t);
}

/* percent(12.3): "12.3 %". A share between 0 and 1 is multiplied by the caller. */
static int say_percent(lua_State *L) {
  if (push_unknown(L)) return 1;
  char figure[64];
  snprintf(figure, sizeof figure, "%.1f %%", luaL_checknumber(L, 1));
  lua_pushstring(L, figure);
  return 1;
}

/* number(1234567): "1,234,567"; number(3.14159, 2): "3.14". */
static int say_number(lua_State *L) {
  if (push_unknown(L)) return 1;
  lua_Number n = luaL_checknumber(L, 1);
  lua_Integer digits = luaL_optinteger(L, 2, lua_isinteger(L, 1) ? 0 : 1);
  char plain[400], out[600];
  luaL_argcheck(L, digits >= 0 && digits <= 9, 2, "0 to 9 digits");
  if (lua_isinteger(L, 1) && !digits)
    snprintf(plain, sizeof plain, "%lld", (long long)lua_tointeger(L, 1));
  else
    snprintf(plain, sizeof plain, "%.*f", (int)digits, n);
  size_t start = plain[0] == '-', whole = strspn(plain + start, "0123456789"), at = 0;
  for (size_t i = 0; plain[i]; i++) {
    size_t behind = start + whole - i; /* digits from here to the point */
    if (i > start && i < start + whole && behind % 3 == 0) out[at++] = ',';
    out[at++] = plain[i];
  }
  lua_pushlstring(L, out, at);
  return 1;
}

/* plural(1, "thread"): "1 thread"; plural(2, "process", "processes"): "2 processes". */
static int say_plural(lua_State *L) {
  const char *one = luaL_checkstring(L, 2), *many = luaL_optstring(L, 3, NULL);
  if (push_unknown(L)) return 1;
  bool is_one = luaL_checknumber(L, 1) == 1;
  if (!is_one && !many) many = lua_pushfstring(L, "%ss", one);
  lua_pushcfunction(L, say_number);
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  lua_pushfstring(L, "%s %s", lua_tostring(L, -1), is_one ? one : many);
  return 1;
}

/* "The file ends here (win32:38)" for a code that the table knows. */
static bool push_meaning(lua_State *L, const char *word, size_t len) {
  code_id id;
  if (code_parse(word, len, &id, NULL)) return false;
  const code_row *known = code_find(code_plain(id));
  if (!known) return false;
  lua_pushlstring(L, known->meaning, strlen(known->meaning) - 1); /* without its full stop */
  lua_pushfstring(L, "%s (%s)", lua_tostring(L, -1), word);
  return true;
}

/* error(5): this system's sentence; error("win32:5"): the table's; an error object or other text: itself. */
static int say_error(lua_State *L) {
  if (push_unknown(L)) return 1;
  if (!lua_isinteger(L, 1)) {
    size_t len;
    const char *word = luaL_tolstring(L, 1, &len);
    push_meaning(L, word, len);
    return 1;
  }
  script *s = state_of(L);
  arena_reset(&s->call);
  const char *sentence = system_error_text(&s->call, (uint32_t)lua_tointeger(L, 1));
  lua_pushfstring(L, "%s (%I)", sentence ? sentence : "error", (LUAI_UACINT)lua_tointeger(L, 1));
  return 1;
}

void say_push(lua_State *L) {
  static const luaL_Reg functions[] = {{"duration", say_duration}, {"bytes", say_bytes},
      {"percent", say_percent}, {"number", say_number}, {"plural", say_plural}, {"error", say_error},
      {NULL, NULL}};
  lua_newtable(L);
  luaL_setfuncs(L, functions, 0);
}
