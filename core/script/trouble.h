/* What went wrong in a script, where, and how it is told: file:line, one sentence, the lines around. */
#ifndef SONDE_SCRIPT_TROUBLE_H
#define SONDE_SCRIPT_TROUBLE_H

#include "script/state.h"

/* These functions raise and never return; `return f(...)` reads well all the same. */
#if defined(__GNUC__)
#  define TROUBLE_RAISES(format_at, values_at) __attribute__((noreturn, format(printf, format_at, values_at)))
#  define TROUBLE_NEVER_RETURNS __attribute__((noreturn))
#else
#  define TROUBLE_RAISES(format_at, values_at)
#  define TROUBLE_NEVER_RETURNS
#endif

/* Message handler of every protected run: notes place and text while the stack still stands. */
int trouble_handler(lua_State *L);

/* Ends the evaluation from inside Lua, past every pcall. Does not return. kind: TROUBLE_LIMIT, _UNKNOWN or
 * _STOPPED. */
int trouble_end(lua_State *L, int kind, sonde_status status, const char *format, ...) TROUBLE_RAISES(4, 5);

/* Raises an ordinary error about a place in a script's text instead of the running line. Does not return. */
int trouble_at(lua_State *L, uint32_t line, const char *format, ...) TROUBLE_RAISES(3, 4);

/* Raises an ordinary error at the running line (luaL_error knows fewer formats). Does not return. */
int trouble_raise(lua_State *L, const char *format, ...) TROUBLE_RAISES(2, 3);

/* Pushes the error object of a failed call: plugin, call, code, os, message, position; tostring gives the
 * message. */
void trouble_push_error(lua_State *L, const char *plugin_word, const char *call, const error *e);

/* Called by pcall and xpcall after a failure: goes on with an error that they must not catch. */
void trouble_pass_on(lua_State *L, int status);

/* From the allocator: remembers the running line. */
void trouble_note_memory(script *s);

/* Makes *t of the result of a protected run. */
void trouble_fill(script *s, int status, trouble *t);
void trouble_set(script *s, trouble *t, sonde_status status, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void trouble_of_error(trouble *t, const char *path, const error *e);

/* File and line of the innermost Lua function; false: none runs. */
bool trouble_where(lua_State *L, const char **path, uint32_t *line);

#endif
