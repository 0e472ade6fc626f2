/* Watching a target: the plan, the agent, and who is watched already. */
#include <string.h>

#include "base/memory.h"
#include "places.h"
#include "platform.h"
#include "plugin.h"
#include "agent/agent.h"

sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e) {
  return host->fail(call, e->status, e->os_code, e->text);
}

sonde_status plugin_load(sonde_self *self, sonde_call *call) {
  error e = {0};
  if (self->loaded) return SONDE_OK;
  if (places_read(&self->signatures, &self->places, &e)) return plugin_fail(self->host, call, &e);
  self->loaded = true;
  return SONDE_OK;
}

static uint64_t cookie_of(const sonde_value *target) {
  return target->kind == SONDE_HANDLE ? target->u.u : 0;
}

/* No handle is the main target, which may be watched by its handle. */
watched *watch_find(sonde_self *self, const sonde_value *target) {
  uint64_t cookie = cookie_of(target);
  for (watched *w = self->watched; w; w = w->next)
    if (!cookie || !w->target || w->target == cookie) return w;
  return NULL;
}

static const char *text_of(sonde_self *self, sonde_call *call, const sonde_value *v) {
  return sonde_get_text(self->host, call, v); /* NULL: not given */
}

static bool is_given(const char *patterns) {
  return patterns && *patterns;
}

/* Who names functions or libraries wants to see them, also those that no signature is of. */
static plan_ask ask_of(sonde_self *self, sonde_call *call, const watch_ask *ask) {
  const sonde_value *args = ask->args;
  plan_ask a = {.names = text_of(self, call, &args[ASK_NAME]),
      .libraries = text_of(self, call, &args[ASK_LIBRARY]),
      .from = text_of(self, call, &args[ASK_FROM]),
      .exclude = text_of(self, call, &args[ASK_EXCLUDE]),
      .failed_only = ask->failed_only,
      .most_parameters = platform_most_parameters};
  a.unknown = sonde_get_bool(&args[ASK_UNKNOWN], is_given(a.names) || is_given(a.libraries)) != 0;
  return a;
}

static sonde_status watch_with(
    sonde_self *self, sonde_call *call, const watch_ask *ask, const plan *p, watched **out) {
  sonde_agent_plan orders = {.size = sizeof orders,
      .module = AGENT_TRACER,
      .target = cookie_of(&ask->args[ASK_TARGET]),
      .plan = p->bytes,
      .plan_bytes = p->len,
      .subscription = ask->subscription,
      .policy = ask->policy,
      .lanes = ask->lanes};
  sonde_agent *agent = NULL;
  sonde_status s = self->targets->watch(self->host, call, &orders, &agent);
  if (s) return s;
  watched *w = NEW(watched);
  *w = (watched){self->watched, self, orders.target, agent};
  self->watched = w;
  *out = w;
  return SONDE_OK;
}

sonde_status watch_start(sonde_self *self, sonde_call *call, const watch_ask *ask, watched **out) {
  if (!self->targets)
    return self->host->fail(
        call, SONDE_UNSUPPORTED, 0, "this host cannot watch a target from inside; use a newer Sonde");
  if (watch_find(self, &ask->args[ASK_TARGET]))
    return self->host->fail(call, SONDE_STATE, 0,
        "calls of this target are watched already, with other parameters: a target takes one set of them; "
        "subscribe once with all that is "
        "wanted and choose by `where`");
  sonde_status s = plugin_load(self, call);
  if (s) return s;
  plan p;
  error e = {0};
  plan_ask wanted = ask_of(self, call, ask);
  if (plan_build(&self->signatures, &wanted, &p, &e)) return plugin_fail(self->host, call, &e);
  s = watch_with(self, call, ask, &p, out);
  plan_free(&p);
  return s;
}

void watch_end(watched *w) {
  watched **at = &w->self->watched;
  while (*at && *at != w)
    at = &(*at)->next;
  if (*at) *at = w->next;
  w->self->targets->leave(w->agent);
  memory_free(w);
}
