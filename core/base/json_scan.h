/* Inside the JSON reader: the strict check before the tree is built. */
#ifndef SONDE_BASE_JSON_SCAN_H
#define SONDE_BASE_JSON_SCAN_H

#include <stdbool.h>

#include "base/status.h"

/* A key (with its quotes) or a number, where it lies in the document. */
typedef struct json_token {
  size_t at, len;
} json_token;

/* All keys and numbers in the order of the document. */
typedef struct json_tokens {
  json_token *items; /* memory_free */
  size_t count, capacity;
} json_tokens;

/* RFC 8259, depth at most 64, valid UTF-8, no \u0000, numbers of at most 60 characters; a byte order mark is allowed.
 * When it says yes, cJSON reads the same document, and meets its keys and numbers in this order. */
sonde_status json_scan(const char *s, size_t len, json_tokens *tokens, error *e);

sonde_status json_refuse(error *e, size_t at, const char *what);

#endif
