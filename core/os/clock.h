/* Clocks, in nanoseconds. */
#ifndef SONDE_OS_CLOCK_H
#define SONDE_OS_CLOCK_H

#include <stdint.h>

int64_t clock_mono_ns(
    void); /* monotonic; while the machine is suspended it may stand still (Linux) or not (Windows) */
int64_t clock_wall_ns(void);        /* since 1970-01-01 UTC */
int64_t clock_thread_cpu_ns(void);  /* CPU time of the calling thread */
int64_t clock_process_cpu_ns(void); /* CPU time of this process, all threads */
void clock_sleep_ns(int64_t ns);

#endif
