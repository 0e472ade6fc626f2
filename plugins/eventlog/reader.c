/* Stepping over chunks and records, and the filter: single fields first, text last. */
#include "reader.h"

#include "base/memory.h"
#include "leaves.h"

bool reader_open(reader *x, const char *path, error *e) {
  *x = (reader){.file = evtx_open(path, e)};
  if (x->file) decoder_init(&x->decoder);
  return x->file;
}

void reader_close(reader *x) {
  if (!x->file) return;
  evtx_close(x->file);
  decoder_free(&x->decoder);
  buf_free(&x->scratch);
  *x = (reader){0};
}

bool reader_time(reader *x, int64_t *ns) {
  uint64_t ticks;
  char text[48];
  buf out = {.data = text, .capacity = sizeof text, .limit = sizeof text};
  decoder *d = &x->decoder;
  const instance *i = &x->instance;
  const field_place *place = &i->program->fields[FIELD_TIME];
  if (place->n == 1 && i->program->nodes[place->first].kind == NODE_SLOT &&
      event_number(d, i, FIELD_TIME, &ticks))
    return filetime_to_ns(ticks, ns);
  return event_text(d, i, FIELD_TIME, &out) && time_parse(text, out.len, ns);
}

static bool source_passes(reader *x, const filter *f) {
  if (!f->source) return true;
  static const int fields[] = {FIELD_PROVIDER, FIELD_SOURCE};
  for (size_t k = 0; k < COUNT(fields); k++) {
    buf_clear(&x->scratch);
    if (event_text(&x->decoder, &x->instance, fields[k], &x->scratch) &&
        filter_source(f, buf_chars(&x->scratch), x->scratch.len))
      return true;
  }
  return x->decoder.error[0] != 0;
}

static bool fields_pass(reader *x, const filter *f) {
  uint64_t n;
  int64_t ns;
  decoder *d = &x->decoder;
  const instance *i = &x->instance;
  if (f->nids && event_number(d, i, FIELD_EVENT, &n) && !filter_id(f, (int64_t)n)) return false;
  if (f->most_level >= 0 && event_number(d, i, FIELD_LEVEL, &n) && !filter_level(f, (int64_t)n)) return false;
  if ((f->from > INT64_MIN || f->to < INT64_MAX) && reader_time(x, &ns) && !filter_time(f, ns)) return false;
  return source_passes(x, f);
}

static void add_leaf(void *self, const leaf *l) {
  buf *out = self;
  if (out->len) buf_puts(out, "; ");
  buf_add(out, l->name, l->name_len);
  buf_putc(out, '=');
  buf_add(out, l->value, l->value_len);
}

void reader_data(reader *x) {
  buf_clear(&x->scratch);
  leaves_walk(&x->decoder, &x->instance, add_leaf, &x->scratch);
  x->has_data = true;
}

static bool text_passes(reader *x, const filter *f) {
  if (!f->text) return true;
  reader_data(x);
  return filter_text(f, buf_chars(&x->scratch), x->scratch.len) || x->decoder.error[0];
}

static int judge(reader *x, const filter *f) {
  const evtx_record *r = &x->record;
  x->has_data = false;
  x->readable = event_begin(&x->decoder, r->at + 24, r->at + r->size - 4, &x->instance);
  return !x->readable || (fields_pass(x, f) && text_passes(x, f)) ? SOURCE_ENTRY : SOURCE_SKIPPED;
}

int reader_step(reader *x, const filter *f, error *e) {
  if (x->file->loaded && evtx_next_record(x->file, &x->record)) return judge(x, f);
  x->file->loaded = evtx_next_chunk(x->file);
  if (x->file->loaded) {
    decoder_next_chunk(&x->decoder, x->file->chunk);
    return SOURCE_SKIPPED;
  }
  if (x->file->error.status == SONDE_OK) return SOURCE_END;
  *e = x->file->error;
  return SOURCE_FAILED;
}
