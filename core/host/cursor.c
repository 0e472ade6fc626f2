/* A running query: spans of the plugin (or of a source) are checked, definitions of symbols taken out, and
 * handed on. */
#include <string.h>

#include "host/internal.h"
#include "host/span.h"
#include "os/clock.h"
#include "os/process.h"

#define COLUMNS_MOST 16u
#define WAIT_NS 1000000

struct cursor {
  cursor *next;
  host *host;
  row row;
  const record_type *type;
  record_type *own_type; /* with columns that the caller named */
  void *state;           /* the plugin's cursor */
  void *stream;          /* the source's */
  bool from_source, open, ended;
  uint64_t wanted, limit;
  const sonde_where *where;
  symbol_map symbols;
  sonde_span span;        /* the plugin's last one */
  const sonde_record *at; /* first record of it not handed on */
  uint32_t left;          /* records from there */
  uint64_t left_bytes;
  uint64_t lost;
  span_copy wire;
  record_source source; /* of a source's span */
  uint32_t tape_stream;
  bool recorded;
};

const record_type *cursor_type(const cursor *c) {
  return c->type;
}

static sonde_status misbehaves(cursor *c, const char *what, error *e) {
  trouble_add(c->host, TROUBLE_MISBEHAVES, c->row.plugin->name, "%s: %s", c->row.full_name, what);
  return error_set(e, SONDE_STATE, "the plugin's records are wrong: %s", what);
}

/* The names in parameter `columns`, of a row that adds a column for each. */
static sonde_status take_columns(cursor *c, const sonde_value *checked, error *e) {
  const char *names[COLUMNS_MOST];
  const sonde_value *list = NULL;
  for (uint32_t i = 0; i < c->row.nparams; i++)
    if (strcmp(c->row.params[i].name, "columns") == 0) list = &checked[i];
  c->type = row_record_type(&c->row);
  if (!(c->row.flags & SONDE_ROW_COLUMNS) || !list || list->kind != SONDE_LIST || list->len == 0)
    return SONDE_OK;
  if (list->len > COLUMNS_MOST)
    return error_set(e, SONDE_ARG, "columns: at most 16, are %u", (unsigned)list->len);
  for (uint32_t i = 0; i < list->len; i++) {
    const sonde_value *v = &list->u.list[i];
    if (v->kind != SONDE_TEXT)
      return error_set(e, SONDE_ARG, "columns: item %u is not a text", (unsigned)i + 1);
    names[i] = arena_text(&c->host->call.memory, v->u.s, v->len);
    if (!names[i]) return error_set(e, SONDE_MEMORY, "columns: names are too long");
    if (record_find_column(c->type, names[i]) >= 0)
      return error_set(e, SONDE_ARG, "columns: '%s' is a column of %s anyway", names[i], c->row.full_name);
  }
  c->type = c->own_type = record_type_new(c->row.plugin->name, c->row.name, 0, c->row.fields, c->row.nfields,
      c->row.record_size, names, list->len);
  return SONDE_OK;
}

static sonde_status open_job(job *j) {
  const sonde_query *q = j->row;
  return q->open(j->call.plugin->self, &j->call, j->args, &j->cursor);
}

static const sonde_query *query_of(const cursor *c) {
  return &c->row.plugin->table.queries[c->row.index];
}

static sonde_status open_on_worker(cursor *c, const sonde_value *args, error *e) {
  job *j = job_new(c->host, &c->row, args, row_get_extra(&c->row)->given_params, 0);
  j->row = query_of(c);
  j->run = open_job;
  sonde_status s = worker_run(c->host, j, e);
  if (s) return s;
  s = call_end(&j->call, j->status, e);
  c->state = j->cursor;
  job_free(j);
  return s;
}

/* checked: the script's form; is changed to the plugin's. */
static sonde_status open_plugin(cursor *c, sonde_value *checked, error *e) {
  host *h = c->host;
  sonde_status s = grant_check(&c->row, e);
  if (!s) s = args_for_plugin(h, &c->row, checked, e);
  if (s) return s;
  if (c->row.flags & SONDE_ROW_SLOW)
    s = open_on_worker(c, checked, e);
  else
    s = call_end(&h->call, query_of(c)->open(c->row.plugin->self, &h->call, checked, &c->state), e);
  c->open = s == SONDE_OK;
  return s;
}

static sonde_status open_source(cursor *c, sonde_value *checked, error *e) {
  const host_source *source = c->host->source;
  sonde_status s = args_translate(c->host, &c->row, checked, e);
  if (!s) s = source->open(source->self, &c->row, checked, &c->type, &c->stream, e);
  c->from_source = c->open = s == SONDE_OK;
  return s;
}

