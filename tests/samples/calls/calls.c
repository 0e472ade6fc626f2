/* calls mix N THREADS | fail N | forms N | sleep MS N: calls the library and prints what came of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "platform.h"

enum { MOST_THREADS = 64 };

static long each;
static long long sums[MOST_THREADS];

static void mix(int number) {
  long long sum = 0;
  for (long i = 0; i < each; i++)
    sum += checked_mix(number, i, sum);
  sums[number] = sum;
}

static int run_mix(long n, int threads) {
  each = n / threads;
  printf("begun\n");
  fflush(stdout);
  platform_threads(threads, mix);
  long long sum = 0;
  for (int i = 0; i < threads; i++)
    sum ^= sums[i];
  printf("%ld calls, sum %llx\n", each * threads, (unsigned long long)sum);
  return 0;
}

static int run_fail(long n) {
  long failed = 0;
  char name[32];
  for (long i = 0; i < n; i++) {
    snprintf(name, sizeof name, "file-%ld", i);
    failed += checked_open(name, (int)i) < 0;
    failed += checked_find(name) == NULL;
    failed += checked_status(i % 5 == 0 ? 13 : 0) != 0;
  }
  printf("%ld failed\n", failed);
  return 0;
}

static int run_forms(long n) {
  double x = 1000;
  long long sum = 0;
  for (long i = 0; i < n; i++) {
    x = checked_half(x + (double)i);
    sum += checked_many((int)i, 1, 2, 3, 4, 5, 6, 7) + checked_sum(3, (long long)i, 2LL, 3LL);
  }
  printf("%.3f %lld\n", x, sum);
  return 0;
}

static int run_sleep(long ms, long n) {
  for (long i = 0; i < n; i++)
    checked_sleep((int)ms);
  printf("slept %ld times\n", n);
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  long n = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
  long more = argc > 3 ? strtol(argv[3], NULL, 10) : 1;
  if (strcmp(what, "mix") == 0 && n > 0 && more > 0 && more <= MOST_THREADS) return run_mix(n, (int)more);
  if (strcmp(what, "fail") == 0) return run_fail(n);
  if (strcmp(what, "forms") == 0) return run_forms(n);
  if (strcmp(what, "sleep") == 0) return run_sleep(n, more);
  fprintf(stderr, "calls mix N THREADS | fail N | forms N | sleep MS N\n");
  return 2;
}
