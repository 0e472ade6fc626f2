/* Values of a record: typed bytes in its chunk ([MS-EVEN6] 2.2.12, value types) as text and as numbers. */
#ifndef EVENTLOG_SLOT_H
#define EVENTLOG_SLOT_H

#include "binxml.h"

enum {
  SLOT_NULL = 0x00,
  SLOT_STRING = 0x01,
  SLOT_ANSI = 0x02,
  SLOT_I8 = 0x03,
  SLOT_U8 = 0x04,
  SLOT_I16 = 0x05,
  SLOT_U16 = 0x06,
  SLOT_I32 = 0x07,
  SLOT_U32 = 0x08,
  SLOT_I64 = 0x09,
  SLOT_U64 = 0x0a,
  SLOT_F32 = 0x0b,
  SLOT_F64 = 0x0c,
  SLOT_BOOL = 0x0d,
  SLOT_BINARY = 0x0e,
  SLOT_GUID = 0x0f,
  SLOT_SIZE = 0x10,
  SLOT_FILETIME = 0x11,
  SLOT_SYSTEMTIME = 0x12,
  SLOT_SID = 0x13,
  SLOT_HEX32 = 0x14,
  SLOT_HEX64 = 0x15,
  SLOT_BINXML = 0x21,
  SLOT_ARRAY = 0x80
};

typedef struct slot {
  uint32_t at; /* in the chunk; at + len is inside */
  uint16_t len;
  uint8_t type;
} slot;

/* The value as text. Arrays: all items with ", " between. Not for SLOT_BINXML. */
void slot_add(buf *out, const uint8_t *chunk, slot s, int escape);

/* The items of an array one by one; *at starts at 0. An empty array has one empty item. False: no more. */
bool slot_next_item(const uint8_t *chunk, slot array, uint32_t *at, slot *item);

/* Of integers of all kinds and FILETIME. False: it is none. */
bool slot_number(const uint8_t *chunk, slot s, uint64_t *number);

/* Seven digits of seconds and Z; years 1601 to 30827. */
void filetime_add(buf *out, uint64_t filetime);

#define FILETIME_1970 UINT64_C(116444736000000000) /* 100 ns from 1601 to 1970 */

/* Nanoseconds since 1970; false: before 1601 or after 2262. */
bool filetime_to_ns(uint64_t filetime, int64_t *ns);
/* The same from "2024-01-31", "2024-01-31T12:00:00.1234567Z" (a space for T, no Z: UTC all the same). */
bool time_parse(const char *s, size_t len, int64_t *ns);

void decimal_add(buf *out, uint64_t n);

#endif
