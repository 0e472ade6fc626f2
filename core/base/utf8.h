/* UTF-8 checks. */
#ifndef SONDE_BASE_UTF8_H
#define SONDE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Length of the longest valid prefix: equal to len when all is valid. Overlong forms, surrogates and values above U+10FFFF are invalid. */
size_t utf8_valid_prefix(const char *s, size_t len);
/* The largest n <= limit that does not split a character of the valid text s. */
size_t utf8_cut(const char *s, size_t len, size_t limit);
/* Columns it takes on a terminal, counting one for each code point that is not combining. */
size_t utf8_width(const char *s, size_t len);

#endif
