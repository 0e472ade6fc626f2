/* Asking the helper process for what only a living object tells. */
#ifndef COMINTROSPECT_LIVE_H
#define COMINTROSPECT_LIVE_H

#include "helper.h"
#include "plugin.h"

/* Runs the helper for at most this time, and a little less than the call has left. Sets the call's error when it fails;
 * that the object hung or crashed is no failure. Free *out in any case. */
sonde_status live_ask(
    sonde_self *self, sonde_call *call, const helper_request *request, int64_t timeout_ns, helper_answer *out);

/* The results of OUTCOME_RESULTS, in the call's memory. */
void live_outcome(sonde_self *self, sonde_call *call, const helper_answer *a, sonde_value *results);
/* All texts of this name, each once. */
sonde_value live_names(sonde_self *self, sonde_call *call, const helper_answer *a, const char *name);
/* A copy in the call's memory; NULL: the empty text. */
sonde_value live_text(sonde_self *self, sonde_call *call, const char *s);

#endif
