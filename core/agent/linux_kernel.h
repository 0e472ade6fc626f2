/* Raw system calls. */
#ifndef SONDE_AGENT_LINUX_KERNEL_H
#define SONDE_AGENT_LINUX_KERNEL_H

#include <stdint.h>
#include <sys/syscall.h>

static inline int64_t kernel6(
    int64_t n, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f) {
  register uint64_t r10 __asm__("r10") = d;
  register uint64_t r8 __asm__("r8") = e;
  register uint64_t r9 __asm__("r9") = f;
  int64_t answer;
  __asm__ volatile("syscall"
                   : "=a"(answer)
                   : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return answer;
}

static inline int64_t kernel3(int64_t n, uint64_t a, uint64_t b, uint64_t c) {
  return kernel6(n, a, b, c, 0, 0, 0);
}

#endif
