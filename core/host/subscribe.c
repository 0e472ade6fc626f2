/* Live events: equal subscriptions are one; plugins' threads write to its lanes, the host thread pumps them
 * to the sinks. */
#include <string.h>

#include "host/internal.h"
#include "host/span.h"

typedef struct sink {
  struct sink *next;
  uint32_t id, pump_id;
  pump_sink deliver;
  void *self;
  subscription *subscription;
} sink;

struct subscription {
  subscription *next;
  host *host;
  row row;
  uint64_t number; /* what the plugin knows it by */
  uint32_t users;
  arena memory;                      /* of args */
  sonde_value args[ROW_FIELDS_MOST]; /* as the script knows them */
  const record_type *type;
  pump *pump;   /* NULL: from a source */
  void *cookie; /* the plugin's */
  void *stream; /* the source's */
  bool subscribed;
  sink *sinks;
  uint32_t next_id, tape_stream;
  pump_stats seen; /* of a source */
};

const record_type *subscription_type(const subscription *s) {
  return s->type;
}

sonde_lane *subscription_open_lane(
    host *h, const plugin *p, uint64_t number, uint32_t policy, uint32_t chunks, const char *name) {
  sonde_lane *writer = NULL;
  mutex_lock(h->subscriptions_lock);
  for (subscription *s = h->subscriptions; s && !writer; s = s->next)
    if (s->number == number && s->row.plugin == p && s->pump)
      writer = pump_open_lane(s->pump, policy, chunks, name, NULL);
  mutex_unlock(h->subscriptions_lock);
  return writer;
}

/* [host] */
pump *subscription_pump(host *h, const plugin *p, uint64_t number) {
  for (subscription *s = h->subscriptions; s; s = s->next)
    if (s->number == number && s->row.plugin == p) return s->pump;
  return NULL;
}

static void list_add(subscription *s) {
  mutex_lock(s->host->subscriptions_lock);
  s->next = s->host->subscriptions;
  s->host->subscriptions = s;
  mutex_unlock(s->host->subscriptions_lock);
}

static void list_remove(subscription *s) {
  mutex_lock(s->host->subscriptions_lock);
  subscription **at = &s->host->subscriptions;
  while (*at && *at != s)
    at = &(*at)->next;
  if (*at) *at = s->next;
  mutex_unlock(s->host->subscriptions_lock);
}

/* From the pump or a source to one sink, by wire if so. */
static void deliver(void *self, const record_source *source, const sonde_span *span) {
  sink *k = self;
  if (!k->deliver) return; /* removed meanwhile */
  if (k->subscription->host->agents) agents_beat(k->subscription->host);
  if (k->subscription->host->options.by_wire)
    span_deliver_by_wire(source, span, k->deliver, k->self);
  else
    k->deliver(k->self, source, span);
}

/* While a tape is recorded everybody gets records in order, as the tape does: a replay then delivers at the
 * same times. */
uint32_t subscription_add_sink(subscription *s, bool ordered, pump_sink to, void *self) {
  sink *k = NEW(sink);
  *k = (sink){.next = s->sinks, .id = ++s->next_id, .deliver = to, .self = self, .subscription = s};
  if (s->pump) k->pump_id = pump_add_sink(s->pump, ordered || s->host->recording, deliver, k);
  s->sinks = k;
  return k->id;
}

static void drop_sink(subscription *s, sink **at) {
  sink *k = *at;
  if (s->pump) pump_remove_sink(s->pump, k->pump_id);
  *at = k->next;
  memory_free(k);
}

/* While records are delivered, nothing of what they go through may vanish: it is marked, and swept
 * afterwards. */
void subscription_remove_sink(subscription *s, uint32_t id) {
  for (sink **at = &s->sinks; *at; at = &(*at)->next) {
    if ((*at)->id != id) continue;
    (*at)->deliver = NULL;
    if (!s->host->pumping) drop_sink(s, at);
    return;
  }
}

