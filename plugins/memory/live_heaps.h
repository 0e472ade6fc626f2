/* Heaps beside the process's own, each with a small number (Windows: HeapCreate). Pure. */
#ifndef MEMORY_LIVE_HEAPS_H
#define MEMORY_LIVE_HEAPS_H

#include <stdint.h>

#include "live_table.h"

/* The last number stands for all heaps that found no other. */
#define HEAPS_OTHER (BLOCK_MOST_HEAPS - 1)

/* All zero is empty. */
typedef struct live_heaps {
  uint64_t address[BLOCK_MOST_HEAPS]; /* 0: the number is free; [0] is never used */
  uint32_t end;                       /* numbers from here on were never used */
  uint32_t last;                      /* looked up last */
} live_heaps;

/* 0: it has no number. */
uint32_t heaps_find(live_heaps *h, uint64_t address);
/* Gives it one unless it has one. */
uint32_t heaps_number(live_heaps *h, uint64_t address);
void heaps_remove(live_heaps *h, uint32_t number);

#endif
