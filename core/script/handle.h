/* Handles of plugins as userdata with methods. */
#ifndef SONDE_SCRIPT_HANDLE_H
#define SONDE_SCRIPT_HANDLE_H

#include "script/state.h"

/* Pushes a handle. unit: "handle:TYPE" of the field it came in; NULL: no methods are known. */
void handle_push(lua_State *L, uint64_t number, const char *unit);

/* Reads a handle; false: the value at `index` is none. Raises when it was closed. */
bool handle_read(lua_State *L, int index, sonde_value *out);

/* Pushes the table of methods of handles of TYPE, made when it is new. */
void handle_push_methods(lua_State *L, const char *type);

#endif
