/* Outside texts made fit for where they are shown. */
#include <string.h>

#include "base/utf8.h"
#include "report/clean.h"

/* The character at s as a code point; -1 where the bytes are not UTF-8. *n: bytes it takes. */
static int32_t next_character(const char *s, size_t len, size_t *n) {
  const unsigned char *p = (const unsigned char *)s;
  *n = 1;
  if (p[0] < 0x80) return p[0];
  size_t want = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
  if (want > len || utf8_valid_prefix(s, want) != want) return -1;
  *n = want;
  int32_t c = p[0] & (0x7F >> want);
  for (size_t i = 1; i < want; i++) {
    c = c << 6 | (p[i] & 0x3F);
  }
  return c;
}

/* Marks and overrides of the writing direction: they would let a name look like another one. */
static bool turns_direction(int32_t c) {
  return (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void clean_terminal(text *out, const char *s, size_t len, bool utf8) {
  for (size_t i = 0, n; i < len; i += n) {
    int32_t c = next_character(s + i, len - i, &n);
    if (c == '\n' || c == '\r' || c == '\t') {
      text_putc(out, ' ');
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || turns_direction(c) || (c >= 0x80 && !utf8)) {
      text_putc(out, '?');
    } else {
      text_add(out, s + i, n);
    }
  }
}

static bool xml_allows(int32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         c >= 0x10000;
}

void clean_xml(text *out, const char *s) {
  size_t len = strlen(s);
  for (size_t i = 0, n; i < len; i += n) {
    int32_t c = next_character(s + i, len - i, &n);
    switch (c) {
    case '&': text_puts(out, "&amp;"); break;
    case '<': text_puts(out, "&lt;"); break;
    case '>': text_puts(out, "&gt;"); break;
    case '"': text_puts(out, "&quot;"); break;
    case '\t':
      text_puts(out, "&#9;");
      break; /* as references, since an attribute would turn them into spaces */
    case '\n': text_puts(out, "&#10;"); break;
    case '\r': text_puts(out, "&#13;"); break;
    default:
      if (xml_allows(c)) {
        text_add(out, s + i, n);
      } else {
        text_puts(out, "\xEF\xBF\xBD");
      }
    }
  }
}
