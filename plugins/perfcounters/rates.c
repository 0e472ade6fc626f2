/* An open hash of the last readings; it is swept when it is full, so it never grows with the number of
 * processes ever seen. */
#include "rates.h"

#include <stdbool.h>

#include "base/memory.h"

#define LEAST_WINDOW_NS 1000000
#define MOST_SLOTS 131072u

typedef struct slot {
  uint64_t start_id;
  uint32_t pid, reader; /* pid 0: empty */
  int64_t cpu_ns, at_ns, asked_ns;
  double share;
} slot;

struct rates {
  slot *slots;
  size_t count, capacity; /* capacity: a power of 2, at most half full */
};

rates *rates_new(void) {
  rates *r = NEW(rates);
  r->capacity = 64;
  r->slots = memory_new(r->capacity * sizeof(slot));
  return r;
}

void rates_free(rates *r) {
  if (!r) return;
  memory_free(r->slots);
  memory_free(r);
}

size_t rates_count(const rates *r) {
  return r->count;
}

static slot *place(const rates *r, uint32_t reader, uint32_t pid, uint64_t start_id) {
  uint64_t hash = (pid * UINT64_C(0x9E3779B97F4A7C15)) ^ (start_id * UINT64_C(0xC2B2AE3D27D4EB4F)) ^ reader;
  for (size_t i = (size_t)((hash ^ hash >> 29) & (r->capacity - 1));; i = (i + 1) & (r->capacity - 1)) {
    slot *s = &r->slots[i];
    if (s->pid == 0 || (s->pid == pid && s->start_id == start_id && s->reader == reader)) return s;
  }
}

/* Moves what was asked for after `since` into a table of this capacity. */
static void rehash(rates *r, size_t capacity, int64_t since) {
  rates old = *r;
  r->slots = memory_new(capacity * sizeof(slot));
  r->capacity = capacity;
  r->count = 0;
  for (size_t i = 0; i < old.capacity; i++) {
    const slot *s = &old.slots[i];
    if (s->pid == 0 || s->asked_ns <= since) continue;
    *place(r, s->reader, s->pid, s->start_id) = *s;
    r->count++;
  }
  memory_free(old.slots);
}

/* Half of the time between the oldest and now: forgets about the older half, and surely the oldest. */
static int64_t middle_age(const rates *r, int64_t now_ns) {
  int64_t oldest = now_ns;
  for (size_t i = 0; i < r->capacity; i++)
    if (r->slots[i].pid && r->slots[i].asked_ns < oldest) oldest = r->slots[i].asked_ns;
  return oldest + (now_ns - oldest) / 2;
}

static void make_room(rates *r, int64_t now_ns) {
  if (r->count < r->capacity / 2) return;
  if (r->capacity < MOST_SLOTS)
    rehash(r, r->capacity * 2, INT64_MIN);
  else
    rehash(r, r->capacity, middle_age(r, now_ns));
}

double rates_share(rates *r, uint32_t reader, uint32_t pid, uint64_t start_id, int64_t cpu_ns, int64_t now_ns,
    int64_t age_ns) {
  make_room(r, now_ns);
  slot *s = place(r, reader, pid, start_id);
  bool first = s->pid == 0;
  int64_t window = first ? age_ns : now_ns - s->at_ns;
  int64_t used = first ? cpu_ns : cpu_ns - s->cpu_ns;
  if (first) {
    *s = (slot){.start_id = start_id, .pid = pid, .reader = reader};
    r->count++;
  }
  s->asked_ns = now_ns;
  if (window < LEAST_WINDOW_NS && !first) return s->share;
  s->share = window > 0 && used > 0 ? (double)used / (double)window : 0;
  s->cpu_ns = cpu_ns;
  s->at_ns = now_ns;
  return s->share;
}
