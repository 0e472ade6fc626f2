/* Values as text, in the forms that Windows shows. */
#include "slot.h"

#include <stdio.h>
#include <stdlib.h>

#include "bytes.h"
#include "utf16.h"

void decimal_add(buf *out, uint64_t n) {
  char digits[20];
  size_t at = sizeof digits;
  do
    digits[--at] = (char)('0' + n % 10);
  while (n /= 10);
  buf_add(out, digits + at, sizeof digits - at);
}

static void signed_add(buf *out, int64_t n) {
  if (n < 0) buf_putc(out, '-');
  decimal_add(out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

static void hex_add(buf *out, uint64_t n) {
  char digits[18];
  size_t at = sizeof digits;
  do
    digits[--at] = "0123456789abcdef"[n & 15];
  while (n >>= 4);
  digits[--at] = 'x';
  digits[--at] = '0';
  buf_add(out, digits + at, sizeof digits - at);
}

static void bytes_add(buf *out, const uint8_t *p, size_t n) {
  char *to = buf_room(out, 2 * n);
  if (!to) return;
  for (size_t i = 0; i < n; i++) {
    *to++ = "0123456789ABCDEF"[p[i] >> 4];
    *to++ = "0123456789ABCDEF"[p[i] & 15];
  }
  out->len += 2 * n;
}

static void guid_add(buf *out, const uint8_t *p) {
  static const uint8_t order[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  buf_putc(out, '{');
  for (size_t i = 0; i < sizeof order; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) buf_putc(out, '-');
    bytes_add(out, p + order[i], 1);
  }
  buf_putc(out, '}');
}

static void sid_add(buf *out, const uint8_t *p, size_t len) {
  size_t n = len >= 8 ? p[1] : 0;
  if (len < 8 || n > (len - 8) / 4) {
    bytes_add(out, p, len);
    return;
  }
  uint64_t authority = 0;
  for (int i = 2; i < 8; i++)
    authority = authority << 8 | p[i];
  buf_puts(out, "S-");
  decimal_add(out, p[0]);
  buf_putc(out, '-');
  decimal_add(out, authority);
  for (size_t i = 0; i < n; i++) {
    buf_putc(out, '-');
    decimal_add(out, get32(p + 8 + 4 * i));
  }
}

/* The shortest decimal that reads back as the same number. */
static void real_add(buf *out, double n, bool is_float) {
  char digits[40];
  for (int precision = is_float ? 6 : 15; precision <= (is_float ? 9 : 17); precision++) {
    snprintf(digits, sizeof digits, "%.*g", precision, n);
    if (is_float ? strtof(digits, NULL) == (float)n : strtod(digits, NULL) == n) break;
  }
  buf_puts(out, digits);
}

static void float_add(buf *out, const uint8_t *p) {
  float n;
  memcpy(&n, p, sizeof n);
  real_add(out, (double)n, true);
}

static void double_add(buf *out, const uint8_t *p) {
  double n;
  memcpy(&n, p, sizeof n);
  real_add(out, n, false);
}

/* Year, month, day and so on; digits: of a fraction of `fraction`. */
static void date_add(buf *out, const unsigned v[6], unsigned fraction, int digits) {
  char text[80];
  int n = snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u.%0*uZ", v[0], v[1], v[2], v[3], v[4],
      v[5], digits, fraction);
  buf_add(out, text, (size_t)n);
}

static void systemtime_add(buf *out, const uint8_t *p) {
  unsigned v[6] = {get16(p), get16(p + 2), get16(p + 6), get16(p + 8), get16(p + 10), get16(p + 12)};
  date_add(out, v, get16(p + 14), 3);
}

static void string_add(buf *out, const uint8_t *p, size_t bytes, int escape) {
  size_t units = bytes / 2;
  while (units && get16(p + 2 * units - 2) == 0)
    units--;
  utf16_add(out, p, units, escape);
}

/* Sizes that the types have; 0: any. */
static const uint8_t sizes[] = {0, 0, 0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 0, 16, 0, 8, 16, 0, 4, 8};

static int64_t signed_of(const uint8_t *p, uint32_t size) {
  return size == 1   ? (int8_t)*p
         : size == 2 ? (int16_t)get16(p)
         : size == 4 ? (int32_t)get32(p)
                     : (int64_t)get64(p);
}

static uint64_t unsigned_of(const uint8_t *p, uint32_t size) {
  return size == 1 ? *p : size == 2 ? get16(p) : size == 4 ? get32(p) : size == 8 ? get64(p) : 0;
}

static void bool_add(buf *out, const uint8_t *p, uint32_t size) {
  uint64_t n = 0;
  for (uint32_t i = 0; i < size; i++)
    n |= p[i];
  buf_puts(out, n ? "true" : "false");
}

static void one_add(buf *out, const uint8_t *p, slot s, int escape) {
  if (s.type >= sizeof sizes || (sizes[s.type] && sizes[s.type] > s.len)) {
    bytes_add(out, p, s.len);
    return;
  }
  switch (s.type) {
  case SLOT_NULL: break;
  case SLOT_STRING: string_add(out, p, s.len, escape); break;
  case SLOT_ANSI:
    while (s.len && p[s.len - 1] == 0)
      s.len--;
    ansi_add(out, p, s.len, escape);
    break;
  case SLOT_I8:
  case SLOT_I16:
  case SLOT_I32:
  case SLOT_I64: signed_add(out, signed_of(p, sizes[s.type])); break;
  case SLOT_U8:
  case SLOT_U16:
  case SLOT_U32:
  case SLOT_U64: decimal_add(out, unsigned_of(p, sizes[s.type])); break;
  case SLOT_F32: float_add(out, p); break;
  case SLOT_F64: double_add(out, p); break;
  case SLOT_BOOL: bool_add(out, p, s.len); break;
  case SLOT_GUID: guid_add(out, p); break;
  case SLOT_FILETIME: filetime_add(out, get64(p)); break;
  case SLOT_SYSTEMTIME: systemtime_add(out, p); break;
  case SLOT_SID: sid_add(out, p, s.len); break;
  case SLOT_HEX32: hex_add(out, get32(p)); break;
  case SLOT_HEX64: hex_add(out, get64(p)); break;
  case SLOT_SIZE:
    if (s.len == 4 || s.len == 8)
      hex_add(out, unsigned_of(p, s.len));
    else
      bytes_add(out, p, s.len);
    break;
  default: bytes_add(out, p, s.len); break;
  }
}

bool slot_next_item(const uint8_t *chunk, slot array, uint32_t *at, slot *item) {
  uint8_t type = array.type & 0x7f;
  if (*at > array.len || (*at == array.len && *at != 0)) return false;
  const uint8_t *p = chunk + array.at;
  uint32_t from = *at, end = from;
  if (type == SLOT_STRING) {
    while (end + 2 <= array.len && get16(p + end))
      end += 2;
  } else if (type == SLOT_ANSI) {
    while (end < array.len && p[end])
      end++;
  } else {
    uint32_t size = type < sizeof sizes ? sizes[type] : 0;
    if (type == SLOT_BOOL) size = 4;
    if (type == SLOT_SID && array.len - from >= 8) size = 8 + 4u * p[from + 1];
    end = size && size <= array.len - from ? from + size : array.len;
  }
  *item = (slot){array.at + from, (uint16_t)(end - from), type};
  *at = type == SLOT_STRING ? end + 2 : type == SLOT_ANSI ? end + 1 : end;
  if (array.len == 0 || (type == SLOT_STRING && *at + 1 == array.len)) *at = UINT32_MAX;
  return true;
}

void slot_add(buf *out, const uint8_t *chunk, slot s, int escape) {
  if (!(s.type & SLOT_ARRAY)) {
    one_add(out, chunk + s.at, s, escape);
    return;
  }
  uint32_t at = 0;
  slot item;
  for (bool first = true; slot_next_item(chunk, s, &at, &item); first = false) {
    if (!first) buf_puts(out, ", ");
    one_add(out, chunk + item.at, item, escape);
  }
}

bool slot_number(const uint8_t *chunk, slot s, uint64_t *number) {
  if (s.type >= sizeof sizes || sizes[s.type] > s.len) return false;
  const uint8_t *p = chunk + s.at;
  switch (s.type) {
  case SLOT_I8:
  case SLOT_I16:
  case SLOT_I32:
  case SLOT_I64: *number = (uint64_t)signed_of(p, sizes[s.type]); return true;
  case SLOT_U8:
  case SLOT_U16:
  case SLOT_U32:
  case SLOT_U64:
  case SLOT_FILETIME:
  case SLOT_HEX32:
  case SLOT_HEX64: *number = unsigned_of(p, sizes[s.type]); return true;
  case SLOT_SIZE: *number = unsigned_of(p, s.len); return s.len == 4 || s.len == 8;
  default: return false;
  }
}
