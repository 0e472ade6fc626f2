/* The serialised form of values, errors and spans: what crosses a process border and what the tape stores. Little-endian, length-prefixed;
 * every reader treats its bytes as hostile. Layout in docs/wire.md. */
#ifndef SONDE_BASE_WIRE_H
#define SONDE_BASE_WIRE_H

#include "base/value.h"

void wire_put_u32(text *out, uint32_t u);
void wire_put_u64(text *out, uint64_t u);
void wire_put_text(text *out, const char *s, size_t len);
void wire_put_value(text *out, const sonde_value *v);
void wire_put_error(text *out, const error *e);

/* A reader over bytes. After any failure `failed` stays true, reads give zero, and `at` is the offset of the first bad byte. */
typedef struct wire_reader {
  const uint8_t *data;
  size_t len, at;
  int failed;
} wire_reader;

uint32_t wire_get_u32(wire_reader *r);
uint64_t wire_get_u64(wire_reader *r);
const char *wire_get_text(wire_reader *r, arena *a, size_t *len); /* zero-terminated copy; "" when it failed, never NULL */
sonde_value wire_get_value(wire_reader *r, arena *a);             /* depth at most 32; nil when it failed */
void wire_get_error(wire_reader *r, error *e);

#endif
