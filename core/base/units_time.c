/* Points in time as people and programs read them (RFC 3339). */
#include "base/units.h"

/* Days since 1970-01-01 to a date, by 400-year eras that start on a 1st of March. */
static void civil_date(int64_t days, int *year, int *month, int *day) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t doe = days - era * 146097;
  int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int64_t m = (5 * doy + 2) / 153;
  *day = (int)(doy - (153 * m + 2) / 5 + 1);
  *month = (int)(m < 10 ? m + 3 : m - 9);
  *year = (int)(yoe + era * 400 + (*month <= 2));
}

void units_print_time(text *out, int64_t wall_ns) {
  int64_t ms = wall_ns / 1000000 - (wall_ns % 1000000 < 0);
  int64_t days = ms / 86400000 - (ms % 86400000 < 0);
  int of_day = (int)(ms - days * 86400000);
  int y, m, d;
  civil_date(days, &y, &m, &d);
  text_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", y, m, d, of_day / 3600000, of_day / 60000 % 60,
      of_day / 1000 % 60, of_day % 1000);
}
