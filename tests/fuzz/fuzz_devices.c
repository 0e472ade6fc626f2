/* The parsers of /proc/stat, diskstats and net/dev. The first byte chooses one. */
#include <stdlib.h>
#include <string.h>

#include "proc_devices.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(path_part p, const char *s, size_t len) {
  if (p.s < s || p.s + p.len > s + len) abort();
}

static void fuzz_disks(const char *s, size_t len) {
  proc_disk d;
  for (size_t at = 0; proc_next_disk(s, len, &at, &d);)
    inside(d.name, s, len);
}

static void fuzz_interfaces(const char *s, size_t len) {
  proc_net n;
  for (size_t at = 0; proc_next_net(s, len, &at, &n);)
    inside(n.name, s, len);
}

static void fuzz_cpus(const char *s, size_t len) {
  proc_cpu c;
  uint64_t interrupts;
  for (size_t at = 0; proc_next_cpu(s, len, &at, &c);)
    if (c.idle > UINT64_MAX / 16) abort();
  proc_parse_interrupts(s, len, &interrupts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  size_t len = size - 1;
  char *s = malloc(len ? len : 1);
  memcpy(s, data + 1, len);
  switch (data[0] % 3) {
  case 0: fuzz_disks(s, len); break;
  case 1: fuzz_interfaces(s, len); break;
  default: fuzz_cpus(s, len);
  }
  free(s);
  return 0;
}
