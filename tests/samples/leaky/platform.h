/* What the sample needs from the system; one file for each platform. */
#ifndef LEAKY_PLATFORM_H
#define LEAKY_PLATFORM_H

void platform_run_thread(void (*run)(void)); /* and waits for its end */
void platform_leak(void);                    /* in the ways that only this system has */

#endif
