/* Numbers of heaps: programs have a few, so a search through all is fast enough. */
#include "live_heaps.h"

uint32_t heaps_find(live_heaps *h, uint64_t address) {
  if (!address) return 0;
  if (h->address[h->last] == address) return h->last;
  for (uint32_t i = 1; i < h->end; i++)
    if (h->address[i] == address) return h->last = i;
  return 0;
}

static uint32_t free_number(live_heaps *h) {
  if (h->end == 0) h->end = 1;
  if (h->end < HEAPS_OTHER) return h->end++;
  for (uint32_t i = 1; i < HEAPS_OTHER; i++)
    if (!h->address[i]) return i;
  return HEAPS_OTHER;
}

uint32_t heaps_number(live_heaps *h, uint64_t address) {
  uint32_t number = heaps_find(h, address);
  if (number || !address) return number;
  number = free_number(h);
  if (number != HEAPS_OTHER) h->address[h->last = number] = address;
  return number;
}

void heaps_remove(live_heaps *h, uint32_t number) {
  h->address[number] = 0;
}
