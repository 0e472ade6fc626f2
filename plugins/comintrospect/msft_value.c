/* Values of constants and of defaults. */
#include "msft.h"

enum {
  V_I2 = 2,
  V_I4,
  V_R4,
  V_R8,
  V_CY,
  V_DATE,
  V_BSTR,
  V_BOOL = 11,
  V_I1 = 16,
  V_UI1,
  V_UI2,
  V_UI4,
  V_I8,
  V_UI8,
  V_INT,
  V_UINT
};

static int64_t extend(uint16_t type, uint32_t bits) {
  switch (type) {
  case V_I1: return (int8_t)bits;
  case V_I2:
  case V_BOOL: return (int16_t)bits;
  case V_UI1: return (uint8_t)bits;
  case V_UI2: return (uint16_t)bits;
  default: return bits;
  }
}

static int64_t signed_of(uint16_t type, uint32_t bits) {
  return type == V_UI4 || type == V_UINT || type == V_R4 ? (int64_t)bits : (int32_t)bits;
}

static void read_text(msft *m, uint64_t at, msft_value *v) {
  uint32_t len = msft_u32(m, PART_VALUES, at);
  if (len == MSFT_NONE) return; /* a NULL BSTR */
  uint64_t where = m->part[PART_VALUES].at + at + 4;
  if (at + 4 > m->part[PART_VALUES].len || len > m->part[PART_VALUES].len - at - 4 ||
      !extent_has(m->file, where, len))
    msft_damaged(m, "the text of a value", where);
  else
    v->s = (msft_text){(const char *)m->file.data + where, len};
}

msft_value msft_value_at(msft *m, uint32_t word) {
  msft_value v = {0};
  if (word == MSFT_NONE) return v;
  v.stored = true;
  if (word & 0x80000000u) {
    v.type = word >> 26 & 31;
    v.i = extend(v.type, word & 0x3FFFFFF);
    return v;
  }
  v.type = msft_u16(m, PART_VALUES, word);
  uint64_t at = (uint64_t)word + 2;
  switch (v.type) {
  case V_BSTR: read_text(m, at, &v); break;
  case V_R8:
  case V_CY:
  case V_DATE:
  case V_I8:
  case V_UI8:
    v.i =
        (int64_t)((uint64_t)msft_u32(m, PART_VALUES, at) | (uint64_t)msft_u32(m, PART_VALUES, at + 4) << 32);
    break;
  case V_I1:
  case V_I2:
  case V_BOOL:
  case V_UI1:
  case V_UI2: v.i = extend(v.type, msft_u32(m, PART_VALUES, at)); break;
  default: v.i = signed_of(v.type, msft_u32(m, PART_VALUES, at));
  }
  return v;
}
