/* Words, numbers and signs of a line of a signature file. */
#include <string.h>

#include "declaration.h"

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static uint32_t token_length(const char *s, size_t len, char *kind) {
  size_t n = 1;
  *kind = s[0];
  if (is_word(s[0]) || is_digit(s[0])) {
    *kind = is_word(s[0]) ? 'w' : 'n';
    while (n < len && (is_word(s[n]) || is_digit(s[n])))
      n++;
  } else if (len >= 3 && memcmp(s, "...", 3) == 0) {
    *kind = '.';
    n = 3;
  } else if (!strchr("*(),[];-", s[0])) {
    n = 0;
  }
  return (uint32_t)n;
}

sonde_status tokens_read(tokens *t, const char *s, size_t len, error *e) {
  t->n = 0;
  for (size_t at = 0; at < len;) {
    if (s[at] == ' ' || s[at] == '\t') {
      at++;
      continue;
    }
    if (t->n == TOKENS_MOST) return error_set(e, SONDE_ARG, "the line is too long");
    token *one = &t->list[t->n];
    one->at = s + at;
    one->len = s[at] ? token_length(s + at, len - at, &one->kind) : 0;
    if (!one->len)
      return error_set(e, SONDE_ARG, "byte %zu: '%.1s' has no place in a prototype", at + 1, s + at);
    at += one->len;
    t->n++;
  }
  return SONDE_OK;
}

bool token_is(const token *t, const char *word) {
  return t->len == strlen(word) && memcmp(t->at, word, t->len) == 0;
}
