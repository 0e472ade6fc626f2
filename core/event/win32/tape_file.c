/* A tape's file: fopen would read the path in the system's code page, so it is made UTF-16 first. */
#include "event/tape_file.h"

#include <errno.h>
#include <windows.h>

#include "base/memory.h"

FILE *tape_file_create(const char *path) {
  int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, NULL, 0);
  if (n <= 0) {
    errno = EINVAL;
    return NULL;
  }
  wchar_t *wide = memory_new((size_t)n * sizeof *wide);
  MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, n);
  FILE *file = _wfopen(wide, L"wbN");
  memory_free(wide);
  return file;
}
