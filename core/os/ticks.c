/* Ticks against the monotonic clock. */
#include "os/ticks.h"

#include <x86intrin.h>

#include "os/clock.h"

enum { SHIFT = 32, FIRST_NS = 2000000, TRIES = 8 };

uint64_t ticks_now(void) {
  return __rdtsc();
}

/* Both clocks at one moment: of some tries the one that took least, since we may be interrupted in between.
 */
static int64_t read_both(uint64_t *ticks) {
  uint64_t shortest = UINT64_MAX;
  int64_t ns = 0;
  for (int i = 0; i < TRIES; i++) {
    uint64_t before = ticks_now();
    int64_t now = clock_mono_ns();
    uint64_t took = ticks_now() - before;
    if (took >= shortest) continue;
    shortest = took;
    ns = now;
    *ticks = before + took / 2;
  }
  return ns;
}

void ticks_refine(sonde_clock *clock) {
  uint64_t ticks = 0;
  int64_t ns = read_both(&ticks) - clock->mono_ns;
  if (ns <= 0 || ticks <= clock->raw) return;
  clock->mult = (uint64_t)((double)ns / (double)(ticks - clock->raw) * (double)(UINT64_C(1) << SHIFT));
}

void ticks_start(sonde_clock *clock) {
  *clock = (sonde_clock){.shift = SHIFT};
  clock->mono_ns = read_both(&clock->raw);
  clock->wall_ns = clock_wall_ns();
  while (clock_mono_ns() < clock->mono_ns + FIRST_NS)
    ;
  ticks_refine(clock);
}