static sonde_status open_recorded(cursor *c, sonde_value *checked, error *e) {
  sonde_value args[ROW_FIELDS_MOST];
  error own = {0};
  memcpy(args, checked, c->row.nparams * sizeof *args);
  sonde_status s = open_plugin(c, checked, &own);
  if (s) {
    record_answer(c->host, &c->row, args, s, NULL, &own);
    if (e) *e = own;
    return s;
  }
  c->tape_stream = record_stream(c->host, &c->row, args, c->type);
  c->recorded = true;
  return SONDE_OK;
}

static sonde_status open_any(cursor *c, const sonde_value *args, error *e) {
  host *h = c->host;
  sonde_value checked[ROW_FIELDS_MOST];
  if (c->row.kind != ROW_QUERY) return error_set(e, SONDE_ARG, "%s is not a query", c->row.full_name);
  call_begin(&h->call, c->row.plugin, c->row.name);
  sonde_status s = args_check_named(&c->row, args, &h->call.memory, checked, e);
  if (!s) s = take_columns(c, checked, e);
  if (s) return s;
  if (h->source && h->source->open) return open_source(c, checked, e);
  return h->recording ? open_recorded(c, checked, e) : open_plugin(c, checked, e);
}

cursor *host_open(host *h, const row *r, const sonde_value *args, uint64_t wanted, uint64_t limit,
    const sonde_where *where, error *e) {
  cursor *c = NEW(cursor);
  c->host = h;
  c->row = *r;
  c->wanted = wanted;
  c->limit = limit;
  c->where = where;
  symbol_map_init(&c->symbols, h->symbols);
  c->next = h->cursors;
  h->cursors = c;
  if (open_any(c, args, e) == SONDE_OK) return c;
  cursor_close(c);
  return NULL;
}

static sonde_status next_job(job *j) {
  const sonde_query *q = j->row;
  return q->next(j->call.plugin->self, &j->call, j->cursor, &j->span);
}

static sonde_status next_on_worker(cursor *c, error *e) {
  job *j = job_new(c->host, &c->row, NULL, 0, 0);
  j->row = query_of(c);
  j->run = next_job;
  j->cursor = c->state;
  j->span = c->span;
  sonde_status s = worker_run(c->host, j, e);
  if (s) return s;
  s = call_end(&j->call, j->status, e);
  c->span = j->span;
  job_free(j);
  return s;
}

/* Asks the plugin once; c->span is its answer, unchecked. */
static sonde_status ask(cursor *c, error *e) {
  plugin *p = c->row.plugin;
  c->span =
      (sonde_span){.size = sizeof(sonde_span), .wanted = c->wanted, .limit = c->limit, .where = c->where};
  if (p->stuck || p->state != PLUGIN_STARTED)
    return error_set(e, SONDE_STATE, "%s: does not run any more", p->name);
  if (c->row.flags & SONDE_ROW_SLOW) return next_on_worker(c, e);
  call_begin(&c->host->call, p, c->row.name);
  return call_end(&c->host->call, query_of(c)->next(p->self, &c->host->call, c->state, &c->span), e);
}

/* The span without its records, which are looked at one by one since definitions may be among them. */
static sonde_status check_shell(cursor *c, error *e) {
  error detail = {0};
  sonde_span shell = c->span;
  shell.nrecords = 0;
  shell.nbytes = 0;
  if (record_check_span(c->type, &shell, &detail)) return misbehaves(c, detail.text, e);
  if (c->span.nbytes && (!c->span.records || (uintptr_t)c->span.records % 8))
    return misbehaves(c, "the span's records are missing or not 8-aligned", e);
  if (c->span.nrecords > 4096) return misbehaves(c, "more than 4096 records in one span", e);
  return SONDE_OK;
}

static sonde_status take_span(cursor *c, error *e) {
  sonde_status s = check_shell(c, e);
  if (s) return s;
  if (c->host->options.by_wire) {
    span_copy_free(&c->wire);
    s = span_by_wire(&c->span, &c->wire, e);
    if (s) return s;
    c->span = c->wire.span;
  }
  c->at = c->span.records;
  c->left = c->span.nrecords;
  c->left_bytes = c->span.nbytes;
  c->lost += c->span.lost;
  c->ended = (c->span.flags & SONDE_SPAN_END) != 0;
  if (!c->left && c->left_bytes) return misbehaves(c, "bytes of records, but no records", e);
  return SONDE_OK;
}

/* Steps over one record; false: it cannot be one. */
static bool step(cursor *c) {
  uint32_t size = c->left_bytes < sizeof(sonde_record) ? 0 : c->at->size;
  if (size < sizeof(sonde_record) || size % 8 || size > c->left_bytes) return false;
  c->at = record_next(c->at);
  c->left--;
  c->left_bytes -= size;
  return c->left || !c->left_bytes;
}

