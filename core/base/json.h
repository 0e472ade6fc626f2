/* JSON through cJSON, with exact 64-bit integers: they never pass through a double. */
#ifndef SONDE_BASE_JSON_H
#define SONDE_BASE_JSON_H

#include "base/value.h"

/* Writes a value. unit (may be NULL): address, flags, hash and id become "0x..". Unknown becomes {"unknown":"denied","why":"..."}. Bytes
 * become base64 texts. indent: -1 on one line, else levels of two spaces to start at. */
void json_write(text *out, const sonde_value *v, const char *unit, int indent);
void json_write_text(text *out, const char *s, size_t len); /* quoted and escaped; invalid UTF-8 becomes U+FFFD */

/* Reads a document (RFC 8259; a byte order mark is allowed) into the arena. Depth at most 64, numbers of at most 60 characters. Integers without
 * fraction or exponent become i64, beyond it u64, beyond 64 bits an error. Duplicate keys and \u0000 are errors. SONDE_ARG with the byte offset,
 * "JSON: byte 12: ..."; SONDE_MEMORY over the budget; *out is nil then. */
sonde_status json_read(arena *a, const char *s, size_t len, sonde_value *out, error *e);

#endif
