/* Parsers of the /proc files that list CPUs, disks and network interfaces. Like those of proc_text.h they take any
 * bytes. *at starts at 0; false: no more. */
#ifndef PERFCOUNTERS_PROC_DEVICES_H
#define PERFCOUNTERS_PROC_DEVICES_H

#include "path.h"

/* A "cpuN" line of /proc/stat; times in ticks. */
typedef struct proc_cpu {
  uint32_t number;
  uint64_t user, nice, kernel, idle, iowait, irq, softirq, steal;
} proc_cpu;
bool proc_next_cpu(const char *s, size_t len, size_t *at, proc_cpu *out);

/* The sum of the "intr" line of /proc/stat. */
bool proc_parse_interrupts(const char *s, size_t len, uint64_t *out);

/* A line of /proc/diskstats (Documentation/admin-guide/iostats.rst); times in ms. */
typedef struct proc_disk {
  path_part name;
  uint64_t reads, read_sectors, read_ms, writes, written_sectors, write_ms, in_flight, busy_ms, pending_ms;
} proc_disk;
bool proc_next_disk(const char *s, size_t len, size_t *at, proc_disk *out);

/* A line of /proc/net/dev. */
typedef struct proc_net {
  path_part name;
  uint64_t received, packets_in, errors_in, drops_in, sent, packets_out, errors_out, drops_out;
} proc_net;
bool proc_next_net(const char *s, size_t len, size_t *at, proc_net *out);

#endif
