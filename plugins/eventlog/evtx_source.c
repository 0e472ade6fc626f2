/* Events of a file of .evtx as entries: only what is wanted is written out. */
#include "base/memory.h"
#include "leaves.h"
#include "reader.h"
#include "source.h"

typedef struct evtx_source_state {
  source source;
  reader reader;
} evtx_source_state;

typedef struct search {
  request *request;
  uint32_t nth;
  bool found;
} search;

static void add_named(void *self, const leaf *l) {
  search *s = self;
  const char *name = s->request->extras[s->nth];
  if (strlen(name) != l->name_len || memcmp(name, l->name, l->name_len) != 0) return;
  if (s->found) buf_putc(&s->request->heap, '\n');
  buf_add(&s->request->heap, l->value, l->value_len);
  s->found = true;
}

static void fill_extras(reader *x, request *r, entry *out) {
  for (uint32_t k = 0; k < r->nextras; k++) {
    search s = {r, k, false};
    uint32_t from = heap_mark(r);
    leaves_walk(&x->decoder, &x->instance, add_named, &s);
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

static void fill(reader *x, request *r, entry *out) {
  decoder *d = &x->decoder;
  const instance *i = &x->instance;
  uint64_t n;
  int64_t ns;
  for (size_t k = 0; k < COUNT(number_columns); k++)
    if (r->numbers & 1u << number_columns[k].column && event_number(d, i, number_columns[k].field, &n))
      entry_number(out, number_columns[k].column, n);
  if (reader_time(x, &ns)) entry_time(out, r, ns);
  if (r->texts & 1u << T_text) {
    if (!x->has_data) reader_data(x);
    entry_copy(out, r, T_text, buf_chars(&x->scratch), x->scratch.len);
  }
  for (size_t k = 0; k < COUNT(text_columns); k++) {
    uint32_t from = heap_mark(r);
    if (r->texts & 1u << text_columns[k].column && event_text(d, i, text_columns[k].field, &r->heap))
      entry_text(out, r, text_columns[k].column, from);
  }
  fill_extras(x, r, out);
}

static int next(source *s, request *r, entry *out, error *e) {
  reader *x = &((evtx_source_state *)(void *)s)->reader;
  int got = reader_step(x, &r->filter, e);
  if (got != SOURCE_ENTRY) return got;
  memset(out, 0, sizeof *out);
  entry_number(out, N_number, x->record.number);
  entry_number(out, N_offset, x->record.offset);
  if (x->readable) fill(x, r, out);
  entry_copy(out, r, T_error, x->decoder.error, strlen(x->decoder.error));
  return SOURCE_ENTRY;
}

static void close(source *s) {
  evtx_source_state *x = (evtx_source_state *)(void *)s;
  reader_close(&x->reader);
  memory_free(x);
}

source *evtx_source(const char *path, error *e) {
  evtx_source_state *x = NEW(evtx_source_state);
  x->source = (source){next, close};
  if (reader_open(&x->reader, path, e)) return &x->source;
  memory_free(x);
  return NULL;
}
