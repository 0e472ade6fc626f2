/* The writer's side of a lane, beyond the inline functions of sonde_lane.h: the next chunk, definitions, the
 * clock. */
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "event/lane_memory.h"
#include "os/clock.h"

enum {
  OTHER = 65535, /* the symbol of every text beyond the limits */
  MOST_TEXT = 1024,
  MOST_DEFINED_BYTES = 16 << 20
};

static const int64_t heartbeat_ns = 250000000, longest_wait_ns = 1000000000;

static lane *lane_of(sonde_lane *writer) {
  return (lane *)(void *)writer;
}

static int32_t lose(lane *l, uint64_t time) {
  lane_page *p = l->page;
  uint64_t lost = atomic_load_explicit(&p->lost, memory_order_relaxed);
  if (lost == atomic_load_explicit(&p->lost_seen, memory_order_relaxed)) atomic_store(&p->lost_first, time);
  atomic_store(&p->lost_last, time);
  atomic_store_explicit(&p->lost, lost + 1, memory_order_release);
  return 0;
}

/* Most often the slot behind the open one is the free one. */
static bool find_free(const lane *l, uint32_t *slot) {
  for (uint32_t i = 1; i <= l->nchunks; i++) {
    uint32_t s = (l->open_slot + i) % l->nchunks;
    if (atomic_load_explicit(&l->page->seq[s], memory_order_acquire)) continue;
    *slot = s;
    return true;
  }
  return false;
}

/* The slot of the oldest chunk above seq `than`; the open chunk is never given. */
static bool find_oldest(const lane *l, uint64_t than, uint32_t *slot) {
  uint64_t oldest = atomic_load_explicit(&l->page->newest, memory_order_relaxed);
  bool found = false;
  for (uint32_t s = 0; s < l->nchunks; s++) {
    uint64_t seq = atomic_load_explicit(&l->page->seq[s], memory_order_relaxed);
    if (seq <= than || seq >= oldest) continue;
    oldest = seq;
    *slot = s;
    found = true;
  }
  return found;
}

/* Flight: takes the oldest chunk back unless the reader is in it. Both sides first say what they want and
 * then look whether the other one wants it too, so at least one of them sees it (all four accesses are
 * sequentially consistent). */
static bool take_oldest(lane *l, uint32_t *slot) {
  uint64_t than = 0;
  while (find_oldest(l, than, slot)) {
    uint64_t seq = atomic_exchange(&l->page->seq[*slot], 0);
    if (!seq || atomic_load(&l->page->claim) != seq) return true;
    atomic_store(&l->page->seq[*slot], seq);
    than = seq;
  }
  return find_free(l, slot);
}

static bool reader_is_back(lane *l) {
  if (!l->orphan) return true;
  if (atomic_load_explicit(&l->page->heartbeat, memory_order_relaxed) == l->orphan) return false;
  l->orphan = 0;
  return true;
}

/* Block: waits for the reader while it is alive; otherwise the lane is an orphan and costs nothing until the
 * reader looks again. */
static bool wait_free(lane *l, uint32_t *slot) {
  if (!reader_is_back(l)) return false;
  int64_t start = clock_mono_ns(), now = start, pause = 20000;
  while (!find_free(l, slot)) {
    uint64_t beat = atomic_load_explicit(&l->page->heartbeat, memory_order_relaxed);
    if (now - (int64_t)beat > heartbeat_ns || now - start > longest_wait_ns) {
      l->orphan = beat;
      return false;
    }
    clock_sleep_ns(pause);
    if (pause < 1000000) pause += pause / 2;
    now = clock_mono_ns();
  }
  return true;
}

static bool find_slot(lane *l, uint32_t *slot) {
  if (l->policy == SONDE_LANE_FLIGHT) return find_free(l, slot) || take_oldest(l, slot);
  if (l->policy == SONDE_LANE_BLOCK) return (!l->orphan && find_free(l, slot)) || wait_free(l, slot);
  return find_free(l, slot);
}

