/* The query `dump`: each event as one text, XML or a line of JSON. */
#include <string.h>

#include "base/memory.h"
#include "jsonl.h"
#include "log_file.h"
#include "plugin.h"
#include "reader.h"

#define RECORDS_A_SPAN 1024u

typedef struct record {
  sonde_record head;
  int64_t time;
  uint64_t record, offset;
  sonde_slice text, error;
  uint64_t quality;
} record;

SONDE_ASSERT(sizeof(record) == COLUMN(DUMP_COLUMNS), eventlog_dump_has_its_declared_size);

typedef struct dumping {
  reader reader;
  filter filter;
  bool json;
  uint64_t sent;
  buf heap;
  record records[RECORDS_A_SPAN];
} dumping;

sonde_status SONDE_CALL dump_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  filter f;
  sonde_status s = ask_filter(self, call, args, &f);
  if (s) return s;
  error e = {0};
  dumping *d = NEW(dumping);
  char *path = ask_path(&args[ASK_PATH]);
  bool opened = reader_open(&d->reader, path ? path : "", &e);
  memory_free(path);
  d->filter = f;
  d->json = args[DUMP_FORMAT].kind == SONDE_TEXT && args[DUMP_FORMAT].len == 5; /* jsonl */
  d->heap.limit = 16 * HEAP_FULL;
  if (opened) {
    *cursor = d;
    return SONDE_OK;
  }
  dump_close(self, d);
  return plugin_fail(self->host, call, &e);
}

void SONDE_CALL dump_close(sonde_self *self, void *cursor) {
  (void)self;
  dumping *d = cursor;
  reader_close(&d->reader);
  ask_free(&d->filter);
  buf_free(&d->heap);
  memory_free(d);
}

/* The text of the present event; at most BUF_LIMIT bytes. Nothing instead of half of it. */
static void write_event(dumping *d, record *out) {
  reader *x = &d->reader;
  uint32_t from = (uint32_t)d->heap.len;
  buf *text = &x->scratch;
  if (d->json) {
    buf_clear(text);
    event_jsonl(&x->decoder, x->readable ? &x->instance : NULL, &x->record, text);
    text->cut ? (void)0 : buf_add(&d->heap, text->data, text->len);
  } else if (x->readable) {
    size_t limit = d->heap.limit;
    d->heap.limit = d->heap.len + BUF_LIMIT;
    event_xml(&x->decoder, &x->instance, &d->heap);
    if (d->heap.cut) d->heap.len = from;
    d->heap.cut = false;
    d->heap.limit = limit;
  }
  out->text = (sonde_slice){from, (uint32_t)d->heap.len - from};
}

static void fill(dumping *d, uint64_t now, record *out) {
  reader *x = &d->reader;
  memset(out, 0, sizeof *out);
  out->head.size = sizeof *out;
  out->head.time = now;
  out->offset = x->record.offset;
  if (!x->readable || !reader_time(x, &out->time))
    out->quality |= (uint64_t)SONDE_WHY_UNKNOWN << (4 * DUMP_TIME);
  if (!x->readable || !event_number(&x->decoder, &x->instance, FIELD_RECORD, &out->record))
    out->quality |= (uint64_t)SONDE_WHY_UNKNOWN << (4 * DUMP_RECORD);
  write_event(d, out);
  out->error = (sonde_slice){(uint32_t)d->heap.len, (uint32_t)strlen(x->decoder.error)};
  buf_puts(&d->heap, x->decoder.error);
  if (out->text.len == 0) out->quality |= (uint64_t)SONDE_WHY_UNKNOWN << (4 * DUMP_TEXT);
}

static int gather(dumping *d, const sonde_span *span, uint32_t *n, error *e) {
  int64_t end = log_clock_mono_ns() + SPAN_NS;
  uint64_t now = (uint64_t)log_clock_wall_ns();
  for (uint32_t steps = 1;; steps++) {
    if (span->limit && d->sent >= span->limit) return SOURCE_END;
    int got = reader_step(&d->reader, &d->filter, e);
    if (got == SOURCE_END || got == SOURCE_FAILED) return got;
    if (got == SOURCE_ENTRY) {
      fill(d, now, &d->records[(*n)++]);
      d->sent++;
    }
    if (*n == RECORDS_A_SPAN || d->heap.len > HEAP_FULL) return got;
    if (steps % 16 == 0 && log_clock_mono_ns() > end) return got;
  }
}

sonde_status SONDE_CALL dump_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  dumping *d = cursor;
  error e = {0};
  uint32_t n = 0;
  buf_clear(&d->heap);
  int got = gather(d, span, &n, &e);
  if (got == SOURCE_FAILED && n == 0) return plugin_fail(self->host, call, &e);
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "the dump was cancelled");
  span->flags = got == SOURCE_END ? SONDE_SPAN_END : 0;
  span->records = d->records;
  span->nrecords = n;
  span->nbytes = n * sizeof(record);
  span->heap = (const uint8_t *)buf_chars(&d->heap);
  span->heap_bytes = d->heap.len;
  return SONDE_OK;
}
