/* A lane's life and its accounts. Writing is in lane_write.c, reading in lane_read.c. */
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "event/lane_memory.h"
#include "os/clock.h"
#include "os/process.h"

static uint32_t chunk_count(uint32_t policy, uint32_t wanted) {
  uint32_t least = policy == SONDE_LANE_FLIGHT ? 3 : 2;
  if (wanted < least) return least;
  return wanted > LANE_MOST_CHUNKS ? LANE_MOST_CHUNKS : wanted;
}

void lane_page_reset(lane_page *page, uint32_t policy, uint32_t nchunks) {
  memset(page, 0, sizeof *page);
  page->head = (sonde_head)SONDE_HEAD(lane_page);
  page->policy = policy;
  page->nchunks = nchunks;
  atomic_store(&page->heartbeat, (uint64_t)clock_mono_ns());
}

/* No chunk is open at first: `at` equal to `low` makes the first begin() ask for one. */
static void make_writer(lane *l) {
  l->writer.head = (sonde_head)SONDE_HEAD(sonde_lane);
  l->writer.chunk = l->chunks;
  l->writer.at = l->writer.low = SONDE_LANE_FIRST;
  l->writer.more = lane_more;
}

lane *lane_new(const record_type *type, symbol_table *symbols, uint32_t policy, uint32_t chunks,
    const char *name, error *e) {
  if (policy > SONDE_LANE_BLOCK) {
    error_set(
        e, SONDE_ARG, "lane %s: unknown policy %u; use SONDE_LANE_DROP, _FLIGHT or _BLOCK", name, policy);
    return NULL;
  }
  lane *l = NEW(lane);
  l->policy = policy;
  l->nchunks = chunk_count(policy, chunks);
  l->chunks = memory_new((size_t)l->nchunks * SONDE_LANE_CHUNK);
  l->open_slot = l->slot = l->nchunks - 1; /* the first chunk goes to slot 0 */
  l->type = type;
  l->guard = mutex_new();
  l->pid = process_self();
  l->tid = thread_id();
  l->name = memory_text(name ? name : "", name ? strlen(name) : 0);
  symbol_map_init(&l->symbols, symbols);
  l->page = memory_new(LANE_PAGE_BYTES);
  lane_page_reset(l->page, l->policy, l->nchunks);
  make_writer(l);
  return l;
}

lane *lane_adopt(const record_type *type, const lane_foreign *foreign, const char *name) {
  lane *l = NEW(lane);
  l->foreign = *foreign;
  l->page = foreign->page;
  l->chunks = foreign->chunks;
  l->nchunks = foreign->nchunks;
  l->slot = l->nchunks - 1;
  l->type = type;
  l->guard = mutex_new();
  l->pid = foreign->pid;
  l->tid = foreign->tid;
  l->name = memory_text(name, strlen(name));
  lane_distrust(l);
  return l;
}

void lane_free(lane *l) {
  if (!l) return;
  for (uint32_t i = 0; i < l->ndefinitions; i++)
    memory_free(l->definitions[i].text);
  memory_free(l->definitions);
  map_free(&l->numbers);
  symbol_map_free(&l->symbols);
  mutex_free(l->guard);
  memory_free(l->copy);
  if (l->foreign.page) {
    l->foreign.ended(l->foreign.self, l->foreign.page);
  } else {
    memory_free(l->chunks);
    memory_free(l->page);
  }
  memory_free(l->name);
  memory_free(l);
}

sonde_lane *lane_writer(lane *l) {
  return &l->writer;
}

const char *lane_name(const lane *l) {
  return l->name;
}

void lane_distrust(lane *l) {
  if (!l->copy) l->copy = memory_new(SONDE_LANE_CHUNK);
}

static void widen(uint64_t *first, uint64_t *last, uint64_t from, uint64_t to) {
  if (from < *first) *first = from;
  if (to > *last) *last = to;
}

uint64_t lane_take_lost(lane *l, uint64_t *first, uint64_t *last) {
  uint64_t from = UINT64_MAX, to = 0;
  uint64_t total = atomic_load_explicit(&l->page->lost, memory_order_acquire);
  uint64_t lost = total > l->lost_taken ? total - l->lost_taken : 0; /* a foreign writer may take it back */
  if (lost) widen(&from, &to, atomic_load(&l->page->lost_first), atomic_load(&l->page->lost_last));
  if (l->overwritten) widen(&from, &to, l->overwritten_first, l->overwritten_last);
  lost += l->overwritten;
  l->lost_taken = total;
  l->overwritten = 0;
  atomic_store(&l->page->lost_seen, total);
  if (first) *first = lost ? from : 0;
  if (last) *last = to;
  return lost;
}

uint64_t lane_low_time(const lane *l) {
  return lane_finished(l) ? UINT64_MAX : l->low_time;
}

void lane_get_stats(const lane *l, lane_stats *out) {
  out->clamped = atomic_load_explicit(&l->page->clamped, memory_order_relaxed);
  out->other = atomic_load_explicit(&l->other, memory_order_relaxed);
  out->damaged = l->damaged;
}
