/* Regions of an address space, what is known of each, and their sums. */
#ifndef MEMORY_REGION_H
#define MEMORY_REGION_H

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"

/* X(name, doc): what a region is for. The order is that of reports. */
#define REGION_KINDS(X)                                                                                      \
  X(heap, "The C library's heap, as far as it can be told: [heap] and arenas on Linux, process heaps on "    \
          "Windows.")                                                                                        \
  X(stack, "Stacks of threads.")                                                                             \
  X(anonymous, "Other private memory: large allocations, other allocators, data of programs.")               \
  X(image, "Programs and libraries.")                                                                        \
  X(mapped, "Other mapped files.")                                                                           \
  X(shared_memory, "Memory made to be shared with other processes, without a file on a disk.")               \
  X(guard, "Pages that catch the overflow of a stack.")                                                      \
  X(reserved, "Addresses that are set aside and cannot be used yet.")                                        \
  X(system, "Pages of the kernel: vdso, vvar.")

/* X(name, doc): bytes of a region, each known or not. */
#define REGION_FIGURES(X)                                                                                    \
  X(resident, "Bytes in RAM.")                                                                               \
  X(private, "Bytes in RAM that no other process shares.")                                                   \
  X(shared, "Bytes in RAM that another process has mapped too.")                                             \
  X(proportional, "Bytes in RAM, each page divided by the number of processes that share it; Linux only.")   \
  X(dirty, "Bytes in RAM that were written and differ from their file or swap; Linux only.")                 \
  X(swap, "Bytes that were moved out to swap; Linux only.")

#define REGION_KIND(name, doc) KIND_##name,
enum { REGION_KINDS(REGION_KIND) KIND_COUNT };
#define REGION_FIGURE(name, doc) F_##name,
enum { REGION_FIGURES(REGION_FIGURE) F_COUNT };

/* Bytes, or why they are not known. */
typedef struct amount {
  int64_t bytes;
  uint32_t why; /* SONDE_WHY_* */
} amount;

static inline amount amount_of(uint64_t bytes) {
  if (bytes > INT64_MAX) return (amount){0, SONDE_WHY_OVERFLOW};
  return (amount){(int64_t)bytes, SONDE_WHY_KNOWN};
}
static inline amount amount_lacking(uint32_t why) {
  return (amount){0, why};
}
/* Unknown when one of them is. */
amount amount_add(amount a, amount b);
amount amount_less(amount a, amount b);

typedef struct region {
  uint64_t address, bytes;
  amount figure[F_COUNT];
  uint32_t kind;
  char protection[8];      /* "rwxp" as in /proc/PID/maps; 's' instead of 'p': shared */
  uint32_t name, name_len; /* in the names */
  uint64_t inode;          /* of its file; 0: none */
  uint64_t device;
} region;

typedef struct regions {
  region *list;
  size_t n, capacity;
  text names;
  amount commit; /* bytes that the system has promised it */
  bool full;     /* more regions or names came than can be kept */
} regions;

#define REGIONS_MOST 1000000u

/* Copies four letters, as in maps; anything else becomes '-'. */
void region_protect(region *one, const char *letters);

/* A zeroed region at the end, its figures unknown for this reason; NULL: full. Valid until the next one. */
region *regions_add(regions *r, uint32_t why);
void regions_name(regions *r, region *one, const char *s, size_t len);
const char *regions_name_of(const regions *r, const region *one); /* name_len bytes */
void regions_free(regions *r);
/* Whether those from `from` on lie behind the one before, and none wraps around. */
bool regions_in_order(const regions *r, size_t from);

const char *kind_name(uint32_t kind);
/* KIND_COUNT: none. */
uint32_t kind_named(const char *s, size_t len);

typedef struct sums {
  uint64_t regions, bytes;
  amount figure[F_COUNT];
} sums;

/* Of all regions of a kind; KIND_COUNT: of all. */
void regions_sum(const regions *r, uint32_t kind, sums *out);

#endif
