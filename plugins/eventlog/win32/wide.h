/* Texts as Windows wants them. */
#ifndef EVENTLOG_WIN32_WIDE_H
#define EVENTLOG_WIN32_WIDE_H

#include <wchar.h>

/* UTF-8 as UTF-16; memory_free it. Never NULL. */
wchar_t *wide(const char *s);

#endif
