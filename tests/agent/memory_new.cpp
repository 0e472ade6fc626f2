// Work for the operators of C++.
#include "memory_new.h"

#include <cstdint>
#include <new>
#include <string>
#include <vector>

#define SITE __attribute__((noinline, visibility("default")))

static int *kept[INTS];

SITE void site_new() {
  for (int i = 0; i < INTS; i++)
    kept[i] = new int(i);
  for (int i = 0; i < INTS / 2; i++)
    delete kept[i];
}

SITE void site_vector() {
  std::vector<std::string> v;
  for (int i = 0; i < 1000; i++)
    v.push_back(std::string(100, 'x'));
}

SITE int site_throw() {
  volatile size_t huge = SIZE_MAX / 4;
  try {
    ::operator delete(::operator new(huge));
  } catch (const std::bad_alloc &) {
    return 1;
  }
  return 0;
}
