/* What a script may see of Lua: no input, no time, no bytecode, no coroutines, nothing that cannot be
 * stopped. */
#ifndef SONDE_SCRIPT_SANDBOX_H
#define SONDE_SCRIPT_SANDBOX_H

#include <lua.h>

/* Opens the allowed libraries and takes away the rest. */
void sandbox_open(lua_State *L);

/* Replaces string functions that could run long inside C, where no hook reaches. */
void sandbox_cap_strings(lua_State *L);

/* print and host.log: one line for Sonde's log. */
int sandbox_print(lua_State *L);

/* pairs in a fixed order. */
int sandbox_pairs(lua_State *L);

/* require "name": text modules of the script's own folder and of the shared one. */
int sandbox_require(lua_State *L);

#endif
