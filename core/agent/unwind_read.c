/* The bounded cursor and the number forms of unwind tables (DWARF 5, 7.6; LSB, DW_EH_PE_*). */
#include "agent/unwind_read.h"

unwind_cursor unwind_cursor_at(const unwind_view *view, uint64_t address, uint64_t bytes) {
  unwind_cursor c = {view, address - view->address, 0, 1};
  if (address < view->address || c.at > view->size || bytes > view->size - c.at) return c;
  c.end = c.at + bytes;
  c.bad = 0;
  return c;
}

uint64_t unwind_address(const unwind_cursor *c) {
  return c->view->address + c->at;
}

void unwind_skip(unwind_cursor *c, uint64_t bytes) {
  if (c->bad || bytes > c->end - c->at)
    c->bad = 1;
  else
    c->at += bytes;
}

uint64_t unwind_read(unwind_cursor *c, unsigned bytes) {
  uint64_t at = c->at, value = 0;
  unwind_skip(c, bytes);
  if (c->bad) return 0;
  for (unsigned i = 0; i < bytes; ++i)
    value |= (uint64_t)c->view->bytes[at + i] << (8 * i);
  return value;
}

int64_t unwind_read_signed(unwind_cursor *c, unsigned bytes) {
  unsigned unused = 64 - 8 * bytes;
  return (int64_t)(unwind_read(c, bytes) << unused) >> unused;
}

uint64_t unwind_uleb(unwind_cursor *c) {
  uint64_t value = 0;
  for (unsigned shift = 0; !c->bad; shift += 7) {
    uint64_t byte = unwind_read(c, 1);
    if (shift < 64) value |= (byte & 0x7F) << shift;
    if (!(byte & 0x80)) return value;
  }
  return 0;
}

int64_t unwind_sleb(unwind_cursor *c) {
  uint64_t value = 0;
  for (unsigned shift = 0; !c->bad;) {
    uint64_t byte = unwind_read(c, 1);
    if (shift < 64) value |= (byte & 0x7F) << shift;
    shift += 7;
    if (byte & 0x80) continue;
    if (shift < 64 && (byte & 0x40)) value |= UINT64_MAX << shift;
    return (int64_t)value;
  }
  return 0;
}

static uint64_t pointer_value(unwind_cursor *c, uint8_t form) {
  switch (form) {
  case 0x00: /* absptr */
  case 0x04:
  case 0x0C: return unwind_read(c, 8);
  case 0x01: return unwind_uleb(c);
  case 0x02: return unwind_read(c, 2);
  case 0x03: return unwind_read(c, 4);
  case 0x09: return (uint64_t)unwind_sleb(c);
  case 0x0A: return (uint64_t)unwind_read_signed(c, 2);
  case 0x0B: return (uint64_t)unwind_read_signed(c, 4);
  default: c->bad = 1; return 0;
  }
}

uint64_t unwind_pointer(unwind_cursor *c, uint8_t encoding, uint64_t base) {
  uint64_t here = unwind_address(c);
  if (encoding == UNWIND_OMITTED) return 0;
  uint64_t value = pointer_value(c, encoding & 0x0F);
  switch (encoding & 0x70) {
  case 0x00: return value;
  case 0x10: return value + here;
  case 0x30: return value + base;
  default: c->bad = 1; return 0; /* text- and function-relative, aligned: no compiler for x64 writes them */
  }
}
