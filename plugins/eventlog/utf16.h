/* UTF-16 (little-endian, as event logs store it) and Windows code page 1252 as UTF-8, escaped for where it
 * goes. */
#ifndef EVENTLOG_UTF16_H
#define EVENTLOG_UTF16_H

#include <stdint.h>

#include "buf.h"

/* ESCAPE_NONE: as it is. ESCAPE_XML: of text and of attributes in either quotes; what XML 1.0 forbids becomes
 * U+FFFD. ESCAPE_JSON: inside a JSON text. Unpaired surrogates become U+FFFD everywhere. */
enum { ESCAPE_NONE, ESCAPE_XML, ESCAPE_JSON };

void utf16_add(buf *out, const uint8_t *s, size_t units, int escape);
void ansi_add(buf *out, const uint8_t *s, size_t len, int escape);
/* Valid UTF-8 with escapes; bytes that are not UTF-8 become U+FFFD. */
void utf8_add(buf *out, const char *s, size_t len, int escape);

#endif
