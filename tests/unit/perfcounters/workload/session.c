/* A fake host: calls with an arena, threads by core/os, one lane by core/event. */
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/thread.h"
#include "perfcounters.h"
#include "sonde_thread.h"

#define MOST_ARGS 16
#define MOST_RESULTS 80

struct session {
  sonde_host host;
  const sonde_plugin *plugin;
  sonde_self *self;
  arena memory;
  error failure;
  const char *row;
  sonde_value args[MOST_ARGS], results[MOST_RESULTS];
  void *cookie;
  record_type *type;
  symbol_table *symbols;
  _Atomic(lane *) lane;
};

static session *the_session;

struct sonde_call {
  session *session;
};

struct sonde_thread {
  thread *os;
  sonde_thread_body body;
  void *argument;
  atomic_int stopping;
};

static void SONDE_CALL host_log(const sonde_host *host, int32_t level, const char *line) {
  (void)host;
  fprintf(stderr, "log %d: %s\n", (int)level, line);
}

static sonde_status SONDE_CALL host_fail(
    sonde_call *call, sonde_status status, uint32_t os_error, const char *sentence) {
  error_set(&call->session->failure, status, "%s", sentence);
  call->session->failure.os_code = os_error;
  return status;
}

static void *SONDE_CALL host_alloc(sonde_call *call, uint64_t bytes) {
  return arena_alloc(&call->session->memory, bytes);
}

static int32_t SONDE_CALL host_cancelled(sonde_call *call) {
  (void)call;
  return 0;
}

static void run(void *argument) {
  sonde_thread *t = argument;
  t->body(t, t->argument);
}

static sonde_status SONDE_CALL threads_start(
    const sonde_host *host, const char *name, sonde_thread_body body, void *argument, sonde_thread **out) {
  (void)host;
  sonde_thread *t = NEW(sonde_thread);
  t->body = body;
  t->argument = argument;
  *out = t;
  t->os = thread_start(name, run, t, NULL);
  return t->os ? SONDE_OK : SONDE_OS;
}

static void SONDE_CALL threads_join(sonde_thread *t) {
  atomic_store(&t->stopping, 1);
  thread_join(t->os);
  memory_free(t);
}

static int32_t SONDE_CALL threads_stopping(sonde_thread *t) {
  return atomic_load(&t->stopping);
}

static int32_t SONDE_CALL threads_sleep_until(sonde_thread *t, int64_t mono_ns) {
  while (!atomic_load(&t->stopping)) {
    int64_t left = mono_ns - clock_mono_ns();
    if (left <= 0) return 0;
    clock_sleep_ns(left < 5000000 ? left : 5000000);
  }
  return 1;
}

static int64_t SONDE_CALL threads_now(const sonde_host *host) {
  (void)host;
  return clock_mono_ns();
}

static const sonde_thread_api threads = {SONDE_HEAD(sonde_thread_api), threads_start, threads_join,
    threads_stopping, threads_sleep_until, threads_now};

static sonde_status SONDE_CALL lanes_open(
    const sonde_host *host, uint64_t subscription, uint32_t policy, const char *name, sonde_lane **out) {
  (void)host;
  (void)subscription;
  lane *l = lane_new(the_session->type, the_session->symbols, policy, 4, name, NULL);
  *out = lane_writer(l);
  atomic_store(&the_session->lane, l);
  return SONDE_OK;
}

static const sonde_lane_api lanes = {
    SONDE_HEAD(sonde_lane_api), lanes_open, lane_close, lane_define, lane_set_clock};

static const void *SONDE_CALL host_interface(const sonde_host *host, const char *id) {
  (void)host;
  if (strcmp(id, SONDE_THREAD_1) == 0) return &threads;
  return strcmp(id, SONDE_LANE_1) == 0 ? &lanes : NULL;
}

session *session_open(void) {
  session *s = NEW(session);
  s->host = (sonde_host){SONDE_HEAD(sonde_host), s, host_log, host_fail, host_alloc, NULL, host_cancelled,
      NULL, NULL, host_interface};
  s->plugin = sonde_plugin_v0();
  s->symbols = symbol_table_new();
  sonde_call call = {s};
  if (s->plugin->create(&s->host, &call, NULL, &s->self)) fail_msg("%s", s->failure.text);
  return the_session = s;
}

void session_close(session *s) {
  s->plugin->stop(s->self);
  s->plugin->destroy(s->self);
  symbol_table_free(s->symbols);
  arena_free(&s->memory);
  memory_free(s);
}

uint32_t session_self(void) {
  return platform_self();
}

typedef struct found_row {
  const sonde_field *params, *fields;
  uint32_t nparams, nfields, record_size;
} found_row;

static const sonde_query *find_query(const session *s) {
  for (uint32_t i = 0; i < s->plugin->nqueries; i++)
    if (strcmp(s->plugin->queries[i].name, s->row) == 0) return &s->plugin->queries[i];
  return NULL;
}

static const sonde_event *find_event(const session *s) {
  for (uint32_t i = 0; i < s->plugin->nevents; i++)
    if (strcmp(s->plugin->events[i].name, s->row) == 0) return &s->plugin->events[i];
  fail_msg("no row %s", s->row);
  return NULL;
}

