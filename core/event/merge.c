/* Merging lanes by time: a binary heap of lanes, and runs of records as long as no other lane has an earlier
 * one. */
#include "event/merge.h"

#include "base/memory.h"
#include "event/counter.h"

enum { MOST_SPANS = 64 }; /* of one lane, in one go: a fast writer cannot keep the caller */

typedef struct merge_job {
  merge *merge;
  merge_lane *lanes;
  int64_t watermark, now_ns;
  bool flush;
  uint32_t spans; /* that may still be read */
  merge_read read;
  merge_deliver deliver;
  void *self;
} merge_job;

static int64_t key_of(const merge_lane *m, const sonde_record *r) {
  if (m->source.clock) return counter_wall_of(m->source.clock, r->time);
  return r->time > INT64_MAX ? INT64_MAX : (int64_t)r->time;
}

static int64_t low_of(const merge_job *j, const merge_lane *m) {
  uint64_t low = lane_low_time(m->lane);
  int64_t bound = j->now_ns - MERGE_HOLD_NS;
  if (low == UINT64_MAX) return INT64_MAX;
  int64_t newest = low ? counter_wall_of(m->source.clock, low) : INT64_MIN;
  return newest > bound ? newest : bound;
}

/* A lane without records lowers the watermark. */
static bool refill(merge_job *j, merge_lane *m) {
  if (j->spans && j->read(j->self, m)) {
    j->spans--;
    m->left = m->span.nrecords;
    m->key = key_of(m, m->span.records);
    return true;
  }
  int64_t low = low_of(j, m);
  if (low < j->watermark) j->watermark = low;
  return false;
}

static bool is_before(const merge_entry *a, const merge_entry *b) {
  return a->key < b->key || (a->key == b->key && a->lane < b->lane);
}

static void sift_down(merge *m) {
  merge_entry top = m->heap[0];
  uint32_t at = 0;
  for (uint32_t child; (child = 2 * at + 1) < m->count; at = child) {
    if (child + 1 < m->count && is_before(&m->heap[child + 1], &m->heap[child])) child++;
    if (!is_before(&m->heap[child], &top)) break;
    m->heap[at] = m->heap[child];
  }
  m->heap[at] = top;
}

static void push(merge *m, int64_t key, uint32_t lane_index) {
  merge_entry e = {key, lane_index};
  uint32_t at = m->count++;
  for (; at && is_before(&e, &m->heap[(at - 1) / 2]); at = (at - 1) / 2)
    m->heap[at] = m->heap[(at - 1) / 2];
  m->heap[at] = e;
}

/* The earliest time of the lanes that are not on top. */
static int64_t second_key(const merge *m) {
  int64_t key = INT64_MAX;
  for (uint32_t i = 1; i < 3 && i < m->count; i++)
    if (m->heap[i].key < key) key = m->heap[i].key;
  return key;
}

/* Delivers the first record of a lane, and those behind it up to `limit`. */
static void deliver_run(merge_job *j, merge_lane *m, int64_t limit) {
  const sonde_record *first = m->span.records, *r = first;
  uint64_t nbytes = m->span.nbytes;
  uint32_t n = 0;
  int64_t key = m->key;
  j->merge->late += key < j->merge->delivered;
  do {
    if (key > j->merge->delivered) j->merge->delivered = key;
    r = record_next(r);
    if (++n == m->left) break;
    key = key_of(m, r);
  } while (key <= limit);
  m->span.nbytes = (uint64_t)((const char *)r - (const char *)first);
  m->span.nrecords = n;
  j->deliver(j->self, &m->source, &m->span);
  m->left -= n;
  m->key = key;
  m->span.records = r;
  m->span.nbytes = nbytes - m->span.nbytes;
  m->span.nrecords = m->left;
  m->span.lost = 0;
  m->span.flags = 0;
}

/* After a run: the lane's next record, or its next span, or it leaves the heap. */
static void advance(merge_job *j, merge_lane *m) {
  merge *merged = j->merge;
  if (m->left || refill(j, m))
    merged->heap[0].key = m->key;
  else
    merged->heap[0] = merged->heap[--merged->count];
  if (merged->count) sift_down(merged);
}

static void fill_heap(merge_job *j, uint32_t count) {
  merge *m = j->merge;
  if (count > m->room) {
    m->room = count * 2;
    m->heap = memory_resize(m->heap, m->room * sizeof *m->heap);
  }
  m->count = 0;
  for (uint32_t i = 0; i < count; i++)
    if (j->lanes[i].left || refill(j, &j->lanes[i])) push(m, j->lanes[i].key, i);
}

bool merge_run(merge *m, merge_lane *lanes, uint32_t count, bool flush, int64_t now_ns, merge_read read,
    merge_deliver deliver, void *self) {
  merge_job j = {.merge = m,
      .lanes = lanes,
      .watermark = INT64_MAX,
      .now_ns = now_ns,
      .flush = flush,
      .spans = MOST_SPANS * count,
      .read = read,
      .deliver = deliver,
      .self = self};
  bool any = false;
  fill_heap(&j, count);
  while (m->count) {
    merge_lane *top = &lanes[m->heap[0].lane];
    int64_t limit = second_key(m);
    if (!flush && limit > j.watermark) limit = j.watermark;
    if (!flush && top->key > j.watermark) break;
    deliver_run(&j, top, limit);
    advance(&j, top);
    any = true;
  }
  return any;
}

void merge_free(merge *m) {
  memory_free(m->heap);
  m->heap = NULL;
  m->count = m->room = 0;
}
