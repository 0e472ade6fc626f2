/* Totals from /proc/PID/status, which everybody may read. */
#include <string.h>

#include "linux/provider.h"
#include "lines.h"

static void use_line(void *self, const char *line, size_t len) {
  usage *u = self;
  const struct {
    const char *key;
    amount *to;
  } keys[] = {
      {"VmRSS:", &u->resident}, {"VmSize:", &u->virtual}, {"VmSwap:", &u->swap}, {"VmHWM:", &u->peak}};
  words w = words_of(line, len);
  const char *key, *name;
  size_t key_len;
  uint64_t n;
  if (!words_next(&w, &key, &key_len)) return;
  if (key_len == 5 && memcmp(key, "Name:", 5) == 0) {
    size_t name_len = words_rest(&w, &name);
    if (name_len < sizeof u->name) memcpy(u->name, name, name_len);
  }
  if (key_len == 6 && memcmp(key, "State:", 6) == 0 && words_rest(&w, &name) && *name == 'Z')
    u->resident = u->virtual = u->swap = u->peak = amount_lacking(SONDE_WHY_GONE); /* ended, not waited for */
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (strlen(keys[i].key) == key_len && memcmp(keys[i].key, key, key_len) == 0 &&
        words_number(&w, 10, &n) && n < INT64_MAX / 1024)
      *keys[i].to = amount_of(n * 1024);
}

sonde_status platform_usage(uint32_t pid, usage *out, error *e) {
  char status[8192];
  memset(out, 0, sizeof *out);
  long got = proc_read(pid, "status", status, sizeof status);
  if (got < 0) return proc_fail(e, pid, "status", (int)-got);
  /* A thread of the kernel has none of these lines. */
  out->resident = out->virtual = out->swap = out->peak = amount_lacking(SONDE_WHY_UNSUPPORTED);
  out->commit = amount_lacking(SONDE_WHY_NOT_ASKED);
  lines l = {.sink = use_line, .self = out};
  lines_feed(&l, status, (size_t)got);
  lines_end(&l);
  return SONDE_OK;
}
