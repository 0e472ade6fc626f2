/* The processor's time stamp counter, which the agent's records carry, and the clock that makes nanoseconds of it. */
#ifndef SONDE_OS_TICKS_H
#define SONDE_OS_TICKS_H

#include <stdint.h>

#include "sonde.h"

uint64_t ticks_now(void);
/* A clock anchored now, at first with a rate measured over 2 ms. */
void ticks_start(sonde_clock *clock);
/* The rate measured since the anchor, which stays: better the longer it is ago. */
void ticks_refine(sonde_clock *clock);

#endif
