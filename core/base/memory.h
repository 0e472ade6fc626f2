/* The host's own small allocations. Running out of memory ends the program with a sentence: no caller can repair it. */
#ifndef SONDE_BASE_MEMORY_H
#define SONDE_BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t bytes);                       /* zeroed */
void *memory_resize(void *old, size_t bytes);         /* new bytes are not zeroed */
char *memory_text(const char *text, size_t len);      /* a copy, with a zero byte behind it */
void memory_free(void *block);                        /* NULL is allowed */

#define NEW(type) ((type *)memory_new(sizeof(type)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
