/* The calling thread's block. */
#ifndef SONDE_AGENT_TEB_H
#define SONDE_AGENT_TEB_H

#include <stdint.h>

static inline uint64_t teb_word(uint32_t offset) {
  uint64_t word;
  __asm__ volatile("movq %%gs:(%1), %0" : "=r"(word) : "r"((uint64_t)offset));
  return word;
}

static inline void teb_set_word(uint32_t offset, uint64_t word) {
  __asm__ volatile("movq %0, %%gs:(%1)" : : "r"(word), "r"((uint64_t)offset) : "memory");
}

#endif
