/* Troubles of scripts: where, what, and the lines around. */
#include "script/trouble.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "script/unknown.h"

/* Raised by trouble_end; what it means stands in script.ending. */
static char ending_mark;
static const char *const error_type = "sonde.error";

bool trouble_where(lua_State *L, const char **path, uint32_t *line) {
  lua_Debug ar;
  for (int level = 0; lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Sl", &ar);
    if (ar.currentline <= 0 || ar.source[0] != '@') continue;
    *path = ar.source + 1;
    *line = (uint32_t)ar.currentline;
    return true;
  }
  return false;
}

/* The same; when no Lua function runs any more, the line where the called function is written. */
static void find_place(script *s, const char **path, uint32_t *line) {
  *path = script_file(s);
  *line = 0;
  if (!trouble_where(s->active, path, line) && s->running) *line = script_line(s, s->running);
}

static void set_place(trouble *t, const char *path, uint32_t line) {
  snprintf(t->file, sizeof t->file, "%s", path);
  t->line = line;
}

static void set_text(trouble *t, const char *s, size_t len) {
  size_t n = utf8_valid_prefix(s, len);
  n = utf8_cut(s, n, sizeof t->text / 2);
  memcpy(t->text, s, n);
  t->text[n] = 0;
}

/* Lua's error, told to the compiler as what it is. */
TROUBLE_NEVER_RETURNS static void raise_value(lua_State *L) {
  lua_error(L);
  abort();
}

int trouble_end(lua_State *L, int kind, sonde_status status, const char *format, ...) {
  script *s = state_of(L);
  trouble *t = &s->ending;
  *t = (trouble){.status = status};
  t->kind = (unsigned)kind;
  const char *path;
  uint32_t line;
  find_place(s, &path, &line);
  set_place(t, path, line);
  va_list list;
  va_start(list, format);
  vsnprintf(t->text, sizeof t->text / 2, format, list);
  va_end(list);
  lua_pushlightuserdata(L, &ending_mark);
  raise_value(L);
}

enum { MESSAGE_SIZE = 1000 };

TROUBLE_NEVER_RETURNS static void raise_text(
    lua_State *L, const char *path, uint32_t line, const char *message) {
  const chunk *c = chunk_find(&state_of(L)->chunks, path);
  lua_pushfstring(L, "%s:%d: %s", c ? c->short_name : path, (int)line, message);
  raise_value(L);
}

int trouble_at(lua_State *L, uint32_t line, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list list;
  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  raise_text(L, script_file(state_of(L)), line, message);
}

int trouble_raise(lua_State *L, const char *format, ...) {
  char message[MESSAGE_SIZE];
  const char *path;
  uint32_t line;
  va_list list;
  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  find_place(state_of(L), &path, &line);
  raise_text(L, path, line, message);
}

static int error_tostring(lua_State *L) {
  lua_getfield(L, 1, "message");
  if (!lua_isstring(L, -1)) lua_pushliteral(L, "error");
  return 1;
}

void trouble_push_error(lua_State *L, const char *plugin_word, const char *call, const error *e) {
  lua_createtable(L, 0, 8);
  lua_pushstring(L, plugin_word);
  lua_setfield(L, -2, "plugin");
  lua_pushstring(L, call);
  lua_setfield(L, -2, "call");
  lua_pushstring(L, status_word(e->status));
  lua_setfield(L, -2, "code");
  lua_pushinteger(L, e->status);
  lua_setfield(L, -2, "status");
  lua_pushinteger(L, e->os_code);
  lua_setfield(L, -2, "os");
  lua_pushstring(L, e->text);
  lua_setfield(L, -2, "message");
  const char *path = NULL;
  uint32_t line = 0;
  if (trouble_where(L, &path, &line)) {
    lua_pushfstring(L, "%s:%d", path, (int)line);
    lua_setfield(L, -2, "position");
  }
  if (luaL_newmetatable(L, error_type)) {
    lua_pushcfunction(L, error_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "error");
    lua_setfield(L, -2, "__metatable");
  }
  lua_setmetatable(L, -2);
}

void trouble_pass_on(lua_State *L, int status) {
  script *s = state_of(L);
  s->own_words = false;
  if (status == LUA_ERRMEM && !s->ending.kind) {
    s->ending = s->raised;
    s->ending.kind = TROUBLE_LIMIT;
  }
  if (!s->ending.kind) return;
  lua_pushlightuserdata(L, &ending_mark);
  lua_error(L);
}

void trouble_note_memory(script *s) {
  trouble *t = &s->raised;
  const char *path = script_file(s);
  uint32_t line = 0;
  if (s->active) trouble_where(s->active, &path, &line);
  *t = (trouble){.status = SONDE_MEMORY};
  t->kind = TROUBLE_LIMIT;
  set_place(t, path, line);
  snprintf(t->text, sizeof t->text / 2, "uses more than %.4g MiB of memory",
      (double)s->limits.memory_bytes / (1u << 20));
}

