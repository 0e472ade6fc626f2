/* A list of patterns as people write it: "open* read,write". */
#ifndef TRACER_PATTERNS_H
#define TRACER_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

/* The next pattern of *list; its length, 0 at the end. *list is moved behind it. */
size_t patterns_next(const char **list, const char **pattern);
/* Whether a pattern of the list matches. NULL or empty: false. */
bool patterns_match(const char *list, const char *name);

#endif
