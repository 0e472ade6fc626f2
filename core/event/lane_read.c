/* The reader's side of a lane. Nothing that the writer wrote is believed: sizes, offsets and numbers are
 * checked before use. */
#include <string.h>

#include "base/memory.h"
#include "event/lane_memory.h"
#include "os/clock.h"

enum { MOST_RECORDS = 4096 };

typedef struct walk_result {
  uint32_t records, end;
  bool held;    /* a record waits for a later `until` */
  bool foreign; /* the record at `end` is a definition or of another event */
  bool damaged;
} walk_result;

static uint64_t word_at(const uint8_t *chunk, uint32_t at) {
  return atomic_load_explicit((const _Atomic uint64_t *)(const void *)(chunk + at), memory_order_acquire);
}

static bool is_size_possible(uint32_t size, uint32_t at) {
  return size >= sizeof(sonde_record) && size % 8 == 0 && size <= SONDE_LANE_CHUNK - at;
}

static const sonde_record *record_at(const uint8_t *chunk, uint32_t at) {
  return (const sonde_record *)(const void *)(chunk + at);
}

/* From `at` on: complete records of this event with time < until. */
static walk_result walk(const lane *l, const uint8_t *chunk, uint32_t at, uint64_t until, uint64_t *newest) {
  walk_result w = {0};
  uint64_t time = *newest, event = l->type->event;
  while (w.records < MOST_RECORDS && at <= SONDE_LANE_CHUNK - 8) {
    uint64_t word = word_at(chunk, at);
    if (!word) break;
    uint32_t size = (uint32_t)(word & 0xFFFF);
    w.damaged = !is_size_possible(size, at);
    w.foreign = !w.damaged && (word >> 16 & 0xFFFF) != event;
    if (w.damaged || w.foreign) break;
    w.held = record_at(chunk, at)->time >= until;
    if (w.held) break;
    time = record_at(chunk, at)->time;
    at += size;
    w.records++;
  }
  w.end = at;
  if (time > *newest) *newest = time;
  return w;
}

/* The end of the complete records, whatever they are. */
static uint32_t find_end(const uint8_t *chunk, uint32_t at) {
  while (at <= SONDE_LANE_CHUNK - 8) {
    uint64_t word = word_at(chunk, at);
    uint32_t size = (uint32_t)(word & 0xFFFF);
    if (!word || !is_size_possible(size, at)) break;
    at += size;
  }
  return at;
}

/* Brings what is new in the open chunk into the reader's own copy. A word that ends the walk is copied too:
 * zero, or damaged. */
static void copy_news(lane *l, const uint8_t *chunk) {
  uint32_t end = find_end(chunk, l->copied);
  uint64_t word = end <= SONDE_LANE_CHUNK - 8 ? word_at(chunk, end) : 0;
  uint64_t low = atomic_load_explicit(&((const lane_chunk *)(const void *)chunk)->low, memory_order_relaxed);
  if (low < end) low = end;
  memcpy(l->copy + l->copied, chunk + l->copied, end - l->copied);
  if (low < l->copied_low) {
    memcpy(l->copy + low, chunk + low, l->copied_low - low);
    l->copied_low = (uint32_t)low;
  }
  if (end + 8 <= l->copied_low) {
    if (is_size_possible((uint32_t)(word & 0xFFFF), end)) word = 0; /* committed after find_end: next time */
    memcpy(l->copy + end, &word, 8);
  }
  l->copied = end;
}

/* Where the records are read: in place, or in the copy. */
static const uint8_t *readable_chunk(lane *l) {
  const uint8_t *chunk = lane_chunk_at(l, l->slot);
  if (!l->copy) return chunk;
  copy_news(l, chunk);
  return l->copy;
}

static void take_news(lane *l) {
  if (l->foreign.page) {
    l->foreign.refresh(l->foreign.self);
    return;
  }
  uint32_t news = atomic_load_explicit(&l->news, memory_order_acquire);
  if (news == l->news_seen) return;
  mutex_lock(l->guard);
  l->news_seen = atomic_load_explicit(&l->news, memory_order_relaxed);
  for (uint32_t i = 0; i < l->ndefinitions; i++) {
    lane_definition *d = &l->definitions[i];
    symbol_map_define(&l->symbols, d->number, d->text, d->len);
    memory_free(d->text);
  }
  l->ndefinitions = 0;
  l->reader_clock = l->clock;
  l->reader_has_clock = l->has_clock;
  mutex_unlock(l->guard);
}

/* A definition in band, or a record of an event that this lane is not for (skipped). */
static void consume_foreign(lane *l, const uint8_t *chunk, uint32_t at) {
  const sonde_record *r = record_at(chunk, at);
  uint32_t size = r->size;
  if (r->event == SONDE_DEFINE && size >= sizeof(sonde_define) && !l->foreign.page) {
    sonde_define d = *(const sonde_define *)(const void *)r;
    uint32_t len = d.text.len & ~SONDE_SLICE_CUT;
    if (d.text.offset <= SONDE_LANE_CHUNK && len <= SONDE_LANE_CHUNK - d.text.offset)
      symbol_map_define(&l->symbols, d.record.subject, (const char *)chunk + d.text.offset, len);
  }
  l->at = at + size;
  l->index++;
}