static void record_span(void *self, const record_source *source, const sonde_span *span) {
  subscription *s = self;
  tape_put_span(s->host->recording, s->tape_stream, s->host->now_ns, source, span);
}

void subscription_get_stats(const subscription *s, pump_stats *out) {
  if (s->pump)
    pump_get_stats(s->pump, out);
  else
    *out = s->seen;
}

static subscription *find_equal(host *h, const row *r, const sonde_value *args) {
  for (subscription *s = h->subscriptions; s; s = s->next) {
    bool same = s->row.plugin == r->plugin && s->row.index == r->index;
    for (uint32_t i = 0; same && i < r->nparams; i++)
      same = value_equal(&s->args[i], &args[i]);
    if (same) return s;
  }
  return NULL;
}

static sonde_status subscribe_job(job *j) {
  const sonde_event *v = j->row;
  return v->subscribe(j->call.plugin->self, &j->call, j->args, j->number, &j->cursor);
}

static const sonde_event *event_of(const subscription *s) {
  return &s->row.plugin->table.events[s->row.index];
}

static sonde_status subscribe_on_worker(subscription *s, const sonde_value *args, error *e) {
  job *j = job_new(s->host, &s->row, args, row_get_extra(&s->row)->given_params, 0);
  j->row = event_of(s);
  j->run = subscribe_job;
  j->number = s->number;
  sonde_status status = worker_run(s->host, j, e);
  if (status) return status;
  status = call_end(&j->call, j->status, e);
  s->cookie = j->cursor;
  job_free(j);
  return status;
}

static sonde_status subscribe_plugin(subscription *s, const sonde_value *checked, error *e) {
  host *h = s->host;
  sonde_value args[ROW_FIELDS_MOST];
  memcpy(args, checked, sizeof args);
  s->type = row_record_type(&s->row);
  s->pump = pump_new(s->type, h->symbols);
  sonde_status status = grant_check(&s->row, e);
  if (!status) status = args_for_plugin(h, &s->row, args, e);
  if (status) return status;
  if (s->row.flags & SONDE_ROW_SLOW)
    status = subscribe_on_worker(s, args, e);
  else
    status = call_end(
        &h->call, event_of(s)->subscribe(s->row.plugin->self, &h->call, args, s->number, &s->cookie), e);
  s->subscribed = status == SONDE_OK;
  return status;
}

static sonde_status subscribe_source(subscription *s, const sonde_value *checked, error *e) {
  const host_source *source = s->host->source;
  sonde_value args[ROW_FIELDS_MOST];
  memcpy(args, checked, sizeof args);
  sonde_status status = args_translate(s->host, &s->row, args, e);
  if (!status) status = source->open(source->self, &s->row, args, &s->type, &s->stream, e);
  s->subscribed = status == SONDE_OK;
  return status;
}

static sonde_status subscribe_recorded(subscription *s, const sonde_value *checked, error *e) {
  error own = {0};
  sonde_status status = subscribe_plugin(s, checked, &own);
  if (status) {
    record_answer(s->host, &s->row, checked, status, NULL, &own);
    if (e) *e = own;
    return status;
  }
  s->tape_stream = record_stream(s->host, &s->row, checked, s->type);
  subscription_add_sink(s, true, record_span, s);
  return SONDE_OK;
}

static sonde_status subscribe_any(subscription *s, const sonde_value *checked, error *e) {
  host *h = s->host;
  if (h->source && h->source->open) return subscribe_source(s, checked, e);
  return h->recording ? subscribe_recorded(s, checked, e) : subscribe_plugin(s, checked, e);
}

