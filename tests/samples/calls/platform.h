/* What the sample wants of the system. */
#ifndef SONDE_TESTS_CALLS_PLATFORM_H
#define SONDE_TESTS_CALLS_PLATFORM_H

void platform_set_missing(void); /* the error of a missing file: ENOENT, ERROR_FILE_NOT_FOUND */
void platform_sleep_ms(unsigned ms);
/* Runs `work` in n threads with the numbers 0 to n-1, and waits for all. */
void platform_threads(int n, void (*work)(int number));

#endif
