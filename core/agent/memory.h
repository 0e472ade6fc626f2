/* The module memory's plan, records and table of stacks (agent.h). Freestanding. */
#ifndef SONDE_AGENT_MEMORY_H
#define SONDE_AGENT_MEMORY_H

#include "agent/agent.h"

#define MEMORY_MOST_DEPTH 64u

/* The whole plan. */
typedef struct memory_plan {
  uint32_t size;     /* sizeof(memory_plan) */
  uint32_t families; /* bit 1 << MEMORY_FAMILY_*: of allocations and mappings to record; 0: all */
  uint32_t stacks;   /* 1: with the stack of each allocation and mapping */
  uint32_t depth;    /* frames kept of a stack, the innermost ones; 0: 32; at most MEMORY_MOST_DEPTH */
  uint64_t least;    /* bytes: smaller allocations and mappings are not recorded. Frees always are: those of
                        other blocks mean nothing then. */
} memory_plan;

_Static_assert(sizeof(memory_plan) == 24, "the plan");

/* A change of what is allocated; one event. Sizes: FREE and DESTROY 24 bytes, ALLOC, MAP and UNMAP 32, ALLOC
 * in another heap than the process's 40.
 *
 * Time: FREE, UNMAP and DESTROY are stamped before the real call, ALLOC and MAP after it: over all lanes the
 * times of one address are in order, also when it goes from one thread to another. realloc is a FREE and an
 * ALLOC, both written when it has succeeded, with the stamps from before and after it; its FREE may therefore
 * reach the reader late. So: an ALLOC at an address that is live replaces that block (its free was late, lost
 * or never seen), and a FREE or UNMAP with a time before the live block's belongs to the block before: pass
 * over it. A MAP replaces the mapped bytes that it covers. */
typedef struct memory_change {
  sonde_record record; /* subject: id of the stack of ALLOC and MAP, 0: none kept */
  uint64_t about;      /* bits 0-55 address (DESTROY: of the heap), 56-58 kind, 59-63 family */
  uint64_t bytes;      /* asked for */
  uint64_t heap;       /* Windows: the heap, if it is not the process's */
} memory_change;

_Static_assert(sizeof(memory_change) == 40, "the record of a change");

#define MEMORY_FREE_SIZE 24u /* bytes of the records */
#define MEMORY_ALLOC_SIZE 32u
#define MEMORY_HEAP_SIZE 40u

#define MEMORY_ADDRESS_BITS 56
#define MEMORY_KIND_SHIFT 56
#define MEMORY_KIND_BITS 3
#define MEMORY_FAMILY_SHIFT 59
#define MEMORY_FAMILY_BITS 5

#define MEMORY_ALLOC 1u /* kinds */
#define MEMORY_FREE 2u
#define MEMORY_MAP 3u
#define MEMORY_UNMAP 4u   /* any part of one mapping or of several */
#define MEMORY_DESTROY 5u /* Windows: a heap with all its blocks */
#define MEMORY_EXEC                                                                                          \
  6u /* Linux, 32 bytes: the process is replaced by another program; `bytes` 1: that failed */

#define MEMORY_FAMILY_OTHER 0u
#define MEMORY_FAMILY_MALLOC 1u /* malloc, strdup and what else calls it inside libc */
#define MEMORY_FAMILY_CALLOC 2u
#define MEMORY_FAMILY_REALLOC 3u /* realloc, reallocarray: of its FREE too */
#define MEMORY_FAMILY_ALIGNED 4u /* memalign, aligned_alloc, posix_memalign, valloc, pvalloc */
#define MEMORY_FAMILY_NEW 5u     /* C++ */
#define MEMORY_FAMILY_NEW_ARRAY 6u
#define MEMORY_FAMILY_FREE 7u
#define MEMORY_FAMILY_DELETE 8u
#define MEMORY_FAMILY_DELETE_ARRAY 9u
#define MEMORY_FAMILY_ANONYMOUS 10u /* mmap without a file */
#define MEMORY_FAMILY_FILE 11u      /* mmap of a file */
#define MEMORY_FAMILY_MREMAP 12u
#define MEMORY_FAMILY_MUNMAP 13u
#define MEMORY_FAMILY_HEAP                                                                                   \
  16u /* Windows: RtlAllocateHeap, RtlFreeHeap, under HeapAlloc, LocalAlloc, malloc, new */
#define MEMORY_FAMILY_HEAP_REALLOC 17u
#define MEMORY_FAMILY_VIRTUAL                                                                                \
  18u /* NtAllocateVirtualMemory that reserves, NtFreeVirtualMemory that releases */
#define MEMORY_FAMILIES 19u

/* The table of stacks: agent_head.stacks. Ids count from 1. Each distinct stack is written once, before the
 * first record with its id; a few ids may name the same stack, or none. A reader takes the layout from the
 * area's size, never from the block. */
typedef struct memory_stacks {
  _Atomic uint32_t nstacks; /* ids given; may exceed the room */
  uint32_t reserved;
  _Atomic uint64_t nframes; /* words of `frames` given; may exceed the room */
  _Atomic uint64_t lost;    /* stacks that did not fit: their records have subject 0 */
  _Atomic uint64_t cut;     /* stacks deeper than the plan's depth */
  _Atomic uint64_t ended;   /* stacks whose outer part is unknown, for want of unwind tables */
  _Atomic uint64_t nested;  /* calls of an allocation function inside another, not recorded */
  uint64_t apart[10];
} memory_stacks;

_Static_assert(sizeof(memory_stacks) == 128, "start of the stacks");

typedef struct memory_stack {
  uint64_t hash;
  _Atomic uint64_t where; /* published last: bits 0-31 first word in frames, 32-47 frames, 48-63
                             MEMORY_STACK_*; 0: not (yet) written */
} memory_stack;

#define MEMORY_STACK_CUT 1u   /* there are more frames outwards */
#define MEMORY_STACK_ENDED 2u /* the outer part is unknown */

/* Byte offsets from the area's start. frames: return addresses of 64 bits, innermost first; the first is in
 * the caller of the allocation function. An interrupted instruction's address (under a signal handler) is
 * marked by MEMORY_FRAME_EXACT; all others are those of the instruction behind a call. */
typedef struct memory_layout {
  uint32_t most;  /* stacks */
  uint32_t slots; /* of the hash table, a power of two */
  uint64_t stacks, table, frames;
  uint64_t words; /* of frames */
} memory_layout;

#define MEMORY_FRAME_EXACT (1ull << 63)
#define MEMORY_STACK_BYTES 224u /* of the area for each stack: 24 frames, its entry and its two slots */

/* most == 0: the area is too small. */
static inline memory_layout memory_lay(uint64_t bytes) {
  memory_layout lay = {0, 1, sizeof(memory_stacks), 0, 0, 0};
  uint64_t most = 1;
  if (bytes < sizeof(memory_stacks) + MEMORY_STACK_BYTES) return lay;
  while (most < 1u << 22 && most * 2 * MEMORY_STACK_BYTES <= bytes - sizeof(memory_stacks))
    most *= 2;
  lay.most = (uint32_t)most;
  lay.slots = (uint32_t)most * 2;
  lay.table = lay.stacks + most * sizeof(memory_stack);
  lay.frames = lay.table + lay.slots * sizeof(uint64_t);
  lay.words = (bytes - lay.frames) / sizeof(uint64_t);
  if (lay.words > UINT32_MAX) lay.words = UINT32_MAX;
  return lay;
}

#endif