static void open_chunk(lane *l, uint32_t slot) {
  uint64_t seq = atomic_load_explicit(&l->page->newest, memory_order_relaxed) + 1;
  lane_chunk *c = (lane_chunk *)(void *)lane_chunk_at(l, slot);
  c->seq = seq;
  c->first = l->writer.count;
  atomic_store_explicit(&c->low, SONDE_LANE_CHUNK, memory_order_relaxed);
  SONDE_LANE_STORE((uint8_t *)c + SONDE_LANE_FIRST, 0);
  l->open_slot = slot;
  l->writer.chunk = (uint8_t *)c;
  l->writer.at = SONDE_LANE_FIRST;
  l->writer.low = SONDE_LANE_CHUNK;
  atomic_store(&l->page->seq[slot], seq);
  atomic_store_explicit(&l->page->newest, seq, memory_order_release);
}

int32_t SONDE_CALL lane_more(sonde_lane *writer, uint32_t size, uint32_t reserve, uint64_t time) {
  lane *l = lane_of(writer);
  uint32_t slot, room = SONDE_LANE_CHUNK - SONDE_LANE_FIRST - 8;
  atomic_store_explicit(&l->page->clamped, writer->clamped, memory_order_relaxed);
  if (size < sizeof(sonde_record) || size % 8 || size > room) return lose(l, time);
  if (reserve > room - size) reserve = room - size;
  if ((uint64_t)writer->at + size + reserve + 8 <= writer->low) return 1;
  if (!find_slot(l, &slot)) return lose(l, time);
  open_chunk(l, slot);
  return 1;
}

void SONDE_CALL lane_close(sonde_lane *writer) {
  lane *l = lane_of(writer);
  atomic_store_explicit(&l->page->clamped, writer->clamped, memory_order_relaxed);
  atomic_store_explicit(&l->page->closed, 1, memory_order_release);
}

static void announce(lane *l, uint32_t number, const char *chars, uint32_t len) {
  mutex_lock(l->guard);
  if (l->ndefinitions == l->definitions_capacity) {
    l->definitions_capacity = l->definitions_capacity ? l->definitions_capacity * 2 : 16;
    l->definitions = memory_resize(l->definitions, l->definitions_capacity * sizeof *l->definitions);
  }
  l->definitions[l->ndefinitions++] = (lane_definition){number, len, memory_text(chars, len)};
  atomic_fetch_add_explicit(&l->news, 1, memory_order_release);
  mutex_unlock(l->guard);
}

static uint32_t define_other(lane *l) {
  if (!atomic_fetch_add_explicit(&l->other, 1, memory_order_relaxed)) announce(l, OTHER, "other", 5);
  return OTHER;
}

/* Definitions go beside the ring, not through it: no policy can lose them. A writer in another process sends
 * define records. */
uint32_t SONDE_CALL lane_define(sonde_lane *writer, const char *chars, uint64_t len) {
  lane *l = lane_of(writer);
  uint32_t bytes = (uint32_t)(len > MOST_TEXT ? utf8_cut(chars, (size_t)len, MOST_TEXT) : len);
  const uint64_t *known = map_find(&l->numbers, chars, bytes);
  if (known) return (uint32_t)*known;
  if (l->numbers.count >= OTHER - 1 || l->defined_bytes + bytes > MOST_DEFINED_BYTES) return define_other(l);
  uint32_t number = (uint32_t)l->numbers.count + 1;
  *map_put(&l->numbers, chars, bytes) = number;
  l->defined_bytes += bytes;
  announce(l, number, chars, bytes);
  return number;
}

void SONDE_CALL lane_set_clock(sonde_lane *writer, const sonde_clock *clock) {
  lane *l = lane_of(writer);
  mutex_lock(l->guard);
  l->clock = *clock;
  l->has_clock = true;
  atomic_fetch_add_explicit(&l->news, 1, memory_order_release);
  mutex_unlock(l->guard);
}
