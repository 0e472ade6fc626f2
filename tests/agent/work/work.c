/* A library whose calls can be recomputed from what was recorded. */
#include "work.h"

#include <errno.h>

long work3(long a, long b, long c) {
  return a + 2 * b + (c ^ a);
}

long work6(long a, long b, long c, long d, long e, long f) {
  return a ^ b << 1 ^ c << 2 ^ d << 3 ^ e << 4 ^ f << 5;
}

double work_mixed(int a, double x, const char *text, float y) {
  return a + x + (text ? text[0] : 0) + (double)y;
}

int work_fail(const char *text, int number) {
  (void)text;
  errno = number;
  return -1;
}

void *work_null(const char *text) {
  (void)text;
  errno = ENOENT;
  return 0;
}

int work_call(int (*f)(void *), void *self) {
  return f(self);
}

int work_unknown(int n) {
  return n + 1;
}
