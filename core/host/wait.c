/* Time as the host sees it. While a tape is recorded, and when a source has virtual time, the host's own time
 * stands still between waits and answers, so that a replay meets exactly the same times. */
#include "host/internal.h"
#include "os/clock.h"
#include "os/process.h"

static bool is_virtual(const host *h) {
  return h->source && h->source->virtual_time;
}

void time_start(host *h) {
  h->own_time = is_virtual(h) || h->recording;
  h->now_ns = is_virtual(h) ? h->source->start_mono_ns : clock_mono_ns();
  int64_t wall = is_virtual(h) ? h->source->start_wall_ns : clock_wall_ns();
  h->wall_offset_ns = wall - h->now_ns;
}

void time_to(host *h, int64_t mono_ns) {
  if (mono_ns > h->now_ns) h->now_ns = mono_ns;
}

void time_sync(host *h) {
  if (is_virtual(h)) {
    if (h->source->now) time_to(h, h->source->now(h->source->self));
  } else if (h->own_time) {
    time_to(h, clock_mono_ns());
  }
}

int64_t host_mono_ns(const host *h) {
  return h->own_time ? h->now_ns : clock_mono_ns();
}

int64_t host_wall_ns(const host *h) {
  return h->own_time ? h->now_ns + h->wall_offset_ns : clock_wall_ns();
}

/* Sleeps until the clock has come there; in own time the clock may already be ahead. Writers in other
 * processes that are faster than a round of ours would have to wait for us: while many records come, there
 * are rounds in between. */
static void come_to(host *h, int64_t mono_ns) {
  int64_t ahead = is_virtual(h) ? 0 : mono_ns - clock_mono_ns();
  while (ahead > 0) {
    bool is_busy = h->agents && agents_are_busy(h);
    clock_sleep_ns(is_busy && ahead > BUSY_POLL_NS ? BUSY_POLL_NS : ahead);
    ahead = mono_ns - clock_mono_ns();
    if (is_busy && ahead > 0) host_pump(h, false);
  }
  time_to(h, mono_ns);
}

void host_set_first_wait(host *h, void (*hook)(void *self), void *self) {
  h->first_wait = hook;
  h->first_wait_self = self;
}

void host_set_turn(host *h, bool (*turn)(void *self), void *self) {
  h->turn = turn;
  h->turn_self = self;
}

static bool is_over(host *h) {
  if (is_virtual(h)) return false;
  return h->turn ? h->turn(h->turn_self) : process_signal_seen() != 0;
}

static void call_first_wait(host *h) {
  void (*hook)(void *self) = is_virtual(h) ? NULL : h->first_wait;
  if (!hook) return;
  h->first_wait = NULL;
  agents_beat(h); /* it may fill its lanes before our first look at them */
  hook(h->first_wait_self);
}

bool host_wait_until(host *h, int64_t mono_ns, bool (*done)(void *self), void *self) {
  call_first_wait(h);
  int64_t at = host_mono_ns(h);
  while (at < mono_ns) {
    if (is_over(h)) return false;
    int64_t step = is_virtual(h) && !done ? mono_ns - at : POLL_NS;
    at = mono_ns - at > step ? at + step : mono_ns;
    come_to(h, at);
    host_pump(h, false);
    if (done && done(self)) return true;
  }
  return true;
}
