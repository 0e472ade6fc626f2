/* CPU shares: what was read before of the same process by the same kind of reader. Pure. */
#ifndef PERFCOUNTERS_RATES_H
#define PERFCOUNTERS_RATES_H

#include <stddef.h>
#include <stdint.h>

typedef struct rates rates;

/* Who asks: each has its own "last time". */
enum { RATE_PROCESS, RATE_TREE, RATE_QUERY };

rates *rates_new(void);
void rates_free(rates *r);

/* CPU time by elapsed time since the last call for this reader, pid and start; the first time since the start
 * (age_ns). Readings less than 1 ms apart give the former share again. At most 65,536 processes are
 * remembered, those not asked for longest are forgotten. */
double rates_share(rates *r, uint32_t reader, uint32_t pid, uint64_t start_id, int64_t cpu_ns, int64_t now_ns,
    int64_t age_ns);

size_t rates_count(const rates *r);

#endif
