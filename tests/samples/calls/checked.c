/* The functions that are called. */
#include "checked.h"

#include <stdarg.h>
#include <stddef.h>

#include "platform.h"

long long checked_mix(long long a, long long b, long long c) {
  unsigned long long x = (unsigned long long)a * 0x9E3779B97F4A7C15ull + (unsigned long long)b;
  return (long long)((x ^ x >> 29) * 0xBF58476D1CE4E5B9ull + (unsigned long long)c);
}

int checked_open(const char *name, int number) {
  (void)name;
  if (number % 2 == 0) return number;
  platform_set_missing();
  return -1;
}

void *checked_find(const char *name) {
  (void)name;
  platform_set_missing();
  return NULL;
}

/* Long enough to be hooked at its start. */
int checked_status(int number) {
  static volatile int asked;
  asked = asked + number / 3;
  return number;
}

double checked_half(double x) {
  return x / 2;
}

long long checked_many(int a, int b, int c, int d, int e, int f, int g, int h) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}

long long checked_sum(int n, ...) {
  va_list list;
  long long sum = 0;
  va_start(list, n);
  for (int i = 0; i < n; i++)
    sum += va_arg(list, long long);
  va_end(list);
  return sum;
}

void checked_sleep(int ms) {
  platform_sleep_ms((unsigned)ms);
}
