/* Lines, words and numbers of untrusted text. */
#include "lines.h"

#include <string.h>

#include "base/utf8.h"

static void add_part(lines *l, const char *bytes, size_t n) {
  size_t room = sizeof l->line - l->used;
  if (n > room) n = room;
  memcpy(l->line + l->used, bytes, n);
  l->used += n;
}

void lines_feed(lines *l, const char *bytes, size_t n) {
  while (n > 0) {
    const char *end = memchr(bytes, '\n', n);
    size_t part = end ? (size_t)(end - bytes) : n;
    add_part(l, bytes, part);
    if (!end) return;
    l->sink(l->self, l->line, l->used);
    l->used = 0;
    bytes += part + 1;
    n -= part + 1;
  }
}

void lines_end(lines *l) {
  if (l->used) l->sink(l->self, l->line, l->used);
  l->used = 0;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool words_next(words *w, const char **word, size_t *len) {
  *len = words_rest(w, word);
  if (*len == 0) return false;
  while (w->at < w->end && !is_blank(*w->at))
    w->at++;
  *len = (size_t)(w->at - *word);
  return true;
}

size_t words_rest(words *w, const char **rest) {
  while (w->at < w->end && is_blank(*w->at))
    w->at++;
  *rest = w->at;
  return (size_t)(w->end - w->at);
}

bool words_skip(words *w, int n) {
  const char *word;
  size_t len;
  for (int i = 0; i < n; i++)
    if (!words_next(w, &word, &len)) return false;
  return true;
}

static unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return (unsigned)(c - '0');
  if (c >= 'a' && c <= 'f') return (unsigned)(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return (unsigned)(c - 'A') + 10;
  return 16;
}

bool words_digits(words *w, unsigned base, char stop, uint64_t *out) {
  uint64_t n = 0;
  const char *from = w->at;
  for (; w->at < w->end && digit_of(*w->at) < base; w->at++) {
    if (n > (UINT64_MAX - digit_of(*w->at)) / base) return false;
    n = n * base + digit_of(*w->at);
  }
  *out = n;
  if (w->at == from) return false;
  if (stop == 0) return w->at == w->end || is_blank(*w->at);
  return w->at < w->end && *w->at++ == stop;
}

bool words_number(words *w, unsigned base, uint64_t *out) {
  const char *rest;
  words_rest(w, &rest);
  return words_digits(w, base, 0, out);
}

static void add_clean(text *names, const char *s, size_t len) {
  size_t from = 0;
  for (size_t i = 0; i < len; i++) {
    if ((unsigned char)s[i] >= 32 && s[i] != 127) continue;
    text_add(names, s + from, i - from);
    text_putc(names, '?');
    from = i + 1;
  }
  text_add(names, s + from, len - from);
}

void names_add(text *names, const char *s, size_t len) {
  while (len > 0) {
    size_t good = utf8_valid_prefix(s, len);
    add_clean(names, s, good);
    if (good < len) text_putc(names, '?'), good++;
    s += good;
    len -= good;
  }
}
