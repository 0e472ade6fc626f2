/* Plugins as scripts see them: host.PLUGIN.ROW, made from the tables. */
#ifndef SONDE_SCRIPT_BIND_H
#define SONDE_SCRIPT_BIND_H

#include "script/trouble.h"

/* __index of the host table: host.NAME, made and kept when the plugin exists and `needs` covers one of its
 * rows. */
int bind_find_plugin(lua_State *L);

/* A row bound to a script: userdata, kept alive by the closure or stream that uses it. */
typedef struct binding {
  row row;
  char of[100];        /* " of plugin.row" */
  const char **params; /* [nparams] the names as Lua's own strings: compared by address */
  bool bare;           /* one result named `value` */
  int positional;      /* the parameter that may be given without its name, or -1 */
} binding;

/* Reads the call's arguments, from stack index `first` on, in the order of the params. values: [nparams].
 * They point into Lua's strings and s->call. */
void bind_read_arguments(lua_State *L, const binding *b, int first, sonde_value *values);

/* Raises the error object of a failed call. Does not return. */
int bind_fail(lua_State *L, const binding *b, const error *e) TROUBLE_NEVER_RETURNS;

#endif
