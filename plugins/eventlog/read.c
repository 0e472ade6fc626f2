/* The query `read`: entries of a source as records with their texts beside. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"
#include "source.h"

#define RECORDS_A_SPAN 1024u
#define QUALITY_WORDS 2

typedef struct record {
  sonde_record head;
  uint64_t number[N_COUNT];
  sonde_slice text[T_COUNT];
  uint64_t quality[QUALITY_WORDS];
} record;

SONDE_ASSERT(
    sizeof(record) == COLUMN(N_COUNT + T_COUNT + QUALITY_WORDS), eventlog_record_has_its_declared_size);

typedef struct reading {
  source *source;
  request request;
  uint32_t record_size;
  uint64_t sent;
  char *records;
} reading;

static void take_columns(const sonde_value *list, request *r) {
  for (uint32_t i = 0; list->kind == SONDE_LIST && i < list->len && i < MOST_EXTRAS; i++)
    r->extras[r->nextras++] = memory_text(list->u.list[i].u.s, list->u.list[i].len);
}

sonde_status SONDE_CALL read_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor) {
  filter f;
  sonde_status s = ask_filter(self, call, args, &f);
  if (s) return s;
  error e = {0};
  char *path = ask_path(&args[ASK_PATH]);
  char *log = ask_path(&args[READ_LOG]);
  source *from = source_open(path, log, f.from, &e);
  memory_free(path);
  memory_free(log);
  if (!from) {
    ask_free(&f);
    return plugin_fail(self->host, call, &e);
  }
  reading *r = NEW(reading);
  r->source = from;
  r->request.filter = f;
  r->request.heap.limit = HEAP_FULL * 32;
  take_columns(&args[READ_COLUMNS], &r->request);
  r->record_size = (uint32_t)sizeof(record) + r->request.nextras * (uint32_t)sizeof(sonde_slice);
  r->records = memory_new((size_t)r->record_size * RECORDS_A_SPAN);
  *cursor = r;
  return SONDE_OK;
}

void SONDE_CALL read_close(sonde_self *self, void *cursor) {
  (void)self;
  reading *r = cursor;
  r->source->close(r->source);
  ask_free(&r->request.filter);
  for (uint32_t i = 0; i < r->request.nextras; i++)
    memory_free((void *)(uintptr_t)r->request.extras[i]);
  buf_free(&r->request.heap);
  memory_free(r->records);
  memory_free(r);
}

/* Columns in the order of the row; 0: a consumer that does not say. */
static void want(request *r, uint64_t wanted) {
  if (wanted == 0) wanted = UINT64_MAX;
  r->numbers = (uint32_t)(wanted & ((1u << N_COUNT) - 1));
  r->texts = (uint32_t)(wanted >> N_COUNT & ((1u << T_COUNT) - 1));
}

static void lack(record *out, uint32_t column, uint32_t why) {
  out->quality[column / 16] |= (uint64_t)why << (4 * (column % 16));
}

static void fill(const reading *r, const entry *from, uint64_t now, record *out) {
  const request *asked = &r->request;
  uint32_t missing =
      from->texts & 1u << T_error && from->text[T_error].len ? SONDE_WHY_UNKNOWN : SONDE_WHY_UNSUPPORTED;
  memset(out, 0, sizeof *out);
  out->head.size = (uint16_t)r->record_size;
  out->head.time = now;
  for (uint32_t n = 0; n < N_COUNT; n++)
    if (from->numbers >> n & 1)
      out->number[n] = from->number[n];
    else
      lack(out, n, asked->numbers >> n & 1 ? missing : SONDE_WHY_NOT_ASKED);
  for (uint32_t t = 0; t < T_COUNT; t++)
    if (from->texts >> t & 1)
      out->text[t] = (sonde_slice){from->text[t].at, from->text[t].len};
    else
      lack(out, N_COUNT + t, asked->texts >> t & 1 ? missing : SONDE_WHY_NOT_ASKED);
  sonde_slice *extra = (sonde_slice *)(void *)(out + 1);
  for (uint32_t i = 0; i < asked->nextras; i++)
    extra[i] = (sonde_slice){from->extra[i].at, from->extra[i].len};
}

/* Records until the span is full, the time is up or the source ends. */
static int gather(reading *r, const sonde_span *span, uint32_t *n, error *e) {
  int64_t end = log_clock_mono_ns() + SPAN_NS;
  uint64_t now = (uint64_t)log_clock_wall_ns();
  entry one;
  for (uint32_t steps = 1;; steps++) {
    if (span->limit && r->sent >= span->limit) return SOURCE_END;
    int got = r->source->next(r->source, &r->request, &one, e);
    if (got == SOURCE_END || got == SOURCE_FAILED) return got;
    if (got == SOURCE_ENTRY) {
      fill(r, &one, now, (record *)(void *)(r->records + (size_t)r->record_size * (*n)++));
      r->sent++;
    }
    if (*n == RECORDS_A_SPAN || r->request.heap.len > HEAP_FULL) return got;
    if (steps % 16 == 0 && log_clock_mono_ns() > end) return got;
  }
}

sonde_status SONDE_CALL read_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span) {
  reading *r = cursor;
  error e = {0};
  uint32_t n = 0;
  buf_clear(&r->request.heap);
  want(&r->request, span->wanted);
  int got = gather(r, span, &n, &e);
  if (got == SOURCE_FAILED && n == 0) return plugin_fail(self->host, call, &e);
  if (self->host->cancelled(call))
    return self->host->fail(call, SONDE_CANCELLED, 0, "reading events was cancelled");
  span->flags = got == SOURCE_END ? SONDE_SPAN_END : 0;
  span->records = r->records;
  span->nrecords = n;
  span->nbytes = (uint64_t)n * r->record_size;
  span->heap = (const uint8_t *)(r->request.heap.data ? r->request.heap.data : "");
  span->heap_bytes = r->request.heap.len;
  return SONDE_OK;
}
