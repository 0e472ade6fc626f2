/* Chains on streams: stream:where{} :group() :get{} :top(). A chain with get has a reducer in C from that
 * moment. */
#ifndef SONDE_SCRIPT_WHERE_H
#define SONDE_SCRIPT_WHERE_H

#include "script/stream.h"

typedef struct chain {
  struct chain *next; /* in stream.chains while it is attached */
  stream *stream;     /* kept alive by user value 1; NULL: the stream has been collected */
  arena arena;
  sonde_value where, group, get; /* parts of the specification; nil: not given */
  sonde_value top;
  int64_t top_n; /* of a finished chain: rows to show; -1: all */
  const char *top_by;
  reduce *reduce;
  uint32_t sink;    /* of an event */
  lua_Integer walk; /* rows that an iteration has handed over */
  bool attached, frozen;
  sonde_value rows; /* when frozen */
  sonde_field *columns;
  uint32_t ncolumns;
} chain;

/* Methods of streams and chains. The stream or chain is argument 1. */
int where_where(lua_State *L);
int where_group(lua_State *L);
int where_get(lua_State *L);
int where_top(lua_State *L);
int where_rows(lua_State *L);

/* Compiles the chain's specification against a type. */
reduce *where_compile(const chain *c, const record_type *t, error *e);

/* Takes the rows as they are and lets the reducer go, before its record type ends. */
void where_freeze(chain *c);
void where_detach(chain *c);

/* The chain at `index`, or NULL. */
chain *where_to_chain(lua_State *L, int index);

#endif
