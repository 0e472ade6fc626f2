/* A library that is called inside a held process: it reads its argument, writes into the shared block and
 * answers. */
#include <stddef.h>
#include <stdint.h>

#include "injected.h"

#if defined(_WIN32)
__declspec(dllexport)
#else
__attribute__((visibility("default")))
#endif
    uint64_t injected_start(const injected_argument *argument) {
  static uint64_t calls;
  return argument->a * 3 + argument->b + ++calls;
}
