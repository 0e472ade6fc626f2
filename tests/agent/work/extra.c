/* A library that is loaded later and calls another one. */
#include "work.h"

int extra_run(int n);

int extra_run(int n) {
  long s = 0;
  for (int i = 0; i < n; i++)
    s += work3(i, 1, 2);
  return s != 0;
}
