/* The copy of the plugin's table that the host is given, and its functions. */
#include "check/probe.h"

#include <string.h>

#include "base/memory.h"
#include "base/value.h"
#include "check/internal.h"
#include "os/clock.h"

#define SETTLE_NS 30000000 /* after unsubscribe() nothing may be written for so long */
#define SETTLE_ROUNDS 60

static probe *now;

probe *probe_now(void) {
  return now;
}

/* ------------------------------------------------------------------------------------------------- calls --
 */

void probe_enter(probe *p) {
  p->sentences = 0;
  p->began_ns = clock_mono_ns();
}

sonde_status probe_leave(probe *p, sonde_status status) {
  p->ended_ns = clock_mono_ns();
  p->status = status;
  if (status != SONDE_OK && (!p->sentences || status < 0 || status >= SONDE_STATUS_COUNT)) p->silent++;
  return status;
}

static void keep_results(probe *p, const sonde_value *results, uint32_t n) {
  error e = {0};
  arena_reset(&p->memory);
  p->kept_status = SONDE_OK;
  for (uint32_t i = 0; i < n && i < COUNT(p->kept); i++)
    if (value_copy(&p->memory, &results[i], &p->kept[i], &e)) p->kept_status = e.status;
}

static sonde_status SONDE_CALL shim_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  probe *p = now;
  probe_enter(p);
  sonde_status s = probe_leave(p, p->fn->call(self, call, args, results));
  if (!s && p->keep) keep_results(p, results, p->fn->nresults);
  return s;
}

/* ----------------------------------------------------------------------------------------------- queries --
 */

static sonde_status SONDE_CALL shim_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **state) {
  probe_enter(now);
  return probe_leave(now, now->query->open(self, call, args, state));
}

static sonde_status SONDE_CALL shim_next(sonde_self *self, sonde_call *call, void *state, sonde_span *span) {
  probe *p = now;
  probe_enter(p);
  sonde_status s = probe_leave(p, p->query->next(self, call, state, span));
  if (p->ended_ns - p->began_ns > p->slowest_ns) p->slowest_ns = p->ended_ns - p->began_ns;
  return s;
}

static void SONDE_CALL shim_close(sonde_self *self, void *state) {
  now->query->close(self, state);
}

/* ------------------------------------------------------------------------------------------------ events --
 */

/* What the plugin knows a subscription by, with what the probe does. */
typedef struct cookie {
  const sonde_event *event;
  void *own;
  uint64_t subscription;
} cookie;

static sonde_status SONDE_CALL shim_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t number, void **out) {
  cookie *k = NEW(cookie);
  k->event = now->event;
  k->subscription = number;
  probe_enter(now);
  sonde_status s = probe_leave(now, k->event->subscribe(self, call, args, number, &k->own));
  *out = k;
  if (s) memory_free(k);
  return s;
}

/* Records committed to the subscription's lanes; *open: how many of them are not closed. */
static uint64_t count_records(probe *p, uint64_t number, uint32_t *open) {
  uint64_t records = 0;
  *open = 0;
  p->clamped = 0;
  mutex_lock(p->lock);
  for (size_t i = 0; i < p->nopened; i++) {
    if (p->opened[i].subscription != number) continue;
    *open += !p->opened[i].closed;
    records += *(volatile uint64_t *)&p->opened[i].lane->count;
    p->clamped += *(volatile uint64_t *)&p->opened[i].lane->clamped;
  }
  mutex_unlock(p->lock);
  return records;
}

static void SONDE_CALL shim_unsubscribe(sonde_self *self, void *out) {
  cookie *k = out;
  k->event->unsubscribe(self, k->own);
  uint32_t open;
  uint64_t before = count_records(now, k->subscription, &open);
  now->open_after += open;
  if (open) {
    clock_sleep_ns(SETTLE_NS);
    now->written_after += (uint32_t)(count_records(now, k->subscription, &open) - before);
    for (int i = 0; open && i < SETTLE_ROUNDS; i++) { /* the host frees the lanes after this */
      clock_sleep_ns(SETTLE_NS);
      count_records(now, k->subscription, &open);
    }
  }
  memory_free(k);
}

/* -------------------------------------------------------------------------------------------------- life --
 */

