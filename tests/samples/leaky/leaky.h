/* What stays allocated at the end of the sample, by function. */
#ifndef LEAKY_H
#define LEAKY_H

/* X(function, blocks, bytes) */
#define LEAKY_SITES(X)                                                                                       \
  X(leak_malloc, 17, 1700)                                                                                   \
  X(leak_calloc, 5, 400)                                                                                     \
  X(leak_text, 7, 70)                                                                                        \
  X(leak_shrunk, 4, 400)                                                                                     \
  X(leak_moved, 3, 300000)                                                                                   \
  X(leak_half, 8, 512)                                                                                       \
  X(leak_cycles, 20, 640)                                                                                    \
  X(leak_in_thread, 6, 288)                                                                                  \
  X(keep_reachable, 15, 600)
/* Allocates and frees everything: nothing stays. */
#define LEAKY_CLEAN free_all
#define LEAKY_CLEAN_BLOCKS 1000

/* Blocks and mappings that only one system has. */
#define LEAKY_LINUX_SITES(X)                                                                                 \
  X(leak_aligned, 4, 1024)                                                                                   \
  X(leak_posix_aligned, 3, 1500)
#define LEAKY_LINUX_MAPPINGS(X) X(leak_mapping, 3, 163840)
#define LEAKY_WINDOWS_SITES(X)                                                                               \
  X(leak_heap, 9, 630)                                                                                       \
  X(leak_own_heap, 4, 220)
#define LEAKY_WINDOWS_MAPPINGS(X) X(leak_mapping, 1, 65536)

#endif
