/* Texts and GUIDs of type libraries as UTF-8. */
#include "words.h"

#include <string.h>

#include "base/memory.h"

/* Code page 1252, 0x80 to 0x9F; the rest of it is Latin-1. */
static const uint16_t high[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
    0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/* Primary languages whose Windows code page is not 1252. */
static bool is_latin(uint32_t lcid) {
  static const uint8_t others[] = {0x01, 0x02, 0x04, 0x05, 0x08, 0x0D, 0x0E, 0x11, 0x12, 0x15, 0x18, 0x19,
      0x1A, 0x1B, 0x1C, 0x1E, 0x1F, 0x20, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x29, 0x2A, 0x2B, 0x2F};
  return !memchr(others, (int)(lcid & 0xFF), sizeof others) || (lcid & 0x3FF) > 0xFF;
}

static void add_character(text *out, uint32_t c) {
  char bytes[3] = {(char)(0xC0 | c >> 6), (char)(0x80 | (c & 63)), 0};
  if (c < 0x800) {
    text_add(out, bytes, 2);
    return;
  }
  bytes[0] = (char)(0xE0 | c >> 12);
  bytes[1] = (char)(0x80 | (c >> 6 & 63));
  bytes[2] = (char)(0x80 | (c & 63));
  text_add(out, bytes, 3);
}

static void add_byte(text *out, bool latin, unsigned char c) {
  if (c < 0x80)
    text_putc(out, (char)c);
  else if (!latin)
    add_character(out, 0xFFFD);
  else
    add_character(out, c < 0xA0 ? high[c - 0x80] : c);
}

void words_text(text *out, uint32_t lcid, msft_text t) {
  bool latin = is_latin(lcid);
  for (uint32_t i = 0; i < t.len; i++)
    add_byte(out, latin, (unsigned char)t.s[i]);
}

void words_quoted(text *out, uint32_t lcid, msft_text t) {
  bool latin = is_latin(lcid);
  text_putc(out, '"');
  for (uint32_t i = 0; i < t.len; i++) {
    unsigned char c = (unsigned char)t.s[i];
    if (c == '"' || c == '\\')
      text_printf(out, "\\%c", c);
    else if (c == '\n')
      text_puts(out, "\\n");
    else if (c < 0x20 || c == 0x7F)
      text_printf(out, "\\x%02x", c);
    else
      add_byte(out, latin, c);
  }
  text_putc(out, '"');
}

void words_guid(text *out, const msft_guid *guid) {
  const uint8_t *b = guid->b;
  text_printf(out, "{%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X}", b[3], b[2], b[1],
      b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

bool words_guid_is_none(const msft_guid *guid) {
  static const msft_guid none;
  return memcmp(guid, &none, sizeof none) == 0;
}

const char *words_known_type(const msft_guid *guid) {
  static const struct {
    uint32_t first;
    const char *name;
  } known[] = {{0x00000000, "IUnknown"}, {0x00020400, "IDispatch"}, {0x00020404, "IEnumVARIANT"},
      {0x0000000B, "IStorage"}, {0x0000000C, "IStream"}, {0x0000000F, "IMoniker"}, {0x0000000E, "IBindCtx"},
      {0x00000001, "IClassFactory"}, {0x0000010C, "IPersist"}, {0x00000109, "IPersistStream"},
      {0x00020401, "ITypeInfo"}, {0x00020402, "ITypeLib"}};
  static const uint8_t tail[] = {0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};
  if (memcmp(guid->b + 4, tail, sizeof tail) != 0) return NULL;
  uint32_t first = (uint32_t)guid->b[0] | (uint32_t)guid->b[1] << 8 | (uint32_t)guid->b[2] << 16 |
                   (uint32_t)guid->b[3] << 24;
  for (size_t i = 0; i < COUNT(known); i++)
    if (known[i].first == first) return known[i].name;
  return NULL;
}
