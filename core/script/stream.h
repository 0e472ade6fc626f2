/* Streams: what calling a query or an event gives. Iterated, or reduced in C by a chain. */
#ifndef SONDE_SCRIPT_STREAM_H
#define SONDE_SCRIPT_STREAM_H

#include "event/reduce.h"
#include "script/bind.h"
#include "script/keep.h"

struct chain;

/* A called query or event. */
typedef struct stream {
  const binding *binding; /* kept alive by user value 1 */
  arena arena;            /* of args */
  sonde_value args;       /* a map of named arguments */
  bool closed;
  subscription *subscription; /* of an event */
  keep *kept;                 /* its rows, after :keep */
  uint32_t keep_sink;
  record_type *type; /* of a query, to check chains before it runs */
  cursor *cursor;    /* of a query that is iterated */
  record_source source;
  const sonde_record *at;
  uint32_t left; /* records from `at` on */
  uint64_t lost;
  struct chain *chains; /* attached reducers */
} stream;

/* Pushes a new stream; the binding's userdata is on top of the stack and is replaced. args: in the order of
 * the params. Returns 1. */
int stream_open(lua_State *L, const binding *b, const sonde_value *args);

/* The stream at `index`; raises when it is none. */
stream *stream_check(lua_State *L, int index);

/* What its records look like, to compile reducers. */
const record_type *stream_type(const stream *s);

/* Runs a query once through all reducers that wait for it. */
void stream_run(lua_State *L, stream *s);

/* Pushes the next row; nil at the end. */
void stream_push_next(lua_State *L, stream *s);

#endif
