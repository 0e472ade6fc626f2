/* The shop's real work: order lines are read, priced, kept in a bounded cache and written to a journal. */
#ifndef SHOP_ORDERS_H
#define SHOP_ORDERS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct orders orders;

orders *orders_new(uint64_t seed);
void orders_free(orders *o);
void orders_batch(orders *o); /* a few orders; well under a millisecond */
uint64_t orders_count(const orders *o);

/* A random number below `limit`, from the given state. */
uint64_t orders_random(uint64_t *state, uint64_t limit);

#endif
