/* The functions track, mark and totals. */
#include <string.h>

#include "base/memory.h"
#include "plugin.h"

#define STACK_BYTES (64ull << 20) /* of the block, touched as needed: 262,144 stacks */

static void SONDE_CALL consume(void *consumer, const sonde_span *span, uint32_t pid, uint32_t tid) {
  tracked_heap *h = consumer;
  (void)tid;
  if (pid != h->pid && h->pid)
    h->foreign += span->nrecords;
  else
    live_use(&h->live, span, 0);
}

static uint32_t families_of(const sonde_value *what) {
  uint32_t blocks = 0, maps = 0;
  for (uint32_t f = 0; f < MEMORY_FAMILIES; f++)
    *(family_is_mapping(f) ? &maps : &blocks) |= 1u << f;
  switch (heap_of(what)) {
  case OF_BLOCKS: return blocks;
  case OF_MAPPINGS: return maps;
  default: return 0;
  }
}

static memory_plan plan_of(const sonde_value *args) {
  return (memory_plan){.size = sizeof(memory_plan),
      .families = families_of(&args[TRACK_WHAT]),
      .stacks = 1,
      .depth = (uint32_t)args[TRACK_FRAMES].u.i,
      .least = (uint64_t)args[TRACK_LEAST].u.i};
}

static sonde_status watch(sonde_self *self, sonde_call *call, const sonde_value *args, tracked_heap *h) {
  memory_plan orders = plan_of(args);
  sonde_agent_plan plan = {.size = sizeof plan,
      .module = AGENT_MEMORY,
      .target = sonde_given(&args[TRACK_TARGET]) ? args[TRACK_TARGET].u.u : 0,
      .plan = &orders,
      .plan_bytes = sizeof orders,
      .consume = consume,
      .consumer = h,
      .policy = SONDE_LANE_BLOCK,
      .lanes = (uint32_t)args[TRACK_THREADS].u.i,
      .functions = 256,
      .stacks = STACK_BYTES};
  uint64_t bytes = 0;
  sonde_status status = h->api->watch(self->host, call, &plan, &h->agent);
  if (status) return status;
  h->pid = h->api->pid(h->agent);
  const void *block = h->api->block(h->agent, &bytes);
  if (!view_init(&h->view, block, bytes))
    return self->host->fail(call, SONDE_STATE, 0, "the agent's memory is damaged; run the program again");
  live_init(&h->live, h->view.lay.most);
  locations_init(&h->locations, &h->view);
  return SONDE_OK;
}

static sonde_status start(sonde_self *self, sonde_call *call, const sonde_value *args) {
  const sonde_target_api *api = self->host->get_interface(self->host, SONDE_TARGET_1);
  if (!api)
    return self->host->fail(call, SONDE_UNSUPPORTED, 0, "this Sonde cannot watch programs from inside");
  tracked_heap *h = NEW(tracked_heap);
  h->users = 1;
  h->api = api;
  h->orders = plan_of(args);
  h->threads = (uint32_t)args[TRACK_THREADS].u.i;
  sonde_status status = watch(self, call, args, h);
  if (status) {
    heap_leave(h);
    return status;
  }
  h->current = &self->heap;
  self->heap = h;
  return SONDE_OK;
}

static bool is_as_wanted(const tracked_heap *h, const sonde_value *args) {
  memory_plan wanted = plan_of(args);
  return h->orders.families == wanted.families && h->orders.depth == wanted.depth &&
         h->orders.least == wanted.least && h->threads == (uint32_t)args[TRACK_THREADS].u.i;
}

/* The heap of the program with one user more, the caller. */
static sonde_status share(sonde_self *self, sonde_call *call, const sonde_value *args) {
  tracked_heap *h = self->heap;
  if (!h) return start(self, call, args);
  if (!is_as_wanted(h, args))
    return sonde_failf(self->host, call, SONDE_STATE, 0,
        "another script tracks this heap already, with other parameters (frames=%u, least=%llu, threads=%u, "
        "or another what): give both the same, or run them one after the other",
        h->orders.depth, (unsigned long long)h->orders.least, h->threads);
  h->users++;
  return SONDE_OK;
}