static bool at_definition(const cursor *c) {
  return c->left && c->left_bytes >= sizeof(sonde_define) && c->at->event == SONDE_DEFINE;
}

static bool define(cursor *c) {
  const sonde_define *d = (const sonde_define *)(const void *)c->at;
  uint64_t len = d->text.len & ~SONDE_SLICE_CUT, heap = c->span.heap_bytes;
  if (d->record.size < sizeof *d || d->text.offset > heap || len > heap - d->text.offset) return false;
  symbol_map_define(&c->symbols, d->record.subject, (const char *)c->span.heap + d->text.offset, (size_t)len);
  return true;
}

/* The records up to the next definition, as a span of their own: 1; 0: none are left; -1: they are wrong. */
static int hand_on(cursor *c, record_source *source, sonde_span *span, error *e) {
  error detail = {0};
  while (at_definition(c))
    if (!define(c) || !step(c)) return misbehaves(c, "a definition of a symbol is wrong", e), -1;
  if (!c->left) return 0;
  uint32_t before = c->left;
  *span = c->span;
  span->records = c->at;
  while (c->left && !at_definition(c))
    if (!step(c)) return misbehaves(c, "a record has an impossible size, or their number is wrong", e), -1;
  span->nrecords = before - c->left;
  span->nbytes = (uint64_t)((const char *)c->at - (const char *)span->records);
  span->lost = c->lost;
  c->lost = 0;
  if (record_check_span(c->type, span, &detail)) return misbehaves(c, detail.text, e), -1;
  *source = (record_source){.type = c->type,
      .symbols = &c->symbols,
      .clock = span->clock,
      .heap = span->heap,
      .heap_bytes = span->heap_bytes};
  if (c->recorded) tape_put_span(c->host->recording, c->tape_stream, c->host->now_ns, source, span);
  return 1;
}

static int next_of_source(cursor *c, record_source *source, sonde_span *span, error *e) {
  const host_source *from = c->host->source;
  bool end = false;
  if (!from || !from->read) return 0;
  /* A query is asked until its end, whatever the time: its records were all there when it was recorded. */
  if (!from->read(from->self, c->stream, INT64_MAX, source, span, &end)) return 0;
  error detail = {0};
  if (record_check_span(c->type, span, &detail) == SONDE_OK) return 1;
  misbehaves(c, detail.text, e);
  return -1;
}

/* Until there are records, the end, or patience is over. */
static int next_of_plugin(cursor *c, record_source *source, sonde_span *span, error *e) {
  int64_t patience = c->host->options.call_limit_ns > 0 ? c->host->options.call_limit_ns : CALL_LIMIT_NS;
  int64_t limit = clock_mono_ns() + patience;
  for (;;) {
    int got = hand_on(c, source, span, e);
    if (got) return got;
    if (c->ended) return 0;
    if (ask(c, e) || take_span(c, e)) return -1;
    if (c->left || c->ended) continue;
    if (process_signal_seen()) return error_set(e, SONDE_CANCELLED, "interrupted"), -1;
    if (clock_mono_ns() >= limit) return error_set(e, SONDE_TIMEOUT, "no record came in time"), -1;
    clock_sleep_ns(WAIT_NS);
  }
}

int cursor_next(cursor *c, record_source *source, sonde_span *span, error *e) {
  int got = c->from_source ? next_of_source(c, source, span, e) : next_of_plugin(c, source, span, e);
  if (got > 0) {
    c->host->ended.records += span->nrecords;
    c->host->ended.lost += span->lost;
  }
  if (got < 0) {
    c->ended = true;
    c->left = 0;
  }
  return got;
}

static void close_stream(cursor *c) {
  host *h = c->host;
  plugin *p = c->row.plugin;
  if (!c->open) return;
  if (c->from_source && h->source && h->source->close) h->source->close(h->source->self, c->stream);
  if (!c->from_source && p->state == PLUGIN_STARTED && !p->stuck) query_of(c)->close(p->self, c->state);
}

void cursor_close(cursor *c) {
  if (!c) return;
  close_stream(c);
  c->host->ended.lost += c->lost; /* behind its last record */
  cursor **at = &c->host->cursors;
  while (*at && *at != c)
    at = &(*at)->next;
  if (*at) *at = c->next;
  symbol_map_free(&c->symbols);
  span_copy_free(&c->wire);
  if (c->own_type) record_type_free(c->own_type);
  memory_free(c);
}

void cursors_close_all(host *h) {
  while (h->cursors)
    cursor_close(h->cursors);
}
