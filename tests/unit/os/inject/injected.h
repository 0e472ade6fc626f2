/* What the test hands into the held process. */
#ifndef TESTS_INJECTED_H
#define TESTS_INJECTED_H

#include <stdint.h>

typedef struct injected_argument {
  uint64_t a, b;
  char text[100];
} injected_argument;

uint64_t injected_start(const injected_argument *argument);

#endif
