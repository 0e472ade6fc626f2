/* What the system's own unwinder says, and what a platform must do before ours can walk. */
#ifndef SONDE_TESTS_UNIT_UNWIND_REFERENCE_H
#define SONDE_TESTS_UNIT_UNWIND_REFERENCE_H

#include <stdint.h>

/* The reason why this system can't be tested; NULL: it can. */
const char *reference_prepare(void);

/* Program counters of the caller and outwards, `most` at most. */
uint32_t reference_walk(uint64_t *pcs, uint32_t most);

/* Calls the function so that a frame of the system lies between: a signal's, or a callback's. */
void reference_interrupt(void (*function)(int depth), int depth);

#endif
