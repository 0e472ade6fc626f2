/* A writer's counter as nanoseconds. */
#ifndef SONDE_EVENT_COUNTER_H
#define SONDE_EVENT_COUNTER_H

#include "sonde.h"

/* (counts * mult) >> shift, with 128 bits in between; saturates. */
int64_t counter_ticks_to_ns(const sonde_clock *c, uint64_t counts);

/* Without a clock the counter is wall nanoseconds. Saturates; a shift above 63 counts as 63. */
int64_t counter_wall_of(const sonde_clock *c, uint64_t time);

/* The inverse: the counter at a wall time; 0 when it would be before 0. */
uint64_t counter_at_wall(const sonde_clock *c, int64_t wall_ns);

#endif