/* The slot of the oldest chunk after the current one. */
static bool find_next(const lane *l, uint32_t *slot, uint64_t *seq) {
  uint64_t best = UINT64_MAX;
  uint32_t behind = (l->slot + 1) % l->nchunks;
  if (atomic_load(&l->page->seq[behind]) == l->seq + 1) {
    *slot = behind;
    *seq = l->seq + 1;
    return true;
  }
  for (uint32_t s = 0; s < l->nchunks; s++) {
    uint64_t at = atomic_load(&l->page->seq[s]);
    if (at <= l->seq || at >= best) continue;
    best = at;
    *slot = s;
  }
  *seq = best;
  return best != UINT64_MAX;
}

/* Records that were overwritten before the reader came (flight). */
static void count_overwritten(lane *l, const uint8_t *chunk) {
  uint64_t first = ((const lane_chunk *)(const void *)chunk)->first;
  if (first <= l->index) return;
  if (!l->overwritten) l->overwritten_first = l->low_time;
  l->overwritten += first - l->index;
  l->overwritten_last =
      word_at(chunk, SONDE_LANE_FIRST) ? record_at(chunk, SONDE_LANE_FIRST)->time : l->low_time;
  l->index = first;
}

static void enter(lane *l, uint32_t slot, uint64_t seq) {
  l->slot = slot;
  l->seq = seq;
  l->at = l->copied = SONDE_LANE_FIRST;
  l->copied_low = SONDE_LANE_CHUNK;
  l->spent = false;
  count_overwritten(l, lane_chunk_at(l, slot));
}

/* Gives the current chunk back and enters the next. The claim is said first and then checked; see
 * take_oldest. */
static bool enter_next(lane *l) {
  uint32_t slot = 0;
  uint64_t seq;
  for (uint32_t tries = 0; tries < 4 * l->nchunks && find_next(l, &slot, &seq); tries++) {
    if (l->seq && atomic_load(&l->page->seq[l->slot]) == l->seq) atomic_store(&l->page->seq[l->slot], 0);
    l->spent = true; /* the writer may be in it from here on */
    atomic_store(&l->page->claim, seq);
    if (atomic_load(&l->page->seq[slot]) != seq) continue;
    enter(l, slot, seq);
    return true;
  }
  return false;
}

static void fill(
    lane *l, const uint8_t *chunk, const walk_result *w, sonde_span *span, record_source *source) {
  const sonde_clock *clock = l->reader_has_clock ? &l->reader_clock : NULL;
  if (l->foreign.page) clock = l->foreign.clock;
  *span = (sonde_span){.size = sizeof *span,
      .records = chunk + l->at,
      .heap = chunk,
      .clock = clock,
      .nbytes = w->end - l->at,
      .heap_bytes = SONDE_LANE_CHUNK,
      .nrecords = w->records};
  *source = (record_source){.type = l->type,
      .symbols = l->foreign.page ? l->foreign.symbols : &l->symbols,
      .clock = span->clock,
      .heap = chunk,
      .heap_bytes = SONDE_LANE_CHUNK,
      .pid = l->pid,
      .tid = l->tid};
  l->index += w->records;
  l->at = w->end;
}

bool lane_read(lane *l, uint64_t until, sonde_span *span, record_source *source) {
  atomic_store_explicit(&l->page->heartbeat, (uint64_t)clock_mono_ns(), memory_order_relaxed);
  if (!l->seq && !enter_next(l)) return false;
  for (;;) {
    /* Read before the walk: a chunk that is not the newest any more gets no record after this. */
    bool is_last = atomic_load_explicit(&l->page->newest, memory_order_acquire) <= l->seq;
    const uint8_t *chunk = readable_chunk(l);
    walk_result w = {.end = l->at};
    if (!l->spent) w = walk(l, chunk, l->at, until, &l->low_time);
    take_news(l);
    if (w.records) {
      fill(l, chunk, &w, span, source);
      return true;
    }
    if (w.held) return false;
    l->damaged += w.damaged;
    l->spent |= w.damaged;
    if (w.foreign)
      consume_foreign(l, chunk, w.end);
    else if (is_last || !enter_next(l))
      return false;
  }
}

bool lane_finished(const lane *l) {
  if (!atomic_load_explicit(&l->page->closed, memory_order_acquire)) return false;
  if (atomic_load_explicit(&l->page->newest, memory_order_relaxed) > l->seq) return false;
  return !l->seq || l->spent || l->at > SONDE_LANE_CHUNK - 8 || !word_at(lane_chunk_at(l, l->slot), l->at);
}
