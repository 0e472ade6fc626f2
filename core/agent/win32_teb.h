/* The calling thread's block. */
#ifndef SONDE_AGENT_TEB_H
#define SONDE_AGENT_TEB_H

#include <stdint.h>

static inline uint64_t teb_word(uint32_t offset) {
  const uint8_t *teb;
  __asm__ volatile("movq %%gs:0x30, %0" : "=r"(teb));
  return *(const uint64_t *)(const void *)(teb + offset);
}

#endif
