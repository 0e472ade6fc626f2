/* Unknown values: nil for the script, a reason behind `why`, a sentence in the report. */
#include "script/unknown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "script/trouble.h"

static const char reasons_key;                         /* registry: weak-keyed table answer -> reasons */
static const char *const answer_type = "sonde.answer"; /* registry: the one metatable of answers */
enum { UNKNOWN_LIMIT = 256, NEAR_LINES = 10, OF = 1 }; /* OF: index in reasons of what the answer is about */

void unknown_note(script *s, const char *sentence) {
  for (size_t i = 0; i < s->nunknown; i++)
    if (strcmp(s->unknown[i], sentence) == 0) return;
  if (s->nunknown == UNKNOWN_LIMIT) return;
  s->unknown = memory_resize(s->unknown, (s->nunknown + 1) * sizeof *s->unknown);
  s->unknown[s->nunknown++] = memory_text(sentence, strlen(sentence));
}

size_t script_unknown_count(const script *s) {
  return s->nunknown;
}

const char *script_unknown_at(const script *s, size_t i) {
  return i < s->nunknown ? s->unknown[i] : NULL;
}

/* Pushes the weak table answer -> { key = reason }. */
static void push_all_reasons(lua_State *L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &reasons_key) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &reasons_key);
}

/* Pushes the reasons of the table at `index`, or nil. */
static int push_reasons(lua_State *L, int index) {
  index = lua_absindex(L, index);
  push_all_reasons(L);
  lua_pushvalue(L, index);
  int type = lua_rawget(L, -2);
  lua_remove(L, -2);
  return type;
}

/* A reason is kept as its number, or as a text: number as first byte, then the sentence. */
static uint32_t read_reason(lua_State *L, int index, const char **sentence) {
  *sentence = NULL;
  if (lua_type(L, index) == LUA_TNUMBER) return (uint32_t)lua_tointeger(L, index);
  const char *s = lua_tostring(L, index);
  if (!s) return SONDE_WHY_UNKNOWN;
  *sentence = s + 1;
  return (uint32_t)(unsigned char)s[0];
}

/* " of pid 12", " of NAME", or what the call is named. */
static void put_about(lua_State *L, int answer, int reasons, char *out, size_t size) {
  if (state_rawget(L, answer, "pid") == LUA_TNUMBER) {
    snprintf(out, size, " of pid %lld", (long long)lua_tointeger(L, -1));
  } else if (lua_pop(L, 1), state_rawget(L, answer, "name") == LUA_TSTRING) {
    snprintf(out, size, " of %s", lua_tostring(L, -1));
  } else {
    lua_pop(L, 1);
    lua_rawgeti(L, reasons, OF);
    snprintf(out, size, "%s", lua_tostring(L, -1) ? lua_tostring(L, -1) : "");
  }
  lua_pop(L, 1);
}

/* Remembers that an unknown value was read: for the report, and in case an error follows. */
static void remember(lua_State *L, const char *name, const char *about, uint32_t why, const char *sentence) {
  script *s = state_of(L);
  unknown_read *read = s->unknown_reads;
  const char *path;
  memmove(read + 1, read, (UNKNOWN_READS - 1) * sizeof *read);
  snprintf(read->name, sizeof read->name, "%s", name);
  snprintf(read->text, sizeof read->text, "%s%s (%s%s%s)", name, about, why_word(why), sentence ? ": " : "",
      sentence ? sentence : "");
  read->line = 0;
  trouble_where(L, &path, &read->line);
  if (why != SONDE_WHY_GONE) unknown_note(s, read->text); /* that a process ends is no lack of data */
}

void unknown_read_bare(lua_State *L, const char *name, const sonde_value *value) {
  remember(L, name, "", value->len, value->u.s);
}

/* The script reads an unknown value: answer 1, key 2, reasons 3, reason 4. */
static void note_read(lua_State *L) {
  char about[100];
  const char *sentence;
  put_about(L, 1, 3, about, sizeof about);
  uint32_t why = read_reason(L, 4, &sentence);
  remember(L, lua_tostring(L, 2), about, why, sentence);
}

/* answer:why "handles": the word of the reason and, if there is one, the sentence; nil when it is known. */
static int answer_why(lua_State *L) {
  const char *sentence;
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkstring(L, 2);
  if (push_reasons(L, 1) != LUA_TTABLE) return 0;
  lua_pushvalue(L, 2);
  if (lua_rawget(L, -2) == LUA_TNIL) return 0;
  uint32_t why = read_reason(L, -1, &sentence);
  lua_pushstring(L, why_word(why));
  if (!sentence) return 1;
  lua_pushstring(L, sentence);
  return 2;
}

