/* The pump: spans from the lanes to those that need no order at once, and through the merge to those that do.
 */
#include "event/pump.h"

#include <string.h>

#include "base/memory.h"
#include "event/merge.h"
#include "os/clock.h"
#include "os/thread.h"

typedef struct sink {
  uint32_t id;
  bool ordered;
  pump_sink call;
  void *self;
} sink;

struct pump {
  const record_type *type;
  symbol_table *symbols;
  mutex *guard;  /* of `opened` and `nlanes` */
  lane **opened; /* new lanes, not yet taken by pump_run */
  uint32_t nopened, opened_room, nlanes;
  merge_lane *lanes; /* pump_run's own */
  uint32_t count, room;
  merge merge;
  sink *sinks;
  uint32_t nsinks, next_id, nordered;
  pump_stats stats;
};

pump *pump_new(const record_type *type, symbol_table *symbols) {
  pump *p = NEW(pump);
  p->type = type;
  p->symbols = symbols;
  p->guard = mutex_new();
  return p;
}

void pump_free(pump *p) {
  if (!p) return;
  for (uint32_t i = 0; i < p->count; i++)
    lane_free(p->lanes[i].lane);
  for (uint32_t i = 0; i < p->nopened; i++)
    lane_free(p->opened[i]);
  merge_free(&p->merge);
  memory_free(p->lanes);
  memory_free((void *)p->opened);
  memory_free(p->sinks);
  mutex_free(p->guard);
  memory_free(p);
}

static void add_lane(pump *p, lane *l) {
  mutex_lock(p->guard);
  if (p->nopened == p->opened_room) {
    p->opened_room = p->opened_room ? p->opened_room * 2 : 8;
    p->opened = memory_resize((void *)p->opened, p->opened_room * sizeof(lane *));
  }
  p->opened[p->nopened++] = l;
  p->nlanes++;
  mutex_unlock(p->guard);
}

sonde_lane *pump_open_lane(pump *p, uint32_t policy, uint32_t chunks, const char *name, error *e) {
  lane *l = lane_new(p->type, p->symbols, policy, chunks, name, e);
  if (!l) return NULL;
  add_lane(p, l);
  return lane_writer(l);
}

void pump_adopt_lane(pump *p, const lane_foreign *foreign, const char *name) {
  add_lane(p, lane_adopt(p->type, foreign, name));
}

uint32_t pump_add_sink(pump *p, bool ordered, pump_sink call, void *self) {
  p->sinks = memory_resize(p->sinks, (p->nsinks + 1) * sizeof *p->sinks);
  p->sinks[p->nsinks++] = (sink){++p->next_id, ordered, call, self};
  p->nordered += ordered;
  return p->next_id;
}

void pump_remove_sink(pump *p, uint32_t id) {
  for (uint32_t i = 0; i < p->nsinks; i++) {
    if (p->sinks[i].id != id) continue;
    p->nordered -= p->sinks[i].ordered;
    memmove(&p->sinks[i], &p->sinks[i + 1], (p->nsinks - i - 1) * sizeof *p->sinks);
    p->nsinks--;
    return;
  }
}

/* By index: a sink may remove itself or add another one. */
static void deliver(pump *p, bool ordered, const record_source *source, const sonde_span *span) {
  for (uint32_t i = 0; i < p->nsinks; i++) {
    sink s = p->sinks[i];
    if (s.ordered == ordered) s.call(s.self, source, span);
    if (i < p->nsinks && p->sinks[i].id != s.id) i--;
  }
}

static void deliver_ordered(void *self, const record_source *source, const sonde_span *span) {
  deliver(self, true, source, span);
}

static void take_opened(pump *p) {
  mutex_lock(p->guard);
  for (uint32_t i = 0; i < p->nopened; i++) {
    if (p->count == p->room) {
      p->room = p->room ? p->room * 2 : 8;
      p->lanes = memory_resize(p->lanes, p->room * sizeof *p->lanes);
    }
    p->lanes[p->count++] = (merge_lane){.lane = p->opened[i]};
    p->stats.lanes++;
  }
  p->nopened = 0;
  mutex_unlock(p->guard);
}

/* Losses that no record follows: an empty span carries them. */
static void deliver_lost(pump *p, uint64_t lost) {
  sonde_span span = {.size = sizeof span, .flags = SONDE_SPAN_GAP, .lost = lost};
  record_source source = {.type = p->type};
  p->stats.lost += lost;
  deliver(p, false, &source, &span);
  deliver(p, true, &source, &span);
}

/* The lane's next span, for those who need no order. Losses ride on the span behind them. */
static bool read_lane(void *self, merge_lane *m) {
  pump *p = self;
  bool is_read = lane_read(m->lane, UINT64_MAX, &m->span, &m->source);
  uint64_t lost = lane_take_lost(m->lane, NULL, NULL);
  if (!is_read) {
    if (lost) deliver_lost(p, lost);
    return false;
  }
  if (lost) m->span.flags |= SONDE_SPAN_GAP;
  m->span.lost = lost;
  p->stats.records += m->span.nrecords;
  p->stats.lost += lost;
  deliver(p, false, &m->source, &m->span);
  return true;
}

static void count_clamped(pump *p, merge_lane *m) {
  lane_stats now;
  lane_get_stats(m->lane, &now);
  p->stats.clamped += now.clamped - m->clamped;
  m->clamped = now.clamped;
}

static void drop_finished(pump *p) {
  for (uint32_t i = 0; i < p->count;) {
    merge_lane *m = &p->lanes[i];
    count_clamped(p, m);
    if (m->left || !lane_finished(m->lane)) {
      i++;
      continue;
    }
    uint64_t lost = lane_take_lost(m->lane, NULL, NULL);
    if (lost) deliver_lost(p, lost);
    lane_free(m->lane);
    *m = p->lanes[--p->count];
    mutex_lock(p->guard);
    p->nlanes--;
    mutex_unlock(p->guard);
  }
}

/* One span of each lane in turn, until a round finds nothing; so many rounds at most, so that a fast writer
 * cannot keep the caller. */
static bool run_unordered(pump *p) {
  bool any = false, again = true;
  for (int round = 0; again && round < 64; round++) {
    again = false;
    for (uint32_t i = 0; i < p->count; i++)
      again |= p->lanes[i].left ? false : read_lane(p, &p->lanes[i]);
    any |= again;
  }
  return any;
}

bool pump_run(pump *p, bool flush) {
  uint64_t before = p->stats.records + p->stats.lost;
  bool has_held = false;
  take_opened(p);
  for (uint32_t i = 0; i < p->count; i++)
    has_held |= p->lanes[i].left > 0;
  bool moved = false;
  if (p->nordered || has_held)
    moved = merge_run(&p->merge, p->lanes, p->count, flush, clock_wall_ns(), read_lane, deliver_ordered, p);
  else
    run_unordered(p);
  p->stats.late = p->merge.late;
  drop_finished(p);
  return moved || p->stats.records + p->stats.lost != before;
}

bool pump_finished(const pump *p) {
  mutex_lock(p->guard);
  bool is_empty = p->nlanes == 0;
  mutex_unlock(p->guard);
  return is_empty;
}

void pump_get_stats(const pump *p, pump_stats *out) {
  *out = p->stats;
}
