/* Matching with * (any bytes, also none) and ? (one character), case sensitive. */
#ifndef SONDE_BASE_LIKE_H
#define SONDE_BASE_LIKE_H

#include <stdbool.h>
#include <stddef.h>

/* The whole text against the pattern. There is no escape. Never recurses; time is at most proportional to the product of
 * both lengths, and proportional to the text's length for patterns that end in their only `*`. */
bool like_match(const char *pattern, size_t pattern_len, const char *text, size_t text_len);

/* Whether the text holds a * or ?. */
bool like_is_pattern(const char *text, size_t len);

#endif
