/* Records as Lua tables: one fresh table a row, all columns in it, so that a script may keep it. */
#ifndef SONDE_SCRIPT_ROWS_H
#define SONDE_SCRIPT_ROWS_H

#include "event/record.h"
#include "script/state.h"

/* Pushes a list of the columns' names, as Lua's own strings, for rows_push. */
void rows_push_names(lua_State *L, const record_type *t);

/* Pushes the row of a record. names: stack index of the list of names. */
void rows_push(lua_State *L, int names, const record_source *source, const sonde_record *r, const char *of);

/* Pushes the row of values in the order of the type's columns. */
void rows_push_values(
    lua_State *L, int names, const record_type *t, const sonde_value *values, uint32_t n, const char *of);

#endif
