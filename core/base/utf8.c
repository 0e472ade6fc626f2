/* UTF-8 by the table of well-formed sequences (Unicode 15, table 3-7). */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Length of the valid character at s, 0 when there is none. */
static size_t valid_char(const unsigned char *s, size_t len) {
  unsigned char first = s[0];
  if (first < 0x80) return 1;
  size_t need = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (!need || need > len) return 0;
  unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (s[1] < low || s[1] > high) return 0;
  for (size_t i = 2; i < need; i++) {
    if ((s[i] & 0xC0) != 0x80) return 0;
  }
  return need;
}

static bool eight_ascii(const char *s) {
  uint64_t word;
  memcpy(&word, s, sizeof word);
  return !(word & UINT64_C(0x8080808080808080));
}

size_t utf8_valid_prefix(const char *s, size_t len) {
  size_t at = 0;
  while (at < len) {
    if (len - at >= 8 && eight_ascii(s + at)) {
      at += 8;
      continue;
    }
    size_t n = valid_char((const unsigned char *)s + at, len - at);
    if (!n) return at;
    at += n;
  }
  return at;
}

size_t utf8_cut(const char *s, size_t len, size_t limit) {
  if (len <= limit) return len;
  while (limit > 0 && ((unsigned char)s[limit] & 0xC0) == 0x80)
    limit--;
  return limit;
}

/* Marks that sit on the character before them, and invisible joiners. */
static bool is_combining(uint32_t c) {
  static const struct {
    uint32_t first, last;
  } ranges[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
      {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
      {0xFEFF, 0xFEFF}};
  for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
    if (c >= ranges[i].first && c <= ranges[i].last) return true;
  }
  return false;
}

static uint32_t code_point(const unsigned char *s, size_t n) {
  static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  uint32_t c = s[0] & masks[n];
  for (size_t i = 1; i < n; i++)
    c = c << 6 | (s[i] & 0x3Fu);
  return c;
}

size_t utf8_width(const char *s, size_t len) {
  size_t columns = 0;
  for (size_t at = 0; at < len;) {
    const unsigned char *p = (const unsigned char *)s + at;
    size_t n = valid_char(p, len - at);
    if (!n || !is_combining(code_point(p, n))) columns++;
    at += n ? n : 1;
  }
  return columns;
}