/* Runs the __tostring of an error value; it may itself fail. */
static int call_tostring(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

/* Leaves a text for the error value on top of the stack. */
static void push_text(lua_State *L, int index) {
  int type = lua_type(L, index);
  if (type == LUA_TSTRING) {
    lua_pushvalue(L, index);
    return;
  }
  if (type == LUA_TTABLE && luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushcfunction(L, call_tostring);
    lua_pushvalue(L, index);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK) return;
    lua_pop(L, 1);
    lua_pushliteral(L, "raised a table whose __tostring fails");
    return;
  }
  lua_pushfstring(L, "raised a %s instead of a text", luaL_typename(L, index));
}

/* The status of an error object; SONDE_STATE for everything else a script raises. */
static sonde_status status_of(lua_State *L, int index) {
  sonde_status status = SONDE_STATE;
  if (lua_type(L, index) != LUA_TTABLE || !lua_getmetatable(L, index)) return status;
  luaL_getmetatable(L, error_type);
  if (lua_rawequal(L, -1, -2)) {
    state_rawget(L, index, "status");
    lua_Integer n = lua_tointeger(L, -1);
    if (n > 0 && n < SONDE_STATUS_COUNT) status = (sonde_status)n;
    lua_pop(L, 1);
  }
  lua_pop(L, 2);
  return status;
}

int trouble_handler(lua_State *L) {
  script *s = state_of(L);
  if (s->ending.kind) return 1;
  trouble *t = &s->raised;
  *t = (trouble){.status = status_of(L, 1), .own_words = s->own_words};
  t->kind = TROUBLE_ERROR;
  s->own_words = false;
  push_text(L, 1);
  if (s->ending.kind) return 1; /* a limit was hit in __tostring */
  size_t len = 0;
  const char *message = lua_tolstring(L, -1, &len), *rest = message, *path;
  const chunk *at = NULL;
  uint32_t line;
  if (chunk_split(&s->chunks, message, &at, &line, &rest))
    path = at->path;
  else
    find_place(s, &path, &line);
  set_place(t, path, line);
  set_text(t, rest, strlen(rest));
  unknown_explain(s, t);
  lua_settop(L, 1);
  return 1;
}

/* Syntax errors are raised before any handler could see them as such; they carry their own place. */
static void use_message(script *s, trouble *t) {
  const char *message = lua_tostring(s->active, -1), *rest = NULL;
  const chunk *at = NULL;
  *t = (trouble){.status = SONDE_STATE};
  t->kind = TROUBLE_ERROR;
  set_place(t, script_file(s), 0);
  if (!message) message = "failed without a message";
  if (chunk_split(&s->chunks, message, &at, &t->line, &rest))
    set_place(t, at->path, t->line);
  else
    rest = message;
  set_text(t, rest, strlen(rest));
}

/* Puts "file:line: " in front and the lines around behind. Texts of unknowns stay bare: they are reasons. */
static void decorate(const script *s, trouble *t) {
  if (t->kind == TROUBLE_UNKNOWN) return;
  text out;
  text_init(&out, sizeof t->text - 1);
  text_puts(&out, t->file);
  if (t->line) text_printf(&out, ":%u", t->line);
  text_printf(&out, ": %s", t->text);
  const chunk *c = chunk_find(&s->chunks, t->file);
  if (c && t->line && !t->own_words) chunk_show(&out, c, t->line);
  memcpy(t->text, text_chars(&out), out.len + 1);
  text_free(&out);
}

void trouble_fill(script *s, int status, trouble *t) {
  trouble ignored;
  if (!t) t = &ignored;
  if (status == LUA_OK) {
    *t = (trouble){0};
    return;
  }
  if (s->ending.kind)
    *t = s->ending;
  else if (s->raised.kind && (status == LUA_ERRRUN || status == LUA_ERRMEM || status == LUA_ERRERR))
    *t = s->raised;
  else
    use_message(s, t);
  decorate(s, t);
}

void trouble_set(script *s, trouble *t, sonde_status status, uint32_t line, const char *format, ...) {
  *t = (trouble){.status = status};
  t->kind = TROUBLE_ERROR;
  set_place(t, script_file(s), line);
  va_list list;
  va_start(list, format);
  vsnprintf(t->text, sizeof t->text / 2, format, list);
  va_end(list);
  decorate(s, t);
}

void trouble_of_error(trouble *t, const char *path, const error *e) {
  if (!t) return;
  *t = (trouble){.status = e->status};
  t->kind = TROUBLE_ERROR;
  set_place(t, path, 0);
  snprintf(t->text, sizeof t->text, "%s", e->text);
}
