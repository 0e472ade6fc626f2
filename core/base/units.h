/* Durations and sizes as people write and read them. */
#ifndef SONDE_BASE_UNITS_H
#define SONDE_BASE_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

/* "250 ms", "5s", "2m", "1h", "3d", "1h30m", "2 min 5 s", "1.5s", "10 us", "7ns", "-1 s": nanoseconds. A bare number is refused unless 0.
 * Parts go from large to small; what is finer than a nanosecond is dropped. */
sonde_status units_parse_duration(const char *s, size_t len, int64_t *ns, error *e);

/* "64 MiB", "64M", "1 GB", "512", "3 kB", "1.5G": bytes. k/M/G/T/P with i or alone are powers of 1024, with B alone ("kB") of 1000. */
sonde_status units_parse_bytes(const char *s, size_t len, uint64_t *bytes, error *e);

void units_print_duration(text *out, int64_t ns);   /* "3.2 ms", "2 min 5 s", "1 h 3 min", "-5 s" */
void units_print_time(text *out, int64_t wall_ns);   /* since 1970: "2026-11-25T02:03:25.057Z" */
void units_print_bytes(text *out, uint64_t bytes);  /* "3.4 MiB", "812 B" */

#endif
