/* A growing text with a limit: no unbounded string in the whole program. Always ends with a zero byte. {0} is a valid empty text.
 * What does not fit is cut at a character border; from then on `cut` is true and nothing more is added, until text_clear. */
#ifndef SONDE_BASE_TEXT_H
#define SONDE_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/format.h"

typedef struct text {
  char *data; /* NULL while empty; use text_chars */
  size_t len, capacity, limit; /* bytes; limit 0: 64 MiB */
  bool cut;                    /* something did not fit */
} text;

void text_init(text *t, size_t limit);
void text_free(text *t);
void text_clear(text *t);
void text_add(text *t, const char *bytes, size_t len);
void text_puts(text *t, const char *s);
void text_putc(text *t, char c);
void text_printf(text *t, const char *format, ...) FORMAT_PRINTF(2, 3);
void text_vprintf(text *t, const char *format, va_list list);
const char *text_chars(const text *t); /* never NULL */
char *text_take(text *t);              /* the caller frees it with memory_free; t is empty afterwards */

#endif
