/* What the benches of event/ share: thread CPU time, medians, and lines `name value unit ratio`. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/clock.h"

enum { BENCH_RUNS = 7 };

static inline int bench_compare(const void *a, const void *b) {
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static inline double bench_median(double *values, int n) {
  qsort(values, (size_t)n, sizeof *values, bench_compare);
  return values[n / 2];
}

/* ratio: to the floor of the same run. */
static inline void bench_print(const char *name, double ns, double floor_ns) {
  printf("%s %.2f ns/record %.2f\n", name, ns, ns / floor_ns);
}

#endif
