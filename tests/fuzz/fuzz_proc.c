/* The parsers of /proc text. The first byte chooses one. */
#include <stdlib.h>
#include <string.h>

#include "proc_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_keys(const char *s, size_t len) {
  static const char *const names[] = {"Uid", "VmRSS", "rchar", "pgfault", "V"};
  uint64_t value[5] = {0};
  bool found[5] = {false};
  proc_key keys[5];
  for (int i = 0; i < 5; i++)
    keys[i] = (proc_key){names[i], &value[i], &found[i]};
  if (proc_parse_keys(s, len, keys, 5) > 5) abort();
}

static void fuzz_stat(const char *s, size_t len) {
  proc_stat out;
  if (proc_parse_stat(s, len, &out) && (out.name < s || out.name + out.name_len > s + len)) abort();
}

static void fuzz_mounts(const char *s, size_t len) {
  disk d;
  for (size_t at = 0, before = 0; proc_next_mount(s, len, &at, &d); before = at)
    if (at <= before || strlen(d.path) >= sizeof d.path || strlen(d.type) >= sizeof d.type) abort();
}

static void fuzz_rest(char *s, size_t len) {
  proc_machine m;
  double load[3];
  uint64_t running, threads;
  proc_parse_machine(s, len, &m);
  proc_parse_load(s, len, load, &running, &threads);
  if (proc_clean_command(s, len) > len) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  size_t len = size - 1;
  char *s = malloc(len ? len : 1); /* no longer, so that a read behind the end is seen */
  memcpy(s, data + 1, len);
  switch (data[0] % 4) {
  case 0: fuzz_stat(s, len); break;
  case 1: fuzz_keys(s, len); break;
  case 2: fuzz_mounts(s, len); break;
  default: fuzz_rest(s, len);
  }
  free(s);
  return 0;
}
