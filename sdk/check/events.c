/* Tests of events: they deliver or refuse, stop when told, and their times do not go back. */
#include "check/internal.h"
#include "os/clock.h"

#define DELIVER_WITHIN_NS 3000000000
#define WATCH_NS 300000000
#define ENOUGH 6u /* records, to judge their times */

/* Calls `judge` for each event that can be subscribed to; refused: for each that refuses. */
static void each_event(check *c, void (*judge)(trial *t, const row *r, subscription *s)) {
  trial t;
  row r;
  if (!trial_begin(c, &t)) return;
  for (size_t i = 0; check_is_open(c) && trial_next_row(&t, ROW_EVENT, &i, &r);) {
    sonde_value args[64];
    error e = {0};
    if (!guess_arguments(&t, &r, GUESS_SHORT, NULL, args)) {
      check_untried(c, r.name);
      continue;
    }
    t.probe->nopened = 0;
    t.probe->open_after = t.probe->written_after = 0;
    subscription *s = trial_subscribe(&t, &r, args, &e);
    if (s) judge(&t, &r, s);
  }
  trial_close(&t);
}

static bool has_lane(void *self) {
  return probe_lane_count(self) > 0;
}

static void judge_delivery(trial *t, const row *r, subscription *s) {
  host_wait_until(t->host, clock_mono_ns() + DELIVER_WITHIN_NS, has_lane, t->probe);
  if (!has_lane(t->probe))
    check_fail(t->check,
        "%s accepted the subscription and opened no lane within 3 s; open one, or refuse with a sentence",
        r->name);
  host_unsubscribe(t->host, s);
}

void events_deliver_or_refuse(check *c) {
  each_event(c, judge_delivery);
}

static bool has_enough(void *self) {
  pump_stats stats;
  subscription_get_stats(self, &stats);
  return stats.records >= ENOUGH;
}

static void judge_end(trial *t, const row *r, subscription *s) {
  host_wait_until(t->host, clock_mono_ns() + WATCH_NS, has_enough, s);
  host_unsubscribe(t->host, s);
  if (t->probe->written_after)
    check_fail(t->check,
        "%s: %u records were written after unsubscribe() had returned; join the writing thread in it",
        r->name, (unsigned)t->probe->written_after);
  else if (t->probe->open_after)
    check_fail(t->check, "%s: %u lanes were open when unsubscribe() had returned; close each from its thread",
        r->name, (unsigned)t->probe->open_after);
}

void events_unsubscribe_stops(check *c) {
  each_event(c, judge_end);
}

static void judge_order(trial *t, const row *r, subscription *s) {
  host_wait_until(t->host, clock_mono_ns() + WATCH_NS, has_enough, s);
  host_unsubscribe(t->host, s);
  if (t->probe->clamped)
    check_fail(t->check,
        "%s: the time of %llu records was before that of the one before; write them in order of time",
        r->name, (unsigned long long)t->probe->clamped);
}

void events_time_order(check *c) {
  each_event(c, judge_order);
}
