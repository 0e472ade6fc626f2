/* Printing durations and sizes, rounded to what a person needs. */
#include "base/units.h"

#include "base/memory.h"

/* n / unit with at most one digit behind the point, rounded; in tenths. */
static uint64_t tenths(uint64_t n, uint64_t unit) {
  uint64_t whole = n / unit, rest = n % unit;
  return whole * 10 + (rest * 10 + unit / 2) / unit;
}

static void print_tenths(text *out, uint64_t t, const char *unit) {
  if (t % 10)
    text_printf(out, "%llu.%llu %s", (unsigned long long)(t / 10), (unsigned long long)(t % 10), unit);
  else
    text_printf(out, "%llu %s", (unsigned long long)(t / 10), unit);
}

static void print_two(text *out, uint64_t big, const char *big_unit, uint64_t small, const char *small_unit) {
  text_printf(out, "%llu %s", (unsigned long long)big, big_unit);
  if (small) text_printf(out, " %llu %s", (unsigned long long)small, small_unit);
}

void units_print_duration(text *out, int64_t ns) {
  uint64_t n = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
  if (ns < 0) text_putc(out, '-');
  uint64_t seconds = n / 1000000000 + (n % 1000000000 >= 500000000);
  uint64_t minutes = n / 60000000000 + (n % 60000000000 >= 30000000000);
  uint64_t hours = n / 3600000000000 + (n % 3600000000000 >= 1800000000000);
  if (n < 1000)
    text_printf(out, "%llu ns", (unsigned long long)n);
  else if (tenths(n, 1000) < 10000)
    print_tenths(out, tenths(n, 1000), "us");
  else if (tenths(n, 1000000) < 10000)
    print_tenths(out, tenths(n, 1000000), "ms");
  else if (tenths(n, 1000000000) < 600)
    print_tenths(out, tenths(n, 1000000000), "s");
  else if (seconds < 3600)
    print_two(out, seconds / 60, "min", seconds % 60, "s");
  else if (minutes < 1440)
    print_two(out, minutes / 60, "h", minutes % 60, "min");
  else
    print_two(out, hours / 24, "d", hours % 24, "h");
}

void units_print_bytes(text *out, uint64_t bytes) {
  static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) {
    text_printf(out, "%llu B", (unsigned long long)bytes);
    return;
  }
  size_t i = 0;
  uint64_t unit = 1024;
  /* 10240 tenths would be shown as "1024 KiB": that is the next unit's 1. */
  while (i + 1 < COUNT(units) && tenths(bytes, unit) >= 10240) {
    unit *= 1024;
    i++;
  }
  print_tenths(out, tenths(bytes, unit), units[i]);
}
