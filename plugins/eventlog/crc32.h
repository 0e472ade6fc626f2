/* CRC-32 of IEEE 802.3, as in event log files. */
#ifndef EVENTLOG_CRC32_H
#define EVENTLOG_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from an earlier result; 0 to begin. */
uint32_t crc32_of(uint32_t before, const uint8_t *p, size_t n);

#endif
