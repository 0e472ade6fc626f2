/* traced N [floor]: calls work3 N times in 50 chunks and prints the CPU time of one call: the 10th percentile
 * and the median of the chunks. floor: what no tracer can do without: two readings of the clock and a record
 * of 56 bytes beside each call. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

enum { CHUNKS = 50, RING_BYTES = 65536, RECORD_WORDS = 7 };

long work3(long a, long b, long c);

static uint64_t ring[RING_BYTES / 8];
static volatile long sink;

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void call_plain(long n) {
  long sum = 0;
  for (long i = 0; i < n; i++)
    sum = work3(sum, i, 7);
  sink = sum;
}

static void call_with_floor(long n) {
  long sum = 0;
  uint64_t *at = ring;
  for (long i = 0; i < n; i++) {
    uint64_t start = __rdtsc();
    long a = sum;
    sum = work3(sum, i, 7);
    uint64_t end = __rdtsc();
    at[1] = end, at[2] = (end - start) << 20, at[3] = (uint64_t)sum;
    at[4] = (uint64_t)a, at[5] = (uint64_t)i, at[6] = 7;
    __atomic_store_n(at, 56, __ATOMIC_RELEASE);
    at += RECORD_WORDS;
    if (at + RECORD_WORDS > ring + RING_BYTES / 8) at = ring;
  }
  sink = sum;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  double each[CHUNKS];
  long n = argc > 1 ? strtol(argv[1], NULL, 10) / CHUNKS : 0;
  int with_floor = argc > 2 && strcmp(argv[2], "floor") == 0;
  if (n < 1) return 2;
  for (int i = 0; i < CHUNKS; i++) {
    double start = now_ns();
    if (with_floor)
      call_with_floor(n);
    else
      call_plain(n);
    each[i] = (now_ns() - start) / (double)n;
  }
  qsort(each, CHUNKS, sizeof *each, by_size);
  printf("calls %ld p10 %.2f median %.2f\n", n * CHUNKS, each[CHUNKS / 10], each[CHUNKS / 2]);
  return 0;
}