sonde_status SONDE_CALL track_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  sonde_status status = share(self, call, args);
  results[0] = sonde_handle(0);
  if (status) return status;
  tracked_heap *h = self->heap;
  heap_user *u = heap_user_new(h);
  uint64_t number = self->host->handle(call, HEAP_HANDLE, (uint64_t)(uintptr_t)u);
  results[0] = sonde_handle(number);
  if (number) return SONDE_OK;
  heap_leave(h);
  memory_free(u);
  return self->host->fail(call, SONDE_MEMORY, 0, "too many handles are kept; let some of them go");
}

sonde_status SONDE_CALL mark_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  tracked_heap *h = heap_argument(&args[0]);
  heap_drain(h);
  if (!heap_mark(user_argument(&args[0]), args[1].u.s, args[1].len))
    return self->host->fail(call, SONDE_MEMORY, 0, "a heap keeps 64 marks; use one of the old labels again");
  results[MARK_LIVE_BYTES] = sonde_i64((int64_t)h->live.totals.of[0].live_bytes);
  results[MARK_LIVE_BLOCKS] = sonde_i64((int64_t)h->live.totals.of[0].live_blocks);
  results[MARK_MAPPED_BYTES] = sonde_i64((int64_t)h->live.totals.of[1].live_bytes);
  return SONDE_OK;
}

static sonde_value number(uint64_t n) {
  return n > INT64_MAX ? sonde_unknown(SONDE_WHY_OVERFLOW, NULL) : sonde_i64((int64_t)n);
}

static void tell_sums(const live_sums *s, sonde_value *results) {
  results[SUMS_LIVE_BYTES] = number(s->live_bytes);
  results[SUMS_LIVE_BLOCKS] = number(s->live_blocks);
  results[SUMS_ALLOCATIONS] = number(s->allocations);
  results[SUMS_ALLOCATED_BYTES] = number(s->allocated_bytes);
  results[SUMS_PEAK_BYTES] = number(s->peak_bytes);
  results[SUMS_FREES] = number(s->frees);
  results[SUMS_UNKNOWN_FREES] = number(s->unknown_frees);
}

/* Allocations of which nothing is known. */
static bool is_complete(const tracked_heap *h, const view_losses *losses) {
  const live_totals *t = &h->live.totals;
  return !t->lost && !t->bad && !t->full && !losses->unseen_calls && t->replaced <= t->late_frees;
}

sonde_status SONDE_CALL totals_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  (void)self;
  (void)call;
  tracked_heap *h = heap_argument(&args[0]);
  bool alive = heap_drain(h);
  const live_totals *t = &h->live.totals;
  view_losses losses = view_count_losses(&h->view);
  tell_sums(&t->of[0], results + TOTALS_BLOCKS);
  tell_sums(&t->of[1], results + TOTALS_MAPPINGS);
  results[TOTALS_ENDED] = sonde_bool(!alive);
  results[TOTALS_COMPLETE] = sonde_bool(is_complete(h, &losses));
  results[TOTALS_LOST] = number(t->lost + t->bad + t->full);
  results[TOTALS_UNSEEN] = number(losses.unseen_calls);
  results[TOTALS_UNMATCHED] = number(t->replaced > t->late_frees ? t->replaced - t->late_frees : 0);
  results[TOTALS_STACKS_LOST] = number(losses.stacks_lost);
  results[TOTALS_STACKS_CUT] = number(losses.stacks_cut);
  results[TOTALS_STACKS_ENDED] = number(losses.stacks_ended);
  results[TOTALS_DESCENDANTS] = number(h->foreign);
  results[TOTALS_REPLACED] = sonde_bool(h->live.was_replaced);
  return SONDE_OK;
}
