/* What the Windows files share. */
#ifndef MEMORY_WIN32_PROVIDER_H
#define MEMORY_WIN32_PROVIDER_H

#include <windows.h>

#include "platform.h"

/* NULL: *e tells. The caller closes it. */
HANDLE nt_open_process(uint32_t pid, DWORD access, error *e);
sonde_status nt_fail(error *e, uint32_t pid, const char *what, DWORD code);

/* UTF-8 of n characters of UTF-16, in memory of base; *len: bytes. */
char *nt_utf8(const wchar_t *s, size_t n, size_t *len);

/* Where the heaps and the stacks of threads are: the bases of their allocations. */
typedef struct bases {
  uint64_t *list;
  size_t n, capacity;
} bases;
void nt_find_heaps(HANDLE process, bases *out);
void nt_find_stacks(HANDLE process, uint32_t pid, bases *out);
bool bases_has(const bases *b, uint64_t base);
void bases_free(bases *b);

/* Asks for the names of objects on a thread of its own: for a pipe that somebody reads, the system may not
 * answer until that read ends. */
typedef struct asker asker;
/* Writes a UNICODE_STRING with its text; false: none. Called on that thread, which may be ended in it. */
typedef bool (*asker_query)(HANDLE what, void *answer, uint32_t bytes);
asker *asker_new(asker_query query);
void asker_free(asker *a);
/* The object's name in UTF-16, valid until the next question; false: none, or no answer in time (*late). */
bool asker_name(asker *a, HANDLE what, const wchar_t **name, size_t *chars, bool *late);

#endif
