/* Conversion to UTF-8: eight plain characters at a time with SSE2 (part of x64), the rest one by one. */
#include "utf16.h"

#include <emmintrin.h>
#include <stdio.h>

#include "base/utf8.h"
#include "bytes.h"

#define BIT(c) (UINT64_C(1) << ((c)&63))
#define PRINTABLE UINT64_C(0xffffffff00000000)

/* Which characters below 128 need no escape: one bit for each. */
static const uint64_t plain_bits[3][2] = {
    [ESCAPE_NONE] = {UINT64_MAX, UINT64_MAX},
    [ESCAPE_XML] = {(PRINTABLE & ~(BIT('&') | BIT('<') | BIT('>') | BIT('"') | BIT('\''))) | BIT('\t') |
                        BIT('\n'),
        UINT64_MAX},
    [ESCAPE_JSON] = {PRINTABLE & ~BIT('"'), ~BIT('\\')},
};

static inline bool is_plain(unsigned c, int escape) {
  return c < 128 && plain_bits[escape][c >> 6] >> (c & 63) & 1;
}

static void add_code(buf *out, unsigned c) {
  char *p = buf_room(out, 4);
  if (!p) return;
  size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
  for (size_t i = n - 1; i > 0; i--, c >>= 6)
    p[i] = (char)(0x80 | (c & 63));
  p[0] = (char)(lead[n] | c);
  out->len += n;
}

static void add_xml(buf *out, unsigned c) {
  switch (c) {
  case '&': buf_puts(out, "&amp;"); return;
  case '<': buf_puts(out, "&lt;"); return;
  case '>': buf_puts(out, "&gt;"); return;
  case '"': buf_puts(out, "&quot;"); return;
  case '\'': buf_puts(out, "&apos;"); return;
  case '\r': buf_puts(out, "&#13;"); return;
  default: add_code(out, c < 32 || (c & 0xfffe) == 0xfffe ? 0xfffd : c);
  }
}

static void add_json(buf *out, unsigned c) {
  char number[8];
  switch (c) {
  case '"': buf_puts(out, "\\\""); return;
  case '\\': buf_puts(out, "\\\\"); return;
  case '\n': buf_puts(out, "\\n"); return;
  case '\r': buf_puts(out, "\\r"); return;
  case '\t': buf_puts(out, "\\t"); return;
  default: break;
  }
  if (c >= 32) {
    add_code(out, c);
    return;
  }
  snprintf(number, sizeof number, "\\u%04x", c);
  buf_puts(out, number);
}

static void add_escaped(buf *out, unsigned c, int escape) {
  if (is_plain(c, escape))
    buf_putc(out, (char)c);
  else if (escape == ESCAPE_XML)
    add_xml(out, c);
  else if (escape == ESCAPE_JSON)
    add_json(out, c);
  else
    add_code(out, c);
}

/* One character at s[*at]; moves behind it. */
static unsigned next_code(const uint8_t *s, size_t units, size_t *at) {
  unsigned c = get16(s + 2 * (*at)++);
  if (c < 0xd800 || c > 0xdfff) return c;
  if (c > 0xdbff || *at == units) return 0xfffd;
  unsigned low = get16(s + 2 * *at);
  if (low < 0xdc00 || low > 0xdfff) return 0xfffd;
  ++*at;
  return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* Bits of the eight bytes that are not plain ASCII letters for the escape: too many may be set, never too
 * few. */
static int special(__m128i bytes, int escape) {
  __m128i control = _mm_cmplt_epi8(bytes, _mm_set1_epi8(32)); /* also all above 127 */
  if (escape == ESCAPE_NONE) return _mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_setzero_si128())) & 0xff;
  __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), other;
  if (escape == ESCAPE_JSON)
    other = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  else {
    __m128i angle = _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xfd)), _mm_set1_epi8('<'));
    __m128i and_quote = _mm_cmpeq_epi8(_mm_and_si128(bytes, _mm_set1_epi8((char)0xfe)), _mm_set1_epi8('&'));
    other = _mm_or_si128(angle, and_quote);
  }
  return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(control, quote), other)) & 0xff;
}

/* Characters from `at` on that went out unchanged. */
static size_t add_plain(buf *out, const uint8_t *s, size_t units, size_t at, int escape) {
  size_t from = at;
  char *to = buf_room(out, units - at + 8);
  if (!to) return 0;
  for (; at + 8 <= units; at += 8, to += 8) {
    __m128i wide = _mm_loadu_si128((const __m128i *)(const void *)(s + 2 * at));
    __m128i high = _mm_cmpgt_epi16(_mm_srli_epi16(wide, 7), _mm_setzero_si128());
    __m128i bytes = _mm_packus_epi16(wide, wide);
    if (_mm_movemask_epi8(high) || special(bytes, escape)) break;
    _mm_storel_epi64((__m128i *)(void *)to, bytes);
  }
  for (; at < units; at++) {
    unsigned c = get16(s + 2 * at);
    if (!is_plain(c, escape)) break;
    *to++ = (char)c;
  }
  out->len = (size_t)(to - out->data);
  return at - from;
}

void utf16_add(buf *out, const uint8_t *s, size_t units, int escape) {
  for (size_t at = 0; at < units && !out->cut;) {
    at += add_plain(out, s, units, at, escape);
    if (at < units && !out->cut) add_escaped(out, next_code(s, units, &at), escape);
  }
}

/* 0x80 to 0x9f of code page 1252; the five free places are U+FFFD. */
static const uint16_t windows_1252[32] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d,
    0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

void ansi_add(buf *out, const uint8_t *s, size_t len, int escape) {
  for (size_t i = 0; i < len; i++)
    add_escaped(out, s[i] >= 0x80 && s[i] < 0xa0 ? windows_1252[s[i] - 0x80] : s[i], escape);
}

static size_t add_wrong_or_escaped(buf *out, const char *s, size_t len, int escape) {
  if (utf8_valid_prefix(s, 1) == 1) {
    add_escaped(out, (unsigned char)*s, escape);
    return 1;
  }
  size_t n = 2;
  while (n <= 4 && n <= len && utf8_valid_prefix(s, n) != n)
    n++;
  if (n > 4 || n > len) {
    buf_puts(out, "\xef\xbf\xbd");
    return 1;
  }
  bool noncharacter = n == 3 && !memcmp(s, "\xef\xbf", 2) && (unsigned char)s[2] >= 0xbe;
  buf_add(out, escape == ESCAPE_XML && noncharacter ? "\xef\xbf\xbd" : s, n);
  return n;
}

void utf8_add(buf *out, const char *s, size_t len, int escape) {
  for (size_t at = 0; at < len;) {
    size_t from = at;
    while (at < len && is_plain((unsigned char)s[at], escape))
      at++;
    buf_add(out, s + from, at - from);
    if (at < len) at += add_wrong_or_escaped(out, s + at, len - at, escape);
  }
}
