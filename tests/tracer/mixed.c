/* mixed FILE: JSON lines of `sonde query tracer.call checked_mix`; each result is computed again from its
 * arguments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long long mix(unsigned long long a, unsigned long long b, unsigned long long c) {
  unsigned long long x = a * 0x9E3779B97F4A7C15ull + b;
  return (x ^ x >> 29) * 0xBF58476D1CE4E5B9ull + c;
}

/* The "0x..." behind "NAME":. False: it is not there. */
static int read_hex(const char *line, const char *name, unsigned long long *out) {
  char key[32];
  snprintf(key, sizeof key, "\"%s\":\"0x", name);
  const char *at = strstr(line, key);
  if (at) *out = strtoull(at + strlen(key), NULL, 16);
  return at != NULL;
}

static int is_good(const char *line) {
  unsigned long long a, b, c, result;
  int whole = read_hex(line, "a1", &a) && read_hex(line, "a2", &b) && read_hex(line, "a3", &c) &&
              read_hex(line, "result", &result);
  return whole && strstr(line, "\"name\":\"checked_mix\"") && strstr(line, "\"failed\":false") &&
         result == mix(a, b, c);
}

int main(int argc, char **argv) {
  static char line[4096];
  FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
  unsigned long n = 0, bad = 0;
  if (!f) return 2;
  while (fgets(line, sizeof line, f)) {
    n++;
    if (is_good(line)) continue;
    if (bad++ < 3) printf("bad: %s", line);
  }
  fclose(f);
  printf("%lu records, %lu bad\n", n, bad);
  return bad != 0;
}
