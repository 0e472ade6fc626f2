/* Events of a file of .evtx: filtered by single fields first, written out only when they pass. */
#include <stdio.h>

#include "base/memory.h"
#include "event.h"
#include "evtx.h"
#include "leaves.h"
#include "source.h"

typedef struct evtx_reader {
  source source;
  evtx *file;
  decoder decoder;
  buf scratch;
} evtx_reader;

void entry_time(entry *out, request *r, int64_t ns) {
  entry_number(out, N_time, (uint64_t)ns);
  if (!(r->texts & 1u << T_utc)) return;
  uint32_t from = heap_mark(r);
  filetime_add(&r->heap, (uint64_t)(ns / 100 - (ns % 100 < 0) + (int64_t)FILETIME_1970));
  entry_text(out, r, T_utc, from);
}

/* FILETIME of the event. False: none, or out of range. */
static bool time_of(decoder *d, const instance *i, int64_t *ns) {
  uint64_t ticks;
  char text[48];
  buf out = {.data = text, .capacity = sizeof text, .limit = sizeof text};
  const field_place *place = &i->program->fields[FIELD_TIME];
  if (place->n == 1 && i->program->nodes[place->first].kind == NODE_SLOT &&
      event_number(d, i, FIELD_TIME, &ticks))
    return filetime_to_ns(ticks, ns);
  return event_text(d, i, FIELD_TIME, &out) && time_parse(text, out.len, ns);
}

static bool source_passes(evtx_reader *x, const instance *i, const filter *f) {
  if (!f->source) return true;
  static const int fields[] = {FIELD_PROVIDER, FIELD_SOURCE};
  for (size_t k = 0; k < COUNT(fields); k++) {
    buf_clear(&x->scratch);
    if (event_text(&x->decoder, i, fields[k], &x->scratch) &&
        filter_source(f, x->scratch.data ? x->scratch.data : "", x->scratch.len))
      return true;
  }
  return false;
}

/* What cannot be read cannot be left out either: a field that is missing passes. */
static bool fields_pass(evtx_reader *x, const instance *i, const filter *f) {
  uint64_t n;
  int64_t ns;
  decoder *d = &x->decoder;
  if (f->nids && event_number(d, i, FIELD_EVENT, &n) && !filter_id(f, (int64_t)n)) return false;
  if (f->most_level >= 0 && event_number(d, i, FIELD_LEVEL, &n) && !filter_level(f, (int64_t)n)) return false;
  if ((f->from > INT64_MIN || f->to < INT64_MAX) && time_of(d, i, &ns) && !filter_time(f, ns)) return false;
  return source_passes(x, i, f);
}

static void add_leaf(void *self, const leaf *l) {
  buf *out = self;
  if (out->len) buf_puts(out, "; ");
  buf_add(out, l->name, l->name_len);
  buf_putc(out, '=');
  buf_add(out, l->value, l->value_len);
}

typedef struct search {
  request *request;
  uint32_t nth;
  bool found;
} search;

static void add_named(void *self, const leaf *l) {
  search *s = self;
  const char *name = s->request->extras[s->nth];
  if (strlen(name) != l->name_len || memcmp(name, l->name, l->name_len)) return;
  if (s->found) buf_putc(&s->request->heap, '\n');
  buf_add(&s->request->heap, l->value, l->value_len);
  s->found = true;
}

static void fill_extras(evtx_reader *x, const instance *i, request *r, entry *out) {
  for (uint32_t k = 0; k < r->nextras; k++) {
    search s = {r, k, false};
    uint32_t from = heap_mark(r);
    leaves_walk(&x->decoder, i, add_named, &s);
    out->extra[k] = (slice){from, heap_mark(r) - from};
  }
}

