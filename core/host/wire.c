/* By wire: values, errors and spans through their serialised form and back, so that nothing creeps in that
 * could not cross a process border. */
#include <string.h>

#include "base/memory.h"
#include "host/span.h"

#define SPAN_BYTES_MOST (64u << 20) /* of records or heap */
#define HAS_CLOCK 0x100u

void span_copy_free(span_copy *c) {
  memory_free(c->records);
  memory_free(c->heap);
  *c = (span_copy){0};
}

static void put_clock(text *out, const sonde_clock *c) {
  wire_put_u64(out, c->raw);
  wire_put_u64(out, (uint64_t)c->mono_ns);
  wire_put_u64(out, (uint64_t)c->wall_ns);
  wire_put_u64(out, c->mult);
  wire_put_u32(out, c->shift);
  wire_put_u32(out, c->flags);
}

static void get_clock(wire_reader *r, sonde_clock *c) {
  c->raw = wire_get_u64(r);
  c->mono_ns = (int64_t)wire_get_u64(r);
  c->wall_ns = (int64_t)wire_get_u64(r);
  c->mult = wire_get_u64(r);
  c->shift = wire_get_u32(r);
  c->flags = wire_get_u32(r);
}

void span_put(text *out, const sonde_span *span) {
  wire_put_u32(out, (span->flags & 0xFFu) | (span->clock ? HAS_CLOCK : 0));
  wire_put_u32(out, span->nrecords);
  wire_put_u64(out, span->lost);
  if (span->clock) put_clock(out, span->clock);
  wire_put_u64(out, span->nbytes);
  text_add(out, span->records, (size_t)span->nbytes);
  wire_put_u64(out, span->heap_bytes);
  text_add(out, (const char *)span->heap, (size_t)span->heap_bytes);
}

/* A counted run of bytes in memory of its own. */
static void *get_bytes(wire_reader *r, uint64_t *n) {
  *n = wire_get_u64(r);
  if (r->failed || *n > SPAN_BYTES_MOST || *n > r->len - r->at) {
    r->failed = 1;
    *n = 0;
    return NULL;
  }
  void *copy = memory_new(*n ? (size_t)*n : 1);
  memcpy(copy, r->data + r->at, (size_t)*n);
  r->at += (size_t)*n;
  return copy;
}

bool span_get(wire_reader *r, span_copy *out) {
  *out = (span_copy){0};
  sonde_span *s = &out->span;
  uint32_t flags = wire_get_u32(r);
  s->size = (uint32_t)sizeof *s;
  s->flags = flags & 0xFFu;
  s->nrecords = wire_get_u32(r);
  s->lost = wire_get_u64(r);
  if (flags & HAS_CLOCK) {
    get_clock(r, &out->clock);
    if (out->clock.shift > 63) r->failed = 1;
    s->clock = &out->clock;
  }
  s->records = out->records = get_bytes(r, &s->nbytes);
  s->heap = out->heap = get_bytes(r, &s->heap_bytes);
  if (flags & ~(0xFFu | HAS_CLOCK)) r->failed = 1;
  if (r->failed) span_copy_free(out);
  return !r->failed;
}

static void pack_slice(
    const record_source *source, const record_column *c, const sonde_record *from, char *to, text *heap) {
  const char *bytes;
  uint32_t len;
  sonde_slice slice;
  if (c->offset + sizeof slice > from->size) return;
  memcpy(&slice, (const char *)from + c->offset, sizeof slice);
  uint32_t cut = slice.len & SONDE_SLICE_CUT;
  bool inside = record_column_slice(source, c, from, &bytes, &len);
  /* a slice outside the heap stays one: it reads as implausible */
  slice = inside ? (sonde_slice){(uint32_t)heap->len, len | cut} : (sonde_slice){UINT32_MAX, 1};
  if (inside) text_add(heap, bytes, len);
  memcpy(to + c->offset, &slice, sizeof slice);
}

void span_pack(const record_source *source, const sonde_span *span, span_copy *out) {
  text heap;
  text_init(&heap, SPAN_BYTES_MOST);
  char *to = memory_new((size_t)span->nbytes + 1);
  const sonde_record *r = span->records;
  *out = (span_copy){.span = *span, .records = to};
  if (span->nbytes) memcpy(to, span->records, (size_t)span->nbytes);
  for (uint32_t i = 0; i < span->nrecords; i++, to += r->size, r = record_next(r))
    for (uint32_t c = 0; c < source->type->ncolumns; c++) {
      const record_column *column = &source->type->columns[c];
      bool slice = column->kind == SONDE_TEXT || column->kind == SONDE_BYTES || column->kind == SONDE_PAIRS;
      if (slice) pack_slice(source, column, r, to, &heap);
    }
  out->span.clock = source->clock;
  out->span.records = out->records;
  out->span.heap_bytes = heap.len;
  out->heap = (uint8_t *)text_take(&heap);
  out->span.heap = out->heap;
}

static wire_reader reader_of(const text *t) {
  return (wire_reader){.data = (const uint8_t *)text_chars(t), .len = t->len};
}

sonde_status span_by_wire(const sonde_span *from, span_copy *to, error *e) {
  text bytes;
  text_init(&bytes, 3 * (size_t)SPAN_BYTES_MOST);
  span_put(&bytes, from);
  wire_reader r = reader_of(&bytes);
  bool good = !bytes.cut && span_get(&r, to) && r.at == r.len;
  text_free(&bytes);
  return good ? SONDE_OK : error_set(e, SONDE_STATE, "a span did not come back from its serialised form");
}

sonde_status span_values_by_wire(sonde_value *values, uint32_t n, arena *a, error *e) {
  text bytes;
  text_init(&bytes, 0);
  for (uint32_t i = 0; i < n; i++)
    wire_put_value(&bytes, &values[i]);
  wire_reader r = reader_of(&bytes);
  for (uint32_t i = 0; i < n; i++)
    values[i] = wire_get_value(&r, a);
  bool good = !bytes.cut && !r.failed && r.at == r.len;
  text_free(&bytes);
  return good ? SONDE_OK : error_set(e, SONDE_STATE, "a value did not come back from its serialised form");
}

void span_error_by_wire(error *e) {
  text bytes;
  text_init(&bytes, 0);
  wire_put_error(&bytes, e);
  wire_reader r = reader_of(&bytes);
  wire_get_error(&r, e);
  text_free(&bytes);
}

void span_deliver_by_wire(const record_source *source, const sonde_span *span, pump_sink to, void *self) {
  span_copy packed, copy = {0};
  span_pack(source, span, &packed);
  if (span_by_wire(&packed.span, &copy, NULL) == SONDE_OK) {
    record_source wired = *source;
    wired.clock = copy.span.clock;
    wired.heap = copy.span.heap;
    wired.heap_bytes = copy.span.heap_bytes;
    to(self, &wired, &copy.span);
    span_copy_free(&copy);
  }
  span_copy_free(&packed);
}
