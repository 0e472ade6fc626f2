/* Behaviour that looks like a fault at first sight and is none. */
#ifndef SHOP_HEALTHY_H
#define SHOP_HEALTHY_H

#include "options.h"

typedef struct healthy healthy;

healthy *healthy_new(const shop_healthy *wanted, uint64_t seed);
void healthy_free(healthy *h);
void healthy_start(healthy *h);                /* disk: waits for the disk, then works */
void healthy_tick(healthy *h, int64_t run_ns); /* the time since orders are taken */

#endif
