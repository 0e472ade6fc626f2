/* The plugin's state and its rows. */
#ifndef TRACER_PLUGIN_H
#define TRACER_PLUGIN_H

#include "base/value.h"
#include "plan.h"
#include "sonde_help.h"
#include "sonde_target.h"

/* A target that is being watched. */
typedef struct watched {
  struct watched *next;
  sonde_self *self;
  uint64_t target; /* cookie; 0: the main one */
  sonde_agent *agent;
} watched;

struct sonde_self {
  const sonde_host *host;
  const sonde_target_api *targets; /* NULL: this host has none */
  arena memory;                    /* of the setting */
  sonde_value places;              /* the setting `signatures` */
  signatures signatures;           /* read when they are first needed */
  bool loaded;
  watched *watched;
};

/* What the subscription and the queries on a target have in common: the first parameters of each. */
enum { ASK_TARGET, ASK_NAME, ASK_LIBRARY, ASK_FROM, ASK_EXCLUDE, ASK_UNKNOWN, ASK_PARAMS };
enum { CALL_FAILED_ONLY = ASK_PARAMS, CALL_POLICY, CALL_LANES, CALL_PARAMS };

sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e);
/* Reads the signature files unless that was done. */
sonde_status plugin_load(sonde_self *self, sonde_call *call);

/* Loads the agent into the target with a plan made of the arguments. subscription: whose records; 0:
 * nobody's. failed_only, policy, lanes: as in the row `call`. */
typedef struct watch_ask {
  const sonde_value *args; /* ASK_PARAMS of them */
  uint64_t subscription;
  bool failed_only;
  uint32_t policy, lanes;
} watch_ask;
sonde_status watch_start(sonde_self *self, sonde_call *call, const watch_ask *ask, watched **out);
void watch_end(watched *w);
/* The one of this target; NULL: none. */
watched *watch_find(sonde_self *self, const sonde_value *target);

/* Word i of a record. */
#define COLUMN(i) (16u + 8u * (uint32_t)(i))

enum {
  FUNCTIONS_NAME,
  FUNCTIONS_LIBRARY,
  FUNCTIONS_FORM,
  FUNCTIONS_SLOTS,
  FUNCTIONS_ADDRESS,
  FUNCTIONS_SIGNATURE,
  FUNCTIONS_FAILURE,
  FUNCTIONS_ERRORS,
  FUNCTIONS_WAITS,
  FUNCTIONS_WHY,
  FUNCTIONS_COLUMNS
};
enum { LIBRARIES_PATH, LIBRARIES_ADDRESS, LIBRARIES_SIZE, LIBRARIES_UNSEEN, LIBRARIES_COLUMNS };
enum {
  SIGNATURES_NAME,
  SIGNATURES_PROTOTYPE,
  SIGNATURES_FAILURE,
  SIGNATURES_ERRORS,
  SIGNATURES_RESULT,
  SIGNATURES_PARAMETERS,
  SIGNATURES_RECORDED,
  SIGNATURES_TEXT,
  SIGNATURES_ENTRY,
  SIGNATURES_CHEAP,
  SIGNATURES_WAITS,
  SIGNATURES_FILE,
  SIGNATURES_LINE,
  SIGNATURES_COLUMNS
};

/* The rows (see sonde.h); order of parameters and results as their fields in tracer.c. */
sonde_status SONDE_CALL call_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie);
void SONDE_CALL call_unsubscribe(sonde_self *self, void *cookie);
sonde_status SONDE_CALL code_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL functions_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL functions_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
sonde_status SONDE_CALL libraries_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL libraries_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
sonde_status SONDE_CALL signatures_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL signatures_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL listing_close(sonde_self *self, void *cursor);

#endif
