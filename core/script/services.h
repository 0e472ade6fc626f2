/* The host as a script sees it: text, log, time, findings; plugins come from bind.h. */
#ifndef SONDE_SCRIPT_SERVICES_H
#define SONDE_SCRIPT_SERVICES_H

#include "script/state.h"

/* Pushes the host table, made on first use. reduced: only text, log, classify, now, unknown. */
void services_push_host(lua_State *L, bool reduced);

/* Pushes the table of the script's parameters. */
void services_push_params(lua_State *L);

/* What the tape says instead of `fresh`; without a replay `fresh` itself, recorded when a tape runs. In
 * s->call. */
sonde_value services_tape(script *s, const char *row, const sonde_value *args, sonde_value fresh);

/* Reads "2s" or a number of nanoseconds from 1000 on; what: "host.wait", for the message. */
int64_t services_duration(lua_State *L, int index, const char *what);

/* host.text */
void say_push(lua_State *L);

/* host.wait and host.wait_until */
int wait_for(lua_State *L);
int wait_until(lua_State *L);

#endif
