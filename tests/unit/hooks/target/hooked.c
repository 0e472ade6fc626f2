/* The functions of hooked.h. */
#include "hooked.h"

uint64_t hooked_three(uint64_t a, uint64_t b, uint64_t c) {
  return mix(a, b, c);
}

uint64_t hooked_never(uint64_t a, uint64_t b, uint64_t c) {
  return mix(a, b, c);
}

uint64_t hooked_seven(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g) {
  return mix(a, b, c) ^ mix(d, e, f) ^ g;
}

double hooked_doubles(double a, uint64_t b, float c, double d, double e) {
  return a + (double)b * (double)c - d / e;
}

void hooked_through(void (*back)(void *), void *argument) {
  back(argument);
}

int32_t hooked_negative(int32_t value) {
  return -value;
}
