/* Wildcards without recursion: after a mismatch only the last * takes one byte more. */
#include "base/like.h"

/* Bytes of the character at s: `?` takes a whole one. */
static size_t char_len(const char *s, size_t len) {
  size_t n = 1;
  while (n < len && ((unsigned char)s[n] & 0xC0) == 0x80)
    n++;
  return n;
}

bool like_match(const char *pattern, size_t pattern_len, const char *text, size_t text_len) {
  size_t p = 0, t = 0;
  size_t star = 0, star_text = 0; /* 1 + place of the last *, and where the text it does not take begins */
  while (t < text_len) {
    if (p < pattern_len && pattern[p] == '*') {
      star = ++p;
      star_text = t;
      if (p == pattern_len) return true;
    } else if (p < pattern_len && pattern[p] == '?') {
      t += char_len(text + t, text_len - t);
      p++;
    } else if (p < pattern_len && pattern[p] == text[t]) {
      t++;
      p++;
    } else if (star) {
      star_text += char_len(text + star_text, text_len - star_text);
      p = star;
      t = star_text;
    } else {
      return false;
    }
  }
  while (p < pattern_len && pattern[p] == '*')
    p++;
  return p == pattern_len;
}

bool like_is_pattern(const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (text[i] == '*' || text[i] == '?') return true;
  }
  return false;
}
