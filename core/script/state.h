/* The inside of a script: its Lua state, its limits and what its other files share. */
#ifndef SONDE_SCRIPT_STATE_H
#define SONDE_SCRIPT_STATE_H

#include <lua.h>
#include <lauxlib.h>

#include "script/chunk.h"
#include "script/script.h"
#include "script/watch.h"

#define SCRIPT_SOURCE_LIMIT (1024u * 1024)   /* bytes of a script's text */
#define SCRIPT_DECLARATION_LIMIT (16u << 20) /* bytes of a declaration as data */
#define SCRIPT_ANSWER_LIMIT (64u << 20)      /* bytes of one call's arguments and answer */

struct bind_plugin;

/* One call of a function of the declaration. */
typedef struct script_frame {
  const char *function;
  bool reduced;
  const sonde_value *args;
  size_t nargs;
  arena *arena;
  sonde_value *result;
} script_frame;

/* A read of an unknown value: an expression may read several before it fails on one of them. */
enum { UNKNOWN_READS = 4 };
typedef struct unknown_read {
  char name[64]; /* of the column */
  char text[200];
  uint32_t line;
} unknown_read;

struct script {
  lua_State *lua;
  lua_State *active; /* that runs now: `lua`, or the coroutine of a call that may wait */
  script_services services;
  script_limits limits;              /* without zeros */
  bool default_memory, default_time; /* the caller left it open: the script may say more */
  uint64_t memory_used;
  watch_entry watch;
  script_frame frame; /* of the call that was begun */
  int coroutine;      /* registry: the call that was begun, or LUA_NOREF */
  int status;         /* of its protected part, once it has ended */
  bool stopped;       /* a signal came: the next continue ends it */
  int64_t wake_ns;    /* while it waits: monotonic time of the host */
  chunk_list chunks;  /* the first one is the script's own */
  arena arena;        /* declaration, parameters: live as long as the script */
  arena call;         /* arguments and answer of the host call that runs */
  script_kind kind;
  const char *id, *title;
  sonde_value declaration;
  sonde_field *params;
  uint32_t nparams;
  sonde_value *values;                /* nparams; parameters as set */
  int declared;                       /* registry: the returned table, or LUA_NOREF */
  int host_full, host_reduced, param; /* registry: made when first needed, or LUA_NOREF */
  const char *running;                /* function of the declaration that runs, for messages; or NULL */
  bool reduced;                       /* it was called with the reduced host */
  /* Set by what must end the evaluation whatever pcall says (limits, unknown, stop); kind TROUBLE_NONE:
   * nothing. */
  trouble ending;
  /* The first place where an error was seen, filled by trouble_handler while the stack still stands. */
  trouble raised;
  bool own_words; /* what was raised last comes from host.fail, and no pcall caught it */
  char **unknown; /* sentences, in the order they were read */
  size_t nunknown;
  unknown_read unknown_reads[UNKNOWN_READS]; /* in this call, the last one first; name "": none */
  unknown_read missing_read;                 /* the last one of a name that an answer does not have */
};

static inline script *state_of(lua_State *L) {
  return *(script **)lua_getextraspace(L);
}

/* Runs body(argument as light userdata) protected, under the limits, with trouble filled in. False: *t tells.
 */
bool state_run(script *s, lua_CFunction body, void *argument, trouble *t);

/* The same for a body that may wait: begin, then continue until that is true, which fills in the trouble.
 * Between two continues other scripts may run. The body ends by returning from a lua_CFunction or its
 * continuation. */
bool state_begin(script *s, lua_CFunction body, void *argument, trouble *t);
bool state_continue(script *s, trouble *t);

/* Reads key `name` of the table at `index` without metamethods; returns the type, leaves the value on the
 * stack. */
int state_rawget(lua_State *L, int index, const char *name);

#endif
