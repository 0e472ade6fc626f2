/* UTF-16 at the border to Windows; shared by the files of this folder only. */
#ifndef SONDE_OS_WIN32_INTERNAL_H
#define SONDE_OS_WIN32_INTERNAL_H

#include <stdbool.h>
#include <windows.h>

#include "base/arena.h"
#include "os/internal.h"

/* Freed with memory_free. Invalid UTF-8 becomes U+FFFD. */
wchar_t *wide_text(const char *utf8);
/* The same for a path: '\' as separator; a long absolute one gets the prefix that lifts the limit of 260. */
wchar_t *wide_path(const char *utf8);
/* UTF-8 in the arena. len: of the wide text, or -1: up to its zero. */
char *utf8_text(arena *a, const wchar_t *wide, int len);
/* The same for a path: without the long prefix, '/' as separator. */
char *utf8_path(arena *a, const wchar_t *wide, int len);

#endif
