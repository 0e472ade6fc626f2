/* Calls of functions: arguments are checked, the plugin answers, the answer is checked. host_call_ordered is
 * the hot path: no allocation, no comparison of texts. */
#include <string.h>

#include "base/schema.h"
#include "host/internal.h"
#include "host/span.h"

void call_begin(sonde_call *c, plugin *p, const char *row_name) {
  if (c->memory.used) arena_reset(&c->memory);
  c->host = p->host;
  c->plugin = p;
  c->row = row_name;
  c->owner = p->host->owner;
  c->deadline_ns = INT64_MAX;
  atomic_store_explicit(&c->cancelled, 0, memory_order_relaxed);
  c->error.status = SONDE_OK;
  c->error.os_code = 0;
  c->error.text[0] = 0;
}

static sonde_status odd_status(sonde_call *c, sonde_status status, error *e) {
  trouble_add(c->host, TROUBLE_MISBEHAVES, c->plugin->name, "%s.%s returned status %d, which does not exist",
      c->plugin->name, c->row, (int)status);
  return error_set(e, SONDE_STATE, "the plugin returned status %d, which does not exist", (int)status);
}

sonde_status call_end(sonde_call *c, sonde_status status, error *e) {
  if (status == SONDE_OK) return SONDE_OK;
  if (status < 0 || status >= SONDE_STATUS_COUNT) return odd_status(c, status, e);
  if (!c->error.text[0])
    return error_set(
        e, status, "%s.%s failed (%s) and did not say why", c->plugin->name, c->row, status_word(status));
  c->error.status = status;
  if (c->host->options.by_wire) span_error_by_wire(&c->error);
  if (e) *e = c->error;
  return status;
}

static sonde_status check_slowly(const row *r, uint32_t i, const field_rule *rule, const sonde_value *in,
    arena *a, sonde_value *out, error *e) {
  sonde_status s = schema_check(a, &r->params[i], in, out, e);
  return s ? s : handles_check(r, rule, out, e);
}

/* True: it fits as it is, or as an integer of the other sign; *out is set. */
static inline bool fits(const field_rule *rule, const sonde_value *in, sonde_value *out) {
  *out = *in;
  if (rule->kind == SONDE_I64)
    return in->kind == SONDE_I64 && in->u.i >= rule->range.i.least && in->u.i <= rule->range.i.most;
  if (rule->kind == SONDE_U64) {
    out->kind = SONDE_U64;
    return (in->kind == SONDE_U64 || (in->kind == SONDE_I64 && in->u.i >= 0)) &&
           in->u.u >= rule->range.u.least && in->u.u <= rule->range.u.most;
  }
  if (rule->kind == SONDE_F64)
    return in->kind == SONDE_F64 && in->u.n >= rule->range.n.least && in->u.n <= rule->range.n.most;
  return in->kind == rule->kind;
}

sonde_status args_check(const row *r, const sonde_value *args, arena *a, sonde_value *checked, error *e) {
  const row_extra *x = row_get_extra(r);
  for (uint32_t i = 0; i < r->nparams; i++) {
    const field_rule *rule = &x->params[i];
    if (rule->plain && fits(rule, &args[i], &checked[i])) continue;
    if (args[i].kind == SONDE_NIL && !rule->required) {
      checked[i] = rule->initial;
      continue;
    }
    if (args[i].kind == SONDE_NIL) return error_set(e, SONDE_ARG, "%s: is missing", r->params[i].name);
    sonde_status s = check_slowly(r, i, rule, &args[i], a, &checked[i], e);
    if (s) return s;
  }
  for (uint32_t i = r->nparams; i < x->given_params; i++)
    checked[i] = (sonde_value){0};
  return SONDE_OK;
}

sonde_status args_check_named(
    const row *r, const sonde_value *args, arena *a, sonde_value *checked, error *e) {
  const row_extra *x = row_get_extra(r);
  sonde_value none = {0};
  sonde_status s = schema_check_all(a, r->params, r->nparams, args ? args : &none, checked, e);
  for (uint32_t i = 0; !s && i < r->nparams; i++)
    s = handles_check(r, &x->params[i], &checked[i], e);
  for (uint32_t i = r->nparams; i < x->given_params; i++)
    checked[i] = (sonde_value){0};
  return s;
}

sonde_status args_translate(host *h, const row *r, sonde_value *checked, error *e) {
  const row_extra *x = row_get_extra(r);
  sonde_status s = SONDE_OK;
  for (uint32_t i = 0; i < r->nparams && !s; i++)
    if (x->params[i].handle_type) s = handles_translate(r, &x->params[i], &checked[i], &h->call.memory, e);
  return s;
}

sonde_value args_map(const row *r, const sonde_value *checked, arena *a) {
  sonde_pair *pairs = arena_alloc(a, (r->nparams + 1u) * sizeof *pairs);
  size_t n = 0;
  for (uint32_t i = 0; i < r->nparams; i++)
    if (checked[i].kind != SONDE_NIL && !(r->params[i].flags & SONDE_FIELD_SECRET))
      pairs[n++] = (sonde_pair){r->params[i].name, checked[i]};
  return value_map(pairs, n);
}

static sonde_status run_job(job *j) {
  const sonde_fn *f = j->row;
  return f->call(j->call.plugin->self, &j->call, j->args, j->results);
}

