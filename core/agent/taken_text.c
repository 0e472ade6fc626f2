/* Texts of the target: at most TEXT_MOST bytes, as far as they can be read. */
#include "agent/taken_text.h"

#include "agent/platform.h"

static uint32_t put(char *to, uint32_t code) {
  if (code < 0x80) {
    to[0] = (char)code;
    return 1;
  }
  uint32_t more = code < 0x800     ? 1
                  : code < 0x10000 ? 2
                                   : 3,
           lead = more == 1   ? 0xC0
                  : more == 2 ? 0xE0
                              : 0xF0;
  to[0] = (char)(lead | code >> 6 * more);
  for (uint32_t i = 1; i <= more; i++)
    to[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3F));
  return more + 1;
}

/* A half of a pair that stands alone becomes U+FFFD. */
static uint32_t code_at(const uint16_t *units, uint32_t n, uint32_t *at) {
  uint32_t unit = units[(*at)++];
  if (unit < 0xD800 || unit > 0xDFFF) return unit;
  uint32_t low = *at < n ? units[*at] : 0;
  if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return 0xFFFD;
  ++*at;
  return 0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00));
}

static void take_units(taken_text *t, const uint16_t *units, uint32_t n) {
  uint32_t end = 0;
  while (end < n && units[end])
    end++;
  t->is_cut = end == n;
  for (uint32_t at = 0; at < end;)
    t->len += put(t->bytes + t->len, code_at(units, end, &at));
}

uint32_t taken_text_read(taken_text *t, uint64_t address, uint32_t utf16) {
  uint16_t units[TEXT_MOST / 2];
  const void *from = (const void *)address;
  t->len = 0;
  if (utf16) {
    uint32_t got = (uint32_t)platform_copy(units, from, sizeof units);
    take_units(t, units, got / 2);
    return got >= 2;
  }
  uint32_t got = (uint32_t)platform_copy(t->bytes, from, TEXT_MOST);
  while (t->len < got && t->bytes[t->len])
    t->len++;
  t->is_cut = t->len == got;
  return got > 0;
}
