/* What the child wants of the system. */
#ifndef SONDE_TESTS_CHILD_PLATFORM_H
#define SONDE_TESTS_CHILD_PLATFORM_H

#include <stdint.h>

int64_t platform_cpu_ns(void); /* used by this process so far */
void platform_sleep_ms(unsigned ms);
void platform_crash(const char *how); /* ends by a signal or an exception, "kill" or "segv" */
int platform_spawn(
    const char *program, const char *ms);           /* starts `program sleep MS` and does not wait; its pid */
int platform_run(const char *program, char **argv); /* starts `program argv...`, waits; its exit code */
void platform_descriptors(void);                    /* prints the open descriptors, one a line */
void platform_signals(void); /* prints ignored and blocked signals as two hex numbers */
void platform_binary(void);

#endif
