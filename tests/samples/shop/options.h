/* The command line: which faults, which healthy look-alikes, how long. */
#ifndef SHOP_OPTIONS_H
#define SHOP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define SHOP_EXIT_DIE (-1)

typedef struct shop_faults {
  double memory_bytes_per_s; /* 0: off, as for all */
  double handles_per_s;
  int spin_threads;
  int64_t start_idle_ns;
  int exit_status; /* SHOP_EXIT_DIE: ends as after a crash */
} shop_faults;

typedef struct shop_healthy {
  bool cache, files, burst, disk;
} shop_healthy;

typedef struct shop_options {
  shop_faults faults;
  shop_healthy healthy;
  uint64_t seed;
  int64_t run_ns;
  const char *log; /* NULL: none; "-": standard error */
} shop_options;

/* False: a usage error, already told on standard error. */
bool options_read(int argc, char **argv, shop_options *out);

#endif
