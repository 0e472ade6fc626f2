/* Parsers of the /proc files that tell about the machine: stat, loadavg, mounts (proc(5)). */
#include "proc_text.h"

#include <string.h>

static bool starts(const char *line, const char *end, const char *word) {
  size_t n = strlen(word);
  return (size_t)(end - line) >= n && memcmp(line, word, n) == 0;
}

/* Up to n numbers behind a line's first word; the number read. */
static size_t numbers(const char *at, const char *end, uint64_t *const *out, size_t n) {
  while (at < end && *at != ' ')
    at++;
  size_t i = 0;
  for (; i < n; i++) {
    while (at < end && *at == ' ')
      at++;
    if (at >= end || *at < '0' || *at > '9') break;
    uint64_t value = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
      value = value > UINT64_MAX / 16 ? UINT64_MAX / 16 : value * 10 + (uint64_t)(*at - '0');
    *out[i] = value;
  }
  return i;
}

static bool machine_line(const char *line, const char *end, proc_machine *m) {
  if (starts(line, end, "cpu ")) {
    uint64_t *out[8] = {
        &m->user, &m->nice, &m->kernel, &m->idle, &m->iowait, &m->irq, &m->softirq, &m->steal};
    return numbers(line, end, out, 8) >= 4;
  }
  if (starts(line, end, "cpu")) m->cpus++;
  uint64_t *one[1] = {NULL};
  if (starts(line, end, "ctxt ")) one[0] = &m->switches;
  if (starts(line, end, "btime ")) one[0] = &m->boot_s;
  if (starts(line, end, "procs_running ")) one[0] = &m->running;
  if (one[0]) numbers(line, end, one, 1);
  return false;
}

bool proc_parse_machine(const char *s, size_t len, proc_machine *out) {
  memset(out, 0, sizeof *out);
  bool found = false;
  for (const char *line = s, *end = s + len; line < end;) {
    const char *line_end = memchr(line, '\n', (size_t)(end - line));
    if (!line_end) line_end = end;
    found |= machine_line(line, line_end, out);
    line = line_end + 1;
  }
  return found;
}

/* "12.34": digits, a point, digits; locales do not matter. */
static bool take_decimal(const char **at, const char *end, double *out) {
  const char *start = *at;
  double n = 0, unit = 0;
  for (; *at < end && ((**at >= '0' && **at <= '9') || (**at == '.' && unit == 0)); ++*at) {
    if (**at == '.') {
      unit = 1;
      continue;
    }
    n = n * 10 + (**at - '0');
    unit *= 10;
  }
  *out = unit > 0 ? n / unit : n;
  return *at > start && *out < 1e9;
}

bool proc_parse_load(const char *s, size_t len, double load[3], uint64_t *running, uint64_t *threads) {
  const char *at = s, *end = s + len;
  for (int i = 0; i < 3; i++) {
    if (!take_decimal(&at, end, &load[i]) || at >= end || *at++ != ' ') return false;
  }
  double run, all;
  if (!take_decimal(&at, end, &run) || at >= end || *at++ != '/') return false;
  if (!take_decimal(&at, end, &all)) return false;
  *running = (uint64_t)run;
  *threads = (uint64_t)all;
  return true;
}

/* Copies one blank-separated word, octal escapes (\040) resolved. False: it does not fit. */
static bool take_word(const char **at, const char *end, char *out, size_t size) {
  while (*at < end && **at == ' ')
    ++*at;
  size_t n = 0;
  for (; *at < end && **at != ' '; ++*at) {
    char c = **at;
    if (c == '\\' && end - *at > 3) {
      const char *o = *at + 1;
      if (o[0] >= '0' && o[0] <= '3' && o[1] >= '0' && o[1] <= '7' && o[2] >= '0' && o[2] <= '7') {
        c = (char)((o[0] - '0') * 64 + (o[1] - '0') * 8 + (o[2] - '0'));
        *at += 3;
      }
    }
    if (n + 1 < size) out[n] = c;
    n++;
  }
  out[n < size ? n : 0] = 0;
  return n > 0 && n < size;
}

/* Real: files that stay. Network ones are left out, since asking a server that is away would block. */
static bool real_type(const char *device, const char *type) {
  static const char *const words[] = {"overlay", "zfs", "virtiofs", "btrfs"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(type, words[i]) == 0) return true;
  return device[0] == '/' && strcmp(type, "squashfs") != 0 && strcmp(type, "tmpfs") != 0;
}

bool proc_next_mount(const char *s, size_t len, size_t *at, disk *out) {
  while (*at < len) {
    const char *line = s + *at, *end = memchr(line, '\n', len - *at);
    if (!end) end = s + len;
    *at = (size_t)(end - s) + 1;
    char device[256];
    take_word(&line, end, device, sizeof device);
    bool fits = take_word(&line, end, out->path, sizeof out->path);
    fits &= take_word(&line, end, out->type, sizeof out->type);
    if (fits && out->path[0] == '/' && real_type(device, out->type)) return true;
  }
  return false;
}
