/* Tests of single fields; each answers true when it is not asked for. */
#include "filter.h"

#include <string.h>

#include "base/like.h"

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

void lower_case(char *s, size_t len) {
  for (size_t i = 0; i < len; i++)
    s[i] = lower(s[i]);
}

bool filter_id(const filter *f, int64_t id) {
  for (uint32_t i = 0; i < f->nids; i++)
    if (f->ids[i] == id) return true;
  return f->nids == 0;
}

bool filter_level(const filter *f, int64_t level) {
  return f->most_level < 0 || (level == 0 ? 4 : level) <= f->most_level;
}

bool filter_time(const filter *f, int64_t ns) {
  return ns >= f->from && ns <= f->to;
}

bool filter_source(const filter *f, const char *s, size_t len) {
  char name[256];
  if (!f->source) return true;
  if (len > sizeof name) len = sizeof name;
  for (size_t i = 0; i < len; i++)
    name[i] = lower(s[i]);
  return like_match(f->source, f->source_len, name, len);
}

bool filter_text(const filter *f, const char *s, size_t len) {
  if (!f->text || f->text_len == 0) return true;
  for (size_t at = 0; at + f->text_len <= len; at++) {
    size_t n = 0;
    while (n < f->text_len && lower(s[at + n]) == f->text[n])
      n++;
    if (n == f->text_len) return true;
  }
  return false;
}
