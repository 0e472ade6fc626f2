/* Sketches against exact answers. */
#include <math.h>

#include "event/sketch.h"
#include "fixture.h"

static int compare(const void *a, const void *b) {
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void check_all(double *values, size_t n, bool is_integer) {
  static const double qs[] = {0.01, 0.25, 0.5, 0.9, 0.99, 0.999};
  histogram *h = histogram_new();
  for (size_t i = 0; i < n; i++)
    histogram_add(h, values[i]);
  qsort(values, n, sizeof *values, compare);
  for (size_t i = 0; i < COUNT(qs); i++) {
    double exact = values[(size_t)ceil(qs[i] * (double)n) - 1],
           got = histogram_percentile(h, qs[i], is_integer);
    assert_true(fabs(got - exact) <= fabs(exact) * 0.008);
  }
  histogram_free(h);
}

static void percentiles_are_within_one_percent(void **state) {
  (void)state;
  enum { N = 20000 };
  double *values = memory_new(N * sizeof *values);
  uint64_t random = 99;
  for (int shape = 0; shape < 4; shape++) {
    for (size_t i = 0; i < N; i++) {
      double u = (double)(next_random(&random) >> 11) / 9007199254740992.0;
      if (shape == 0) values[i] = floor(u * 1e6);
      if (shape == 1) values[i] = exp(u * 40 - 20);
      if (shape == 2) values[i] = u - 0.5;
      if (shape == 3) values[i] = floor(-1000 * u);
    }
    check_all(values, N, shape % 3 == 0);
  }
  memory_free(values);
}

static void small_integers_are_exact(void **state) {
  (void)state;
  histogram *h = histogram_new();
  for (int i = 1; i <= 100; i++)
    histogram_add(h, i);
  for (int p = 1; p < 100; p++)
    assert_true(histogram_percentile(h, p / 100.0, true) == p);
  histogram_free(h);
}

static void extremes_do_not_break_it(void **state) {
  (void)state;
  histogram *h = histogram_new();
  histogram_add(h, 1e300);
  histogram_add(h, 0);
  histogram_add(h, -1e300);
  assert_true(histogram_percentile(h, 0.1, false) < -1e18);
  assert_true(histogram_percentile(h, 0.5, false) == 0);
  assert_true(histogram_percentile(h, 0.99, false) > 1e18);
  histogram_free(h);
}

static void distinct_is_exact_then_close(void **state) {
  (void)state;
  distinct *d = distinct_new();
  uint64_t random = 5;
  for (uint64_t i = 0; i < 1024; i++) {
    distinct_add(d, i);
    distinct_add(d, i / 2);
    assert_int_equal(distinct_count(d), i + 1);
  }
  for (uint64_t i = 0; i < 200000; i++)
    distinct_add(d, next_random(&random));
  double n = 201024;
  assert_true(fabs((double)distinct_count(d) - n) < n * 0.06);
  distinct_free(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(percentiles_are_within_one_percent),
      cmocka_unit_test(small_integers_are_exact),
      cmocka_unit_test(extremes_do_not_break_it),
      cmocka_unit_test(distinct_is_exact_then_close),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
