/* Memory within reach of a 32-bit jump. A region is written while it is writable, then sealed as executable;
 * later hooks get new regions. */
#include "agent/win32_hook.h"

enum { REGION_BYTES = 0x10000, REGIONS_MOST = 1024, REACH = 0x7FFF0000 };

typedef struct region {
  uint64_t base;
  uint32_t used, is_sealed;
} region;

static region regions[REGIONS_MOST];
static uint32_t nregions;
static region *offered; /* by near_unit */

static uint32_t is_near(uint64_t base, uint64_t low, uint64_t high) {
  uint64_t first = base < low ? base : low, last = base + REGION_BYTES > high ? base + REGION_BYTES : high;
  return last - first <= REACH;
}

static uint64_t reserve(uint64_t base) {
  void *at = (void *)(uintptr_t)base;
  SIZE_T bytes = REGION_BYTES;
  NTSTATUS status =
      NtAllocateVirtualMemory(NATIVE_SELF, &at, 0, &bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
  return native_is_ok(status) ? (uintptr_t)at : 0;
}

/* The free place nearest to the image, downwards or upwards. */
static uint64_t search(uint64_t low, uint64_t high, uint32_t upwards) {
  uint64_t at = upwards ? (high + REGION_BYTES - 1) & ~(uint64_t)(REGION_BYTES - 1)
                        : (low & ~(uint64_t)(REGION_BYTES - 1)) - REGION_BYTES;
  while (at >= REGION_BYTES && is_near(at, low, high)) {
    MEMORY_BASIC_INFORMATION m;
    if (!native_is_ok(NtQueryVirtualMemory(NATIVE_SELF, (void *)(uintptr_t)at, 0, &m, sizeof m, NULL)))
      return 0;
    uint64_t end = (uintptr_t)m.BaseAddress + m.RegionSize;
    uint64_t got = m.State == MEM_FREE && end - at >= REGION_BYTES ? reserve(at) : 0;
    if (got) return got;
    if (upwards)
      at = ((end > at ? end : at + 1) + REGION_BYTES - 1) & ~(uint64_t)(REGION_BYTES - 1);
    else if (m.State == MEM_FREE || !m.AllocationBase)
      at -= REGION_BYTES;
    else
      at = ((uintptr_t)m.AllocationBase & ~(uint64_t)(REGION_BYTES - 1)) - REGION_BYTES;
  }
  return 0;
}

static region *region_for(uint64_t low, uint64_t high) {
  for (uint32_t n = nregions; n--;) {
    region *r = &regions[n];
    if (!r->is_sealed && r->used < REGION_BYTES && is_near(r->base, low, high)) return r;
  }
  if (nregions == REGIONS_MOST) return NULL;
  uint64_t base = search(low, high, 0);
  if (!base) base = search(low, high, 1);
  if (!base) return NULL;
  regions[nregions] = (region){.base = base};
  return &regions[nregions++];
}

uint8_t *near_unit(uint64_t low, uint64_t high) {
  offered = region_for(low, high);
  return offered ? (uint8_t *)(uintptr_t)(offered->base + offered->used) : NULL;
}

void near_keep(void) {
  offered->used += NEAR_UNIT;
}

uint32_t near_seal(void) {
  uint32_t ok = 1;
  for (uint32_t n = 0; n < nregions; n++) {
    void *at = (void *)(uintptr_t)regions[n].base;
    SIZE_T bytes = REGION_BYTES;
    ULONG old;
    if (regions[n].is_sealed) continue;
    regions[n].is_sealed = 1;
    ok &= native_is_ok(NtProtectVirtualMemory(NATIVE_SELF, &at, &bytes, PAGE_EXECUTE_READ, &old));
  }
  NtFlushInstructionCache(NATIVE_SELF, NULL, 0);
  return ok;
}