static sonde_status SONDE_CALL shim_create(
    const sonde_host *real, sonde_call *call, const sonde_value *settings, sonde_self **self) {
  probe_enter(now);
  return probe_leave(now, now->given->create(probe_services(now, real), call, settings, self));
}

static sonde_status SONDE_CALL shim_start(sonde_self *self, sonde_call *call) {
  probe_enter(now);
  return probe_leave(now, now->given->start ? now->given->start(self, call) : SONDE_OK);
}

static void SONDE_CALL shim_stop(sonde_self *self) {
  int64_t begin = clock_mono_ns();
  if (now->given->stop) now->given->stop(self);
  now->stop_ns = clock_mono_ns() - begin;
  now->left_after_stop = (uint32_t)atomic_load(&now->running);
}

static void SONDE_CALL shim_destroy(sonde_self *self) {
  now->destroys++;
  if (now->given->destroy) now->given->destroy(self);
}

static void SONDE_CALL shim_release(sonde_self *self, const char *type, uint64_t number) {
  now->released++;
  now->released_type = type;
  now->released_cookie = number;
  if (now->given->release) now->given->release(self, type, number);
}

/* ------------------------------------------------------------------------------------------------- table --
 */

static void *copy_rows(const void *rows, uint32_t n, uint32_t stride) {
  size_t bytes = (size_t)n * stride;
  void *copy = memory_new(bytes ? bytes : 1);
  if (bytes) memcpy(copy, rows, bytes);
  return copy;
}

/* A function that is missing stays missing: the host shall see it. */
static void replace_rows(sonde_plugin *t) {
  for (uint32_t i = 0; i < t->nfns; i++) {
    sonde_fn *f = (sonde_fn *)(uintptr_t)raw_row_address(t, ROW_FUNCTION, i);
    if (f->call) f->call = shim_call;
  }
  for (uint32_t i = 0; i < t->nqueries; i++) {
    sonde_query *q = (sonde_query *)(uintptr_t)raw_row_address(t, ROW_QUERY, i);
    if (q->open) q->open = shim_open;
    if (q->next) q->next = shim_next;
    if (q->close) q->close = shim_close;
  }
  for (uint32_t i = 0; i < t->nevents; i++) {
    sonde_event *v = (sonde_event *)(uintptr_t)raw_row_address(t, ROW_EVENT, i);
    if (v->subscribe) v->subscribe = shim_subscribe;
    if (v->unsubscribe) v->unsubscribe = shim_unsubscribe;
  }
}

probe *probe_new(const sonde_plugin *given) {
  probe *p = NEW(probe);
  p->next = now;
  p->given = given;
  p->lock = mutex_new();
  sonde_plugin *t = p->table = memory_new(given->head.size);
  memcpy(t, given, given->head.size);
  t->fns = copy_rows(given->fns, given->nfns, given->fn_size);
  t->queries = copy_rows(given->queries, given->nqueries, given->query_size);
  t->events = copy_rows(given->events, given->nevents, given->event_size);
  replace_rows(t);
  if (t->create) t->create = shim_create;
  t->start = shim_start;
  t->stop = shim_stop;
  t->destroy = shim_destroy;
  t->release = shim_release;
  now = p;
  return p;
}

static const void *find_row(const sonde_plugin *t, row_kind kind, const char *name) {
  uint32_t n = kind == ROW_FUNCTION ? t->nfns : kind == ROW_QUERY ? t->nqueries : t->nevents;
  for (uint32_t i = 0; i < n; i++) {
    const char *const *row_name = raw_row_address(t, kind, i); /* the first member of each row */
    if (strcmp(*row_name, name) == 0) return row_name;
  }
  return NULL;
}

void probe_watch(probe *p, row_kind kind, const char *name) {
  const void *found = find_row(p->given, kind, name);
  if (kind == ROW_FUNCTION) p->fn = found;
  if (kind == ROW_QUERY) p->query = found;
  if (kind == ROW_EVENT) p->event = found;
  p->slowest_ns = 0;
  p->silent = 0;
}

size_t probe_lane_count(probe *p) {
  mutex_lock(p->lock);
  size_t n = p->nopened;
  mutex_unlock(p->lock);
  return n;
}
