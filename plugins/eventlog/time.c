/* Times: FILETIME, nanoseconds since 1970, and ISO 8601 text, all UTC. */
#include <stdio.h>

#include "slot.h"

#define TICKS UINT64_C(10000000) /* a second */
#define DAY INT64_C(86400)

/* Days since 1970 of a date in the Gregorian calendar, and back (eras of 400 years that begin in March). */
static int64_t days_of(int64_t y, unsigned m, unsigned d) {
  y -= m <= 2;
  int64_t era = y / 400, year = y - era * 400;
  int64_t day = (153 * ((int64_t)m + (m > 2 ? -3 : 9)) + 2) / 5 + (int64_t)d - 1;
  return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static void date_of(int64_t days, unsigned v[3]) {
  days += 719468;
  int64_t era = days / 146097, day = days - era * 146097;
  int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  int64_t rest = day - (365 * year + year / 4 - year / 100), month = (5 * rest + 2) / 153;
  v[2] = (unsigned)(rest - (153 * month + 2) / 5 + 1);
  v[1] = (unsigned)(month < 10 ? month + 3 : month - 9);
  v[0] = (unsigned)(year + era * 400 + (v[1] <= 2));
}

static void two(char *to, unsigned n) {
  to[0] = (char)('0' + n / 10);
  to[1] = (char)('0' + n % 10);
}

void filetime_add(buf *out, uint64_t filetime) {
  uint64_t seconds = filetime / TICKS, part = filetime % TICKS;
  unsigned v[3], s = (unsigned)(seconds % 86400);
  date_of((int64_t)(seconds / 86400) - 134774, v);
  char text[40];
  if (v[0] > 9999) {
    int n = snprintf(text, sizeof text, "%u-%02u-%02uT%02u:%02u:%02u.%07uZ", v[0], v[1], v[2], s / 3600,
        s / 60 % 60, s % 60, (unsigned)part);
    buf_add(out, text, (size_t)n);
    return;
  }
  static const char form[] = "0000-00-00T00:00:00.0000000Z";
  memcpy(text, form, sizeof form);
  two(text, v[0] / 100);
  two(text + 2, v[0] % 100);
  two(text + 5, v[1]);
  two(text + 8, v[2]);
  two(text + 11, s / 3600);
  two(text + 14, s / 60 % 60);
  two(text + 17, s % 60);
  for (int i = 26; i >= 20; i--, part /= 10)
    text[i] = (char)('0' + part % 10);
  buf_add(out, text, 28);
}

bool filetime_to_ns(uint64_t filetime, int64_t *ns) {
  if (filetime > FILETIME_1970 + INT64_MAX / 100 || filetime == 0) return false;
  int64_t ticks = (int64_t)(filetime - FILETIME_1970);
  if (ticks < INT64_MIN / 100) return false;
  *ns = ticks * 100;
  return true;
}

/* n digits at s[*at]; moves behind them. */
static bool digits(const char *s, size_t len, size_t *at, size_t n, unsigned *out) {
  *out = 0;
  if (len - *at < n) return false;
  for (size_t i = 0; i < n; i++, ++*at) {
    if (s[*at] < '0' || s[*at] > '9') return false;
    *out = *out * 10 + (unsigned)(s[*at] - '0');
  }
  return true;
}

static bool skip(const char *s, size_t len, size_t *at, char c) {
  if (*at >= len || s[*at] != c) return false;
  ++*at;
  return true;
}

static int64_t fraction(const char *s, size_t len, size_t *at) {
  int64_t ns = 0, unit = 100000000;
  for (; *at < len && s[*at] >= '0' && s[*at] <= '9'; ++*at, unit /= 10)
    ns += (s[*at] - '0') * unit;
  return ns;
}

/* "+02:00", "-0530", "Z" or nothing, in seconds east of UTC. */
static bool zone(const char *s, size_t len, size_t *at, int64_t *seconds) {
  *seconds = 0;
  if (*at == len || skip(s, len, at, 'Z')) return true;
  int sign = skip(s, len, at, '-') ? -1 : skip(s, len, at, '+') ? 1 : 0;
  unsigned h, m;
  if (!sign || !digits(s, len, at, 2, &h)) return false;
  skip(s, len, at, ':');
  if (!digits(s, len, at, 2, &m)) return false;
  *seconds = sign * (int64_t)(h * 3600 + m * 60);
  return h < 24 && m < 60;
}

static unsigned month_days(unsigned y, unsigned m) {
  bool leap = y % 4 == 0 && (y % 100 || y % 400 == 0);
  return m == 2 ? 28u + leap : 30 + (m + m / 8) % 2;
}

bool time_parse(const char *s, size_t len, int64_t *ns) {
  size_t at = 0;
  unsigned y, mo, d, h = 0, mi = 0, sec = 0;
  int64_t part = 0, east = 0;
  if (!digits(s, len, &at, 4, &y) || !skip(s, len, &at, '-') || !digits(s, len, &at, 2, &mo) ||
      !skip(s, len, &at, '-') || !digits(s, len, &at, 2, &d))
    return false;
  if (y < 1678 || y > 2261 || mo < 1 || mo > 12 || d < 1 || d > month_days(y, mo)) return false;
  if (at < len) {
    if (!skip(s, len, &at, 'T') && !skip(s, len, &at, ' ')) return false;
    if (!digits(s, len, &at, 2, &h) || !skip(s, len, &at, ':') || !digits(s, len, &at, 2, &mi)) return false;
    if (skip(s, len, &at, ':') && !digits(s, len, &at, 2, &sec)) return false;
    if (skip(s, len, &at, '.')) part = fraction(s, len, &at);
    if (h > 23 || mi > 59 || sec > 60 || !zone(s, len, &at, &east)) return false;
  }
  *ns = (days_of(y, mo, d) * DAY + h * 3600 + mi * 60 + sec - east) * INT64_C(1000000000) + part;
  return at == len;
}