static const struct {
  int field, column;
} number_columns[] = {{FIELD_RECORD, N_record}, {FIELD_EVENT, N_event}, {FIELD_QUALIFIERS, N_qualifiers},
    {FIELD_VERSION, N_version}, {FIELD_LEVEL, N_level}, {FIELD_TASK, N_task}, {FIELD_OPCODE, N_opcode},
    {FIELD_KEYWORDS, N_keywords}, {FIELD_PROCESS, N_process}, {FIELD_THREAD, N_thread}},
  text_columns[] = {{FIELD_PROVIDER, T_provider}, {FIELD_SOURCE, T_source}, {FIELD_GUID, T_guid},
      {FIELD_CHANNEL, T_channel}, {FIELD_COMPUTER, T_computer}, {FIELD_USER, T_user},
      {FIELD_ACTIVITY, T_activity}, {FIELD_RELATED, T_related}};

static void fill(evtx_reader *x, const instance *i, request *r, entry *out) {
  decoder *d = &x->decoder;
  uint64_t n;
  int64_t ns;
  for (size_t k = 0; k < COUNT(number_columns); k++)
    if (r->numbers & 1u << number_columns[k].column && event_number(d, i, number_columns[k].field, &n))
      entry_number(out, number_columns[k].column, n);
  if (time_of(d, i, &ns)) entry_time(out, r, ns);
  for (size_t k = 0; k < COUNT(text_columns); k++) {
    uint32_t from = heap_mark(r);
    if (r->texts & 1u << text_columns[k].column && event_text(d, i, text_columns[k].field, &r->heap))
      entry_text(out, r, text_columns[k].column, from);
  }
  fill_extras(x, i, r, out);
}

/* The data as one text, for the column and for the filter. False: the filter drops it. */
static bool fill_data(evtx_reader *x, const instance *i, request *r, entry *out) {
  if (!(r->texts & 1u << T_text) && !r->filter.text) return true;
  buf_clear(&x->scratch);
  leaves_walk(&x->decoder, i, add_leaf, &x->scratch);
  const char *s = x->scratch.data ? x->scratch.data : "";
  if (!filter_text(&r->filter, s, x->scratch.len) && !x->decoder.error[0]) return false;
  entry_copy(out, r, T_text, s, x->scratch.len);
  return true;
}

static int take(evtx_reader *x, const evtx_record *record, request *r, entry *out) {
  decoder *d = &x->decoder;
  instance i;
  memset(out, 0, sizeof *out);
  bool readable = event_begin(d, record->at + 24, record->at + record->size - 4, &i);
  if (readable && (!fields_pass(x, &i, &r->filter) || !fill_data(x, &i, r, out))) return SOURCE_SKIPPED;
  entry_number(out, N_number, record->number);
  entry_number(out, N_offset, record->offset);
  if (readable) fill(x, &i, r, out);
  entry_copy(out, r, T_error, d->error, strlen(d->error));
  return SOURCE_ENTRY;
}

static int next(source *s, request *r, entry *out, error *e) {
  evtx_reader *x = (evtx_reader *)(void *)s;
  evtx_record record;
  if (x->file->loaded && evtx_next_record(x->file, &record)) return take(x, &record, r, out);
  x->file->loaded = evtx_next_chunk(x->file);
  if (x->file->loaded) {
    decoder_next_chunk(&x->decoder, x->file->chunk);
    return SOURCE_SKIPPED;
  }
  if (x->file->error.status == SONDE_OK) return SOURCE_END;
  *e = x->file->error;
  return SOURCE_FAILED;
}

static void close(source *s) {
  evtx_reader *x = (evtx_reader *)(void *)s;
  evtx_close(x->file);
  decoder_free(&x->decoder);
  buf_free(&x->scratch);
  memory_free(x);
}

source *evtx_source(const char *path, error *e) {
  evtx *opened = evtx_open(path, e);
  if (!opened) return NULL;
  evtx_reader *x = NEW(evtx_reader);
  x->source = (source){next, close};
  x->file = opened;
  decoder_init(&x->decoder);
  return &x->source;
}