static void subscription_free(subscription *s) {
  host *h = s->host;
  plugin *p = s->row.plugin;
  list_remove(s);
  if (s->subscribed && !s->pump && h->source && h->source->close)
    h->source->close(h->source->self, s->stream);
  if (s->subscribed && s->pump && !p->stuck && p->state == PLUGIN_STARTED) {
    event_of(s)->unsubscribe(p->self, s->cookie);
    pump_run(s->pump, true);
  }
  pump_stats stats;
  subscription_get_stats(s, &stats);
  h->ended.records += stats.records;
  h->ended.lost += stats.lost;
  if (stats.lost)
    trouble_add(h, TROUBLE_LOST, p->name, "%s: %llu records were lost", s->row.full_name,
        (unsigned long long)stats.lost);
  while (s->sinks)
    subscription_remove_sink(s, s->sinks->id);
  arena_free(&s->memory);
  if (p->stuck) return; /* a thread of it may still write */
  if (s->pump) pump_free(s->pump);
  memory_free(s);
}

static subscription *subscribe_new(host *h, const row *r, const sonde_value *checked, error *e) {
  subscription *s = NEW(subscription);
  s->host = h;
  s->row = *r;
  s->users = 1;
  s->number = ++h->nsubscribed;
  for (uint32_t i = 0; i < r->nparams; i++)
    value_copy(&s->memory, &checked[i], &s->args[i], NULL);
  list_add(s); /* before: the plugin may open lanes at once */
  if (subscribe_any(s, s->args, e) == SONDE_OK) return s;
  subscription_free(s);
  return NULL;
}

subscription *host_subscribe(host *h, const row *r, const sonde_value *args, error *e) {
  sonde_value checked[ROW_FIELDS_MOST] = {0};
  if (r->kind != ROW_EVENT) {
    error_set(e, SONDE_ARG, "%s is not an event", r->full_name);
    return NULL;
  }
  call_begin(&h->call, r->plugin, r->name);
  if (args_check_named(r, args, &h->call.memory, checked, e)) return NULL;
  subscription *s = find_equal(h, r, checked);
  if (!s) return subscribe_new(h, r, checked, e);
  s->users++;
  return s;
}

void host_get_stats(const host *h, host_stats *out) {
  *out = h->ended;
  for (const subscription *s = h->subscriptions; s; s = s->next) {
    pump_stats stats;
    subscription_get_stats(s, &stats);
    out->records += stats.records;
    out->lost += stats.lost;
  }
}

void host_unsubscribe(host *h, subscription *s) {
  if (s && --s->users == 0 && !h->pumping) subscription_free(s);
}

static void sweep(host *h) {
  for (subscription *s = h->subscriptions, *next; s; s = next) {
    next = s->next;
    for (sink **at = &s->sinks; *at;)
      if ((*at)->deliver)
        at = &(*at)->next;
      else
        drop_sink(s, at);
    if (s->users == 0) subscription_free(s);
  }
}

void subscriptions_close_all(host *h) {
  while (h->subscriptions)
    subscription_free(h->subscriptions);
}

/* What the source has up to the host's time. */
static bool pump_source(subscription *s, bool flush) {
  const host_source *source = s->host->source;
  record_source from;
  sonde_span span;
  bool end = false, any = false;
  int64_t until = flush ? INT64_MAX : host_mono_ns(s->host);
  while (source && source->read && !end && source->read(source->self, s->stream, until, &from, &span, &end)) {
    if (record_check_span(s->type, &span, NULL)) break;
    s->seen.records += span.nrecords;
    s->seen.lost += span.lost;
    for (sink *k = s->sinks; k; k = k->next)
      deliver(k, &from, &span);
    any = true;
  }
  return any;
}

bool host_pump(host *h, bool flush) {
  bool any = false;
  if (h->pumping) return false; /* from within a sink */
  h->pumping = true;
  any |= agents_run(h, flush);
  for (subscription *s = h->subscriptions; s; s = s->next)
    if (s->subscribed && s->users) any |= s->pump ? pump_run(s->pump, flush) : pump_source(s, flush);
  h->pumping = false;
  sweep(h);
  return any;
}
