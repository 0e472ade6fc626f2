/* Functions whose results can be recomputed from their arguments. */
#ifndef TESTS_HOOKED_H
#define TESTS_HOOKED_H

#include <stdint.h>

#ifdef HOOKED_BUILD
#  define HOOKED __declspec(dllexport)
#else
#  define HOOKED __declspec(dllimport)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Defined here too: the test recomputes with it. */
static inline uint64_t mix(uint64_t a, uint64_t b, uint64_t c) {
  return (a * 0x9E3779B97F4A7C15u) ^ (b + 3) * 0xC2B2AE3D27D4EB4Fu ^ (c << 7 | c >> 57);
}

HOOKED uint64_t hooked_three(uint64_t a, uint64_t b, uint64_t c);
HOOKED uint64_t hooked_never(uint64_t a, uint64_t b, uint64_t c); /* the same, never hooked */
HOOKED uint64_t hooked_seven(
    uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g);
HOOKED double hooked_doubles(double a, uint64_t b, float c, double d, double e);
HOOKED void hooked_through(void (*back)(void *), void *argument);
HOOKED int32_t hooked_negative(int32_t value);

#ifdef __cplusplus
}
#endif
#endif