static found_row find_row(const session *s) {
  const sonde_plugin *p = s->plugin;
  for (uint32_t i = 0; i < p->nfns; i++)
    if (strcmp(p->fns[i].name, s->row) == 0)
      return (found_row){p->fns[i].params, p->fns[i].results, p->fns[i].nparams, p->fns[i].nresults, 0};
  const sonde_query *q = find_query(s);
  if (q) return (found_row){q->params, q->fields, q->nparams, q->nfields, q->record_size};
  const sonde_event *v = find_event(s);
  return (found_row){v->params, v->fields, v->nparams, v->nfields, v->record_size};
}

static uint32_t index_of(const sonde_field *fields, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(fields[i].name, name) == 0) return i;
  fail_msg("no field %s", name);
  return 0;
}

void session_begin(session *s, const char *row) {
  s->row = row;
  arena_reset(&s->memory);
  memset(s->args, 0, sizeof s->args);
  memset(s->results, 0, sizeof s->results);
  s->failure = (error){0};
}

void session_set(session *s, const char *param, sonde_value v) {
  found_row r = find_row(s);
  s->args[index_of(r.params, r.nparams, param)] = v;
}

void session_set_list(session *s, const char *param, const char *words) {
  sonde_value *items = arena_alloc(&s->memory, 64 * sizeof *items);
  size_t n = 0;
  while (*words && n < 64) {
    size_t len = strcspn(words, " ");
    items[n++] = value_text_len(arena_text(&s->memory, words, len), len);
    words += len + (words[len] == ' ');
  }
  session_set(s, param, value_list(items, n));
}

sonde_status session_call(session *s) {
  for (uint32_t i = 0; i < s->plugin->nfns; i++) {
    if (strcmp(s->plugin->fns[i].name, s->row) != 0) continue;
    sonde_call call = {s};
    return s->plugin->fns[i].call(s->self, &call, s->args, s->results);
  }
  fail_msg("no function %s", s->row);
  return SONDE_MISSING;
}

const char *session_error(const session *s) {
  return s->failure.text;
}

sonde_value session_get(const session *s, const char *result) {
  found_row r = find_row(s);
  return s->results[index_of(r.fields, r.nfields, result)];
}

int64_t session_int(const session *s, const char *result) {
  sonde_value v = session_get(s, result);
  if (v.kind != SONDE_I64)
    fail_msg("%s is %s (%s)", result, kind_word(v.kind), v.kind == SONDE_UNKNOWN ? why_word(v.len) : "");
  return v.u.i;
}

uint32_t session_why(const session *s, const char *result) {
  sonde_value v = session_get(s, result);
  return v.kind == SONDE_UNKNOWN ? v.len : SONDE_WHY_KNOWN;
}

static record_type *type_of(const session *s) {
  found_row r = find_row(s);
  uint32_t event = find_query(s) ? 0 : (uint32_t)(find_event(s) - s->plugin->events);
  return record_type_new("perfcounters", s->row, event, r.fields, r.nfields, r.record_size, NULL, 0);
}

static void hand_over(const record_source *source, const sonde_span *span, session_sink sink, void *self) {
  const sonde_record *r = span->records;
  for (uint32_t i = 0; i < span->nrecords; i++, r = record_next(r))
    sink(self, source, r);
}

sonde_status session_query(session *s, uint64_t wanted, session_sink sink, void *self) {
  const sonde_query *q = find_query(s);
  sonde_call call = {s};
  void *cursor = NULL;
  sonde_status status = q->open(s->self, &call, s->args, &cursor);
  if (status) return status;
  record_type *type = type_of(s);
  sonde_span span = {0};
  while (!status && !(span.flags & SONDE_SPAN_END)) {
    error e = {0};
    span = (sonde_span){.size = sizeof span, .wanted = wanted};
    status = q->next(s->self, &call, cursor, &span);
    if (!status && record_check_span(type, &span, &e)) fail_msg("%s", e.text);
    record_source source = {.type = type, .heap = span.heap, .heap_bytes = span.heap_bytes};
    if (!status) hand_over(&source, &span, sink, self);
  }
  q->close(s->self, cursor);
  record_type_free(type);
  return status;
}

int64_t session_column(
    const record_source *source, const sonde_record *record, const char *name, uint32_t *why) {
  int column = record_find_column(source->type, name);
  if (column < 0) fail_msg("no column %s", name);
  sonde_value v = record_value(source, record, (uint32_t)column);
  *why = v.kind == SONDE_UNKNOWN ? v.len : SONDE_WHY_KNOWN;
  return v.kind == SONDE_I64 ? v.u.i : 0;
}

void session_stop(session *s) {
  s->plugin->stop(s->self);
}

sonde_status session_subscribe(session *s) {
  s->type = type_of(s);
  sonde_call call = {s};
  return find_event(s)->subscribe(s->self, &call, s->args, 1, &s->cookie);
}

bool session_poll(session *s, session_sink sink, void *self) {
  lane *l = atomic_load(&s->lane);
  sonde_span span = {.size = sizeof span};
  record_source source;
  while (l && lane_read(l, UINT64_MAX, &span, &source))
    hand_over(&source, &span, sink, self);
  return !l || !lane_finished(l);
}

void session_unsubscribe(session *s) {
  if (s->cookie) find_event(s)->unsubscribe(s->self, s->cookie);
  s->cookie = NULL;
  lane *l = atomic_load(&s->lane);
  if (l) lane_free(l);
  atomic_store(&s->lane, NULL);
  record_type_free(s->type);
  s->type = NULL;
}
