/* sonde_value <-> Lua. Must be called inside a protected run: both directions may raise. */
#ifndef SONDE_SCRIPT_CONVERT_H
#define SONDE_SCRIPT_CONVERT_H

#include "script/state.h"

/* Pushes one value. Unknown becomes nil. u64 above INT64_MAX: of the units address, flags, hash and id an
 * integer with the same bits, else a float. field: gives unit, members and handle type; NULL: none known. of:
 * " of PLUGIN.ROW" for unknown members. */
void convert_push(lua_State *L, const sonde_value *v, const sonde_field *field, const char *of);

/* Is an unsigned number of this unit a pattern of bits rather than an amount? */
bool convert_is_bits(const char *unit);

/* Reads the Lua value at `index` as a value in the arena. what: for messages, "finding.evidence". functions:
 * they read as the text "function" instead of being refused. Raises when it is too deep, too large, or not
 * data. */
sonde_value convert_read(lua_State *L, int index, arena *a, const char *what, bool functions);

#endif
