/* JSON through cJSON, with exact 64-bit integers: they never pass through a double. */
#ifndef SONDE_BASE_JSON_H
#define SONDE_BASE_JSON_H

#include "base/value.h"

/* Writes a value. unit (may be NULL): address, flags, hash and id become "0x..". Unknown becomes {"unknown":"denied","why":"..."}. Bytes
 * become base64 texts. indent: -1 on one line, else levels of two spaces to start at. */
void json_write(text *out, const sonde_value *v, const char *unit, int indent);
void json_write_text(text *out, const char *s, size_t len); /* quoted and escaped; invalid UTF-8 becomes U+FFFD */

/* Reads a document into the arena. Depth at most 64. Integers without fraction or exponent become i64 or u64; beyond 2^64 an error; errors carry
 * the byte offset. Duplicate keys are an error. */
sonde_status json_read(arena *a, const char *s, size_t len, sonde_value *out, error *e);

#endif