static sonde_status call_on_worker(
    host *h, const row *r, const sonde_value *checked, arena *a, sonde_value *results, error *e) {
  const row_extra *x = row_get_extra(r);
  job *j = job_new(h, r, checked, x->given_params, x->given_results);
  j->row = &r->plugin->table.fns[r->index];
  j->run = run_job;
  sonde_status s = worker_run(h, j, e);
  if (s) return s; /* abandoned: the job is not ours any more */
  s = call_end(&j->call, j->status, e);
  if (!s) s = answer_check(h, r, j->results, a, results, e);
  job_free(j);
  return s;
}

/* The plugin answers, on this thread. checked: the plugin's form (cookies). */
static sonde_status call_here(
    host *h, const row *r, const sonde_value *checked, arena *a, sonde_value *results, error *e) {
  const sonde_fn *f = &r->plugin->table.fns[r->index];
  sonde_call *c = &h->call;
  sonde_value raw[ROW_FIELDS_MOST];
  memset(raw, 0, row_get_extra(r)->given_results * sizeof *raw);
  sonde_status s = f->call(r->plugin->self, c, checked, raw);
  if (s) return call_end(c, s, e);
  return answer_check(h, r, raw, a, results, e);
}

/* Starting uses the host's call, whose memory may hold the arguments. */
static sonde_status start_for_call(host *h, const row *r, error *e) {
  arena keep = h->call.memory;
  arena_init(&h->call.memory, CALL_BUDGET);
  sonde_status s = life_start(r->plugin, e);
  arena_free(&h->call.memory);
  h->call.memory = keep;
  h->call.plugin = r->plugin;
  h->call.row = r->name;
  return s;
}

sonde_status args_for_plugin(host *h, const row *r, sonde_value *checked, error *e) {
  bool ready = r->plugin->state == PLUGIN_STARTED && !r->plugin->stuck;
  sonde_status s = ready ? SONDE_OK : start_for_call(h, r, e);
  if (!s) s = args_translate(h, r, checked, e);
  if (s || !h->options.by_wire) return s;
  return span_values_by_wire(checked, r->nparams, &h->call.memory, e);
}

static sonde_status call_plugin(
    host *h, const row *r, sonde_value *checked, arena *a, sonde_value *results, error *e) {
  sonde_status s = grant_check(r, e);
  if (!s) s = args_for_plugin(h, r, checked, e);
  if (s) return s;
  return r->flags & SONDE_ROW_SLOW ? call_on_worker(h, r, checked, a, results, e)
                                   : call_here(h, r, checked, a, results, e);
}

static sonde_status call_source(
    host *h, const row *r, const sonde_value *checked, arena *a, sonde_value *results, error *e) {
  sonde_value raw[ROW_FIELDS_MOST] = {0}, given[ROW_FIELDS_MOST];
  memcpy(given, checked, r->nparams * sizeof *given);
  sonde_status s = args_translate(h, r, given, e);
  if (s) return s;
  s = h->source->call(h->source->self, r, given, a, raw, e);
  time_sync(h);
  if (s) return s;
  const row_extra *x = row_get_extra(r);
  for (uint32_t i = 0; i < r->nfields; i++)
    handles_adopt(r, &x->results[i], &raw[i], a);
  return answer_check(h, r, raw, a, results, e);
}

/* From somebody else than the plugin, or by way of the tape. */
static sonde_status call_by_detour(
    host *h, const row *r, sonde_value *checked, arena *a, sonde_value *results, error *e) {
  if (h->source && h->source->call) return call_source(h, r, checked, a, results, e);
  if (!h->recording) return call_plugin(h, r, checked, a, results, e);
  error own = {0};
  sonde_value args[ROW_FIELDS_MOST]; /* as the script knows them */
  memcpy(args, checked, r->nparams * sizeof *args);
  sonde_status s = call_plugin(h, r, checked, a, results, &own);
  record_answer(h, r, args, s, results, &own);
  if (s && e) *e = own;
  return s;
}

static sonde_status call_checked(
    host *h, const row *r, sonde_value *checked, arena *a, sonde_value *results, error *e) {
  if (h->detour) return call_by_detour(h, r, checked, a, results, e);
  return call_plugin(h, r, checked, a, results, e);
}

sonde_status host_call_ordered(
    host *h, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e) {
  sonde_value checked[ROW_FIELDS_MOST];
  call_begin(&h->call, r->plugin, r->name);
  sonde_status s = args_check(r, args, &h->call.memory, checked, e);
  return s ? s : call_checked(h, r, checked, a, results, e);
}

sonde_status host_call(
    host *h, const row *r, const sonde_value *args, arena *a, sonde_value *result, error *e) {
  sonde_value checked[ROW_FIELDS_MOST], results[ROW_FIELDS_MOST];
  *result = (sonde_value){0};
  if (r->kind != ROW_FUNCTION)
    return error_set(e, SONDE_ARG, "%s gives records: it is %s, not a function", r->full_name,
        r->kind == ROW_QUERY ? "a query" : "an event");
  call_begin(&h->call, r->plugin, r->name);
  sonde_status s = args_check_named(r, args, &h->call.memory, checked, e);
  if (!s) s = call_checked(h, r, checked, a, results, e);
  if (s) return s;
  if (r->nfields == 1 && strcmp(r->fields[0].name, "value") == 0)
    *result = results[0];
  else
    *result = answer_map(r->fields, r->nfields, results, a);
  return SONDE_OK;
}
