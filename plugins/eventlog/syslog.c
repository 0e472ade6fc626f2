/* Lines of syslog files as events. */
#include "syslog.h"

#include <stdio.h>

#include "slot.h"

#define SECOND INT64_C(1000000000)

typedef struct scan {
  const char *s;
  size_t len, at;
} scan;

static bool take(scan *x, char c) {
  if (x->at >= x->len || x->s[x->at] != c) return false;
  x->at++;
  return true;
}

/* Up to the next space; "-" is none. */
static plain_text word(scan *x) {
  size_t from = x->at;
  while (x->at < x->len && x->s[x->at] != ' ')
    x->at++;
  plain_text t = {x->s + from, x->at - from};
  take(x, ' ');
  if (t.len == 1 && *t.s == '-') t = (plain_text){0};
  return t;
}

static bool number(scan *x, uint64_t most, uint64_t *out) {
  size_t from = x->at;
  *out = 0;
  while (x->at < x->len && x->at - from < 10 && x->s[x->at] >= '0' && x->s[x->at] <= '9')
    *out = *out * 10 + (uint64_t)(x->s[x->at++] - '0');
  return x->at > from && *out <= most;
}

static bool priority(scan *x, plain_event *out) {
  uint64_t pri;
  scan was = *x;
  if (take(x, '<') && number(x, 191, &pri) && take(x, '>')) {
    plain_set(out, N_level, plain_level((unsigned)pri & 7));
    return true;
  }
  *x = was;
  return false;
}

static void set_time(plain_event *out, int64_t ns) {
  out->time = ns;
  plain_set(out, N_time, (uint64_t)ns);
}

/* "Nov  2 19:31:01": of the last twelve months. */
static bool old_time(scan *x, int64_t now_ns, int64_t east_s, plain_event *out) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  uint64_t day, h, m, s;
  scan was = *x;
  int month = 0;
  while (month < 12 && (x->len - x->at < 4 || memcmp(x->s + x->at, months + 3 * (size_t)month, 3) != 0))
    month++;
  if (month == 12) return false;
  x->at += 3;
  while (take(x, ' ')) {
  }
  if (!number(x, 31, &day) || !take(x, ' ') || !number(x, 23, &h) || !take(x, ':') || !number(x, 59, &m) ||
      !take(x, ':') || !number(x, 60, &s) || !take(x, ' ') || day == 0) {
    *x = was;
    return false;
  }
  int64_t year = 1970 + now_ns / SECOND / 31556952 + 1, ns;
  for (int tries = 0; tries < 12; tries++, year--) { /* February 29 may be long ago */
    char date[12];
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)year % 10000, month + 1, (int)day);
    if (!time_parse(date, 10, &ns)) continue;
    ns += ((int64_t)(h * 3600 + m * 60 + s) - east_s) * SECOND;
    if (ns > now_ns + 86400 * SECOND) continue;
    set_time(out, ns);
    return true;
  }
  *x = was;
  return false;
}

static bool iso_time(scan *x, plain_event *out) {
  scan was = *x;
  int64_t ns;
  plain_text t = word(x);
  if (t.s && t.len >= 19 && time_parse(t.s, t.len, &ns)) {
    set_time(out, ns);
    return true;
  }
  *x = was;
  return false;
}

static void process_of(const plain_text *t, plain_event *out) {
  scan x = {t->s, t->len, 0};
  uint64_t pid;
  if (t->s && number(&x, 4294967295, &pid) && x.at == x.len) plain_set(out, N_process, pid);
}

/* [id name="value" ...][...] or -; a ] inside of quotes may be escaped. */
static void skip_structured(scan *x) {
  if (take(x, '-')) return;
  while (take(x, '[')) {
    bool quoted = false;
    for (; x->at < x->len && (quoted || x->s[x->at] != ']'); x->at++) {
      if (x->s[x->at] == '\\' && quoted)
        x->at++;
      else if (x->s[x->at] == '"')
        quoted = !quoted;
    }
    if (x->at > x->len) x->at = x->len;
    take(x, ']');
  }
}

static plain_text rest(scan *x) {
  take(x, ' ');
  if (x->len - x->at >= 3 && !memcmp(x->s + x->at, "\xef\xbb\xbf", 3)) x->at += 3;
  return (plain_text){x->s + x->at, x->len - x->at};
}

static bool new_form(scan *x, plain_event *out) {
  scan was = *x;
  if (!take(x, '1') || !take(x, ' ')) {
    *x = was;
    return false;
  }
  bool timed = iso_time(x, out);
  if (!timed) word(x);
  out->text[T_computer] = word(x);
  out->text[T_provider] = word(x);
  plain_text process = word(x);
  process_of(&process, out);
  out->text[T_guid] = word(x);
  skip_structured(x);
  out->text[T_text] = rest(x);
  return true;
}

/* "program[12]: text"; without such a tag all is text. */
static void tag_and_text(scan *x, plain_event *out) {
  scan was = *x;
  size_t from = x->at;
  while (x->at < x->len && x->at - from < 64 && !strchr(" :[", x->s[x->at]))
    x->at++;
  plain_text tag = {x->s + from, x->at - from}, process = {0};
  if (take(x, '[')) {
    size_t digits = x->at;
    while (x->at < x->len && x->s[x->at] != ']')
      x->at++;
    process = (plain_text){x->s + digits, x->at - digits};
    take(x, ']');
  }
  if (tag.len && take(x, ':')) {
    out->text[T_provider] = tag;
    process_of(&process, out);
  } else {
    *x = was;
  }
  out->text[T_text] = rest(x);
}

bool syslog_parse(const char *line, size_t len, int64_t now_ns, int64_t east_s, plain_event *out) {
  scan x = {line, len, 0};
  memset(out, 0, sizeof *out);
  plain_set(out, N_event, 0);
  bool has_priority = priority(&x, out);
  if (has_priority && new_form(&x, out)) return true;
  if (old_time(&x, now_ns, east_s, out) || iso_time(&x, out)) {
    out->text[T_computer] = word(&x);
    tag_and_text(&x, out);
    return true;
  }
  out->text[T_text] = (plain_text){line + x.at, len - x.at};
  return has_priority;
}