/* The name among the texts of the table at `index` (keys) that is meant by `name`, or NULL. */
static const char *suggest_key(lua_State *L, int index, const char *name) {
  const char *keys[64];
  size_t n = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) == LUA_TSTRING && n < COUNT(keys)) keys[n++] = lua_tostring(L, -1);
  }
  return schema_suggest(keys, n, name);
}

/* Remembers that the answer 1 has no key 2, in case an error follows; 3: its reasons, or nil. Loops read the
 * same name again and again: that costs little. */
static void note_missing(lua_State *L) {
  unknown_read *read = &state_of(L)->missing_read;
  const char *name = lua_tostring(L, 2), *path;
  uint32_t line = 0;
  trouble_where(L, &path, &line);
  if (read->line == line && strcmp(read->name, name) == 0) return;
  const char *near = suggest_key(L, 1, name);
  if (!near && lua_istable(L, 3)) near = suggest_key(L, 3, name);
  snprintf(read->name, sizeof read->name, "%s", name);
  snprintf(read->text, sizeof read->text, near ? "there is no '%s', did you mean '%s'?" : "there is no '%s'",
      read->name, near);
  read->line = line;
}

/* __index of answers: reached only for keys that are not there. */
static int answer_index(lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING) return 0;
  if (push_reasons(L, 1) == LUA_TTABLE) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 3) != LUA_TNIL) {
      note_read(L);
      return 0;
    }
  }
  if (strcmp(lua_tostring(L, 2), "why") != 0) {
    note_missing(L);
    return 0;
  }
  lua_pushcfunction(L, answer_why);
  return 1;
}

void unknown_mark_answer(lua_State *L) {
  if (luaL_newmetatable(L, answer_type)) {
    lua_pushcfunction(L, answer_index);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "answer");
    lua_setfield(L, -2, "__metatable");
  }
  lua_setmetatable(L, -2);
}

/* Pushes the reasons of the table on top, made if it has none. */
static void make_reasons(lua_State *L, const char *of) {
  if (push_reasons(L, -1) == LUA_TTABLE) return;
  lua_pop(L, 1);
  push_all_reasons(L);
  lua_pushvalue(L, -2);
  lua_newtable(L);
  lua_pushstring(L, of);
  lua_rawseti(L, -2, OF);
  lua_rawset(L, -3);
  lua_pop(L, 1);
  push_reasons(L, -1);
}

void unknown_add(lua_State *L, const char *key, const sonde_value *value, const char *of) {
  luaL_checkstack(L, 6, NULL);
  make_reasons(L, of);
  uint32_t why = value->len ? value->len : SONDE_WHY_UNKNOWN;
  if (value->u.s)
    lua_pushfstring(L, "%c%s", (int)why, value->u.s);
  else
    lua_pushinteger(L, why);
  lua_setfield(L, -2, key);
  lua_pop(L, 1);
}

void unknown_each(lua_State *L, int index,
    void (*each)(void *self, const char *key, uint32_t why, const char *sentence), void *self) {
  luaL_checkstack(L, 6, NULL);
  if (push_reasons(L, index) == LUA_TTABLE) {
    lua_pushnil(L);
    while (lua_next(L, -2)) {
      const char *sentence;
      uint32_t why = read_reason(L, -1, &sentence);
      if (lua_type(L, -2) == LUA_TSTRING) each(self, lua_tostring(L, -2), why, sentence);
      lua_pop(L, 1);
    }
  }
  lua_pop(L, 1);
}

/* Does the message blame a nil that may be the unknown value? A field, global or method of another name is
 * not it. */
static bool blames(const unknown_read *read, const char *message) {
  if (!strstr(message, "nil")) return false;
  static const char *const named[] = {"(field '", "(global '", "(method '"};
  for (size_t i = 0; i < COUNT(named); i++) {
    const char *at = strstr(message, named[i]);
    if (!at) continue;
    at += strlen(named[i]);
    size_t n = strlen(read->name);
    return i == 0 && strncmp(at, read->name, n) == 0 && at[n] == '\'';
  }
  return true;
}

/* Is it the reason of the error, as far as can be told? */
static bool explains(const unknown_read *read, const trouble *t) {
  return read->name[0] && blames(read, t->text) && t->line >= read->line &&
         t->line <= read->line + NEAR_LINES;
}

void unknown_explain(script *s, trouble *t) {
  for (const unknown_read *read = s->unknown_reads; read < s->unknown_reads + UNKNOWN_READS; read++) {
    if (!explains(read, t)) continue;
    t->kind = TROUBLE_UNKNOWN;
    snprintf(t->text, sizeof t->text, "%s", read->text);
    return;
  }
  size_t len = strlen(t->text);
  if (explains(&s->missing_read, t))
    snprintf(t->text + len, sizeof t->text - len, ": %s", s->missing_read.text);
}
