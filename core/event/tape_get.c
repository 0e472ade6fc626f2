/* Records from a tape, as hostile as any other file. */
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "event/tape_private.h"

static bool get_clock(wire_reader *r, sonde_clock *c) {
  bool has_clock = wire_get_u32(r) != 0;
  *c = (sonde_clock){0};
  if (!has_clock) return false;
  c->raw = wire_get_u64(r);
  c->mono_ns = (int64_t)wire_get_u64(r);
  c->wall_ns = (int64_t)wire_get_u64(r);
  c->mult = wire_get_u64(r);
  c->shift = wire_get_u32(r);
  return true;
}

/* Behind the stream's number and the time. Records are copied, since they must be aligned. */
static bool read_span(tape *t, tape_stream *s, wire_reader *r, record_source *source, sonde_span *span) {
  uint32_t nbytes, heap_bytes;
  *span = (sonde_span){.size = sizeof *span};
  *source = (record_source){.type = s->type, .symbols = &t->symbols};
  span->flags = wire_get_u32(r);
  span->lost = wire_get_u64(r);
  source->pid = wire_get_u32(r);
  source->tid = wire_get_u32(r);
  source->clock = get_clock(r, &s->clock) ? &s->clock : NULL;
  span->nrecords = wire_get_u32(r);
  const uint8_t *records = tape_get_bytes(r, &nbytes);
  const uint8_t *heap = tape_get_bytes(r, &heap_bytes);
  if (r->failed) return false;
  memory_free(s->records);
  s->records = memory_new(nbytes + 1);
  memcpy(s->records, records, nbytes);
  span->records = s->records;
  span->nbytes = nbytes;
  span->clock = source->clock;
  span->heap = source->heap = heap;
  span->heap_bytes = source->heap_bytes = heap_bytes;
  return record_check_span(s->type, span, NULL) == SONDE_OK;
}

bool tape_get_span(tape *t, uint32_t stream, int64_t at_ns, record_source *source, sonde_span *span) {
  if (stream >= t->nstreams) return false;
  tape_stream *s = &t->streams[stream];
  while (s->spans.next < s->spans.count) {
    wire_reader r = tape_read_block(&t->blocks[s->spans.items[s->spans.next]]);
    wire_get_u32(&r);
    if ((int64_t)wire_get_u64(&r) > at_ns) return false;
    s->spans.next++;
    if (read_span(t, s, &r, source, span)) return true;
    log_write(SONDE_LOG_WARNING, "tape", "%s: records of %s.%s cannot be read and are left out", t->path,
        s->type->plugin, s->type->name);
  }
  return false;
}
