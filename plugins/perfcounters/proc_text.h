/* Parsers of /proc text. Each takes bytes that end nowhere in particular and may be anything. */
#ifndef PERFCOUNTERS_PROC_TEXT_H
#define PERFCOUNTERS_PROC_TEXT_H

#include "perfcounters.h"

/* /proc/PID/stat, as far as it is used. Times in ticks, resident in pages. */
typedef struct proc_stat {
  const char *name; /* in the text that was parsed */
  uint32_t name_len, pid;
  char state;
  uint32_t parent, threads;
  uint64_t flags, minor_faults, major_faults, user, kernel, children_user, children_kernel;
  uint64_t start, virtual_bytes, resident, disk_wait;
} proc_stat;

/* False: not such a line. */
bool proc_parse_stat(const char *s, size_t len, proc_stat *out);

/* One "Name: number" line of status, io or meminfo, or "name number" of vmstat. */
typedef struct proc_key {
  const char *name;
  uint64_t *value; /* kB is turned into bytes */
  bool *found;
} proc_key;

/* The values of these names; the order of lines does not matter but is fastest when equal. The number found.
 */
size_t proc_parse_keys(const char *s, size_t len, const proc_key *keys, size_t nkeys);

/* /proc/stat: times in ticks. False: no cpu line. */
typedef struct proc_machine {
  uint64_t user, nice, kernel, idle, iowait, irq, softirq, steal;
  uint64_t switches, boot_s, running, cpus;
} proc_machine;
bool proc_parse_machine(const char *s, size_t len, proc_machine *out);

/* /proc/loadavg: three means, and the numbers of running and of all threads. */
bool proc_parse_load(const char *s, size_t len, double load[3], uint64_t *running, uint64_t *threads);

/* The next line of /proc/self/mounts that is a real file system; *at starts at 0. Octal escapes are resolved;
 * a path that does not fit is left out. */
bool proc_next_mount(const char *s, size_t len, size_t *at, disk *out);

/* A command line with zero bytes between its arguments becomes a text: spaces between, invalid UTF-8 and
 * control characters as '?'. In place; the new length. */
size_t proc_clean_command(char *s, size_t len);

#endif
