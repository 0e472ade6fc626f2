/* Records onto a tape: symbols in the session's numbers, texts packed, secret columns left out. */
#include <string.h>

#include "base/memory.h"
#include "event/tape_private.h"

uint32_t tape_put_stream(tape *t, const char *row, const sonde_value *args, const record_type *type) {
  uint32_t stream = t->streams_put;
  if (!t->file) return 0;
  t->streams_put++;
  tape_begin_block(t);
  text_clear(&t->key);
  tape_put_key(&t->key, row, args);
  wire_put_u32(&t->buffer, stream);
  wire_put_text(&t->buffer, text_chars(&t->key), t->key.len);
  tape_put_type(&t->buffer, type);
  tape_end_block(t, TAPE_STREAM);
  return stream;
}

/* The definition goes onto the tape before the first span that uses it. */
static void put_symbol(tape *t, const symbol_table *table, uint32_t symbol) {
  size_t len;
  uint32_t byte = symbol / 8;
  if (!symbol) return;
  if (byte >= t->nsymbols_put) {
    uint32_t n = t->nsymbols_put ? t->nsymbols_put : 64;
    while (n <= byte)
      n *= 2;
    t->symbols_put = memory_resize(t->symbols_put, n);
    memset(t->symbols_put + t->nsymbols_put, 0, n - t->nsymbols_put);
    t->nsymbols_put = n;
  }
  if (t->symbols_put[byte] >> symbol % 8 & 1) return;
  t->symbols_put[byte] = (uint8_t)(t->symbols_put[byte] | 1 << symbol % 8);
  const char *chars = symbol_text(table, symbol, &len);
  tape_begin_block(t);
  wire_put_u32(&t->buffer, symbol);
  wire_put_text(&t->buffer, chars, len);
  tape_end_block(t, TAPE_SYMBOL);
}

typedef struct packing {
  tape *tape;
  const record_source *source;
  text heap;
} packing;

static void pack_slice(packing *p, const record_column *c, const sonde_record *from, char *to) {
  const char *bytes;
  uint32_t len;
  sonde_slice slice;
  memcpy(&slice, (const char *)from + c->offset, sizeof slice);
  uint32_t cut = slice.len & SONDE_SLICE_CUT;
  bool is_inside = record_column_slice(p->source, c, from, &bytes, &len);
  /* A slice outside the heap stays one: it reads as implausible. */
  slice = is_inside ? (sonde_slice){(uint32_t)p->heap.len, len | cut} : (sonde_slice){UINT32_MAX, 1};
  if (is_inside) text_add(&p->heap, bytes, len);
  memcpy(to + c->offset, &slice, sizeof slice);
}

static void pack_symbol(packing *p, const record_column *c, const sonde_record *from, char *to) {
  uint32_t symbol = record_column_symbol(p->source, c, from);
  if (symbol) put_symbol(p->tape, p->source->symbols->table, symbol);
  memcpy(to + c->offset, &symbol, sizeof symbol);
}

static void pack_column(packing *p, const record_column *c, const sonde_record *from, char *to) {
  uint32_t bytes = c->kind == SONDE_SYMBOL ? 4 : 8;
  if (c->offset + bytes > from->size) return;
  if (c->field->flags & SONDE_FIELD_SECRET)
    memset(to + c->offset, 0, bytes);
  else if (c->kind == SONDE_SYMBOL)
    pack_symbol(p, c, from, to);
  else if (c->kind == SONDE_TEXT || c->kind == SONDE_BYTES || c->kind == SONDE_PAIRS)
    pack_slice(p, c, from, to);
}

static void pack_records(packing *p, const sonde_span *span, char *copy) {
  const sonde_record *r = span->records;
  memcpy(copy, span->records, span->nbytes);
  for (uint32_t i = 0; i < span->nrecords; i++, copy += r->size, r = record_next(r))
    for (uint32_t c = 0; c < p->source->type->ncolumns; c++)
      pack_column(p, &p->source->type->columns[c], r, copy);
}

static void put_clock(text *out, const sonde_clock *c) {
  wire_put_u32(out, c != NULL);
  if (!c) return;
  wire_put_u64(out, c->raw);
  wire_put_u64(out, (uint64_t)c->mono_ns);
  wire_put_u64(out, (uint64_t)c->wall_ns);
  wire_put_u64(out, c->mult);
  wire_put_u32(out, c->shift);
}

void tape_put_span(
    tape *t, uint32_t stream, int64_t at_ns, const record_source *source, const sonde_span *span) {
  if (!t->file) return;
  packing p = {.tape = t, .source = source};
  char *copy = memory_new(span->nbytes + 1);
  text_init(&p.heap, 0);
  if (span->nrecords) pack_records(&p, span, copy);
  tape_begin_block(t);
  wire_put_u32(&t->buffer, stream);
  wire_put_u64(&t->buffer, (uint64_t)at_ns);
  wire_put_u32(&t->buffer, span->flags & (SONDE_SPAN_END | SONDE_SPAN_WAIT | SONDE_SPAN_GAP));
  wire_put_u64(&t->buffer, span->lost);
  wire_put_u32(&t->buffer, source->pid);
  wire_put_u32(&t->buffer, source->tid);
  put_clock(&t->buffer, source->clock);
  wire_put_u32(&t->buffer, span->nrecords);
  wire_put_text(&t->buffer, copy, span->nrecords ? span->nbytes : 0);
  wire_put_text(&t->buffer, text_chars(&p.heap), p.heap.len);
  tape_end_block(t, TAPE_SPAN);
  text_free(&p.heap);
  memory_free(copy);
}
