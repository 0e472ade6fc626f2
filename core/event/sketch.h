/* Bounded summaries of many values: percentiles and the number of distinct values. */
#ifndef SONDE_EVENT_SKETCH_H
#define SONDE_EVENT_SKETCH_H

#include <stdbool.h>
#include <stdint.h>

/* A histogram with 64 buckets for each power of two: a percentile is off by at most 0.8 % of its value.
 * Magnitudes below 2^-64 count as 0, above 2^64 as 2^64. Memory: 512 bytes for each power of two that occurs,
 * and 2 KiB. */
typedef struct histogram histogram;

histogram *histogram_new(void);
void histogram_free(histogram *h);
void histogram_add(histogram *h, double value);
/* The smallest value that at least the share q (0-1) of the values does not exceed. is_integer: values were
 * integers; those below 128 come back exact. */
double histogram_percentile(const histogram *h, double q, bool is_integer);

/* Exact up to 1,024 different values, then HyperLogLog with 4,096 registers: standard error 1.6 %. Values are
 * 64-bit words, or hashes. */
typedef struct distinct distinct;

distinct *distinct_new(void);
void distinct_free(distinct *d);
void distinct_add(distinct *d, uint64_t value);
uint64_t distinct_count(const distinct *d);

#endif
