/* Shared libraries through LoadLibraryEx with a search path that no working folder or PATH can change. */
#include "os/dl.h"

#include <string.h>

#include "base/memory.h"
#include "os/file.h"
#include "os/win32/internal.h"

const char dl_suffix[] = ".dll";

const bool dl_for_windows = true;

void *dl_open(const char *absolute_path, error *e) {
  if (!file_is_absolute(absolute_path)) {
    error_set(e, SONDE_ARG, "cannot load '%s': the path must be absolute", absolute_path);
    return NULL;
  }
  wchar_t *wide = wide_path(absolute_path);
  /* A missing dependency shall be an error value, not a dialogue. */
  DWORD old = 0;
  SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &old);
  HMODULE library =
      LoadLibraryExW(wide, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
  DWORD code = GetLastError();
  SetThreadErrorMode(old, NULL);
  memory_free(wide);
  if (!library) {
    bool there = file_probe(absolute_path) == FILE_REGULAR;
    os_fail(e, code, "cannot load '%s'%s", absolute_path,
        there && code == ERROR_MOD_NOT_FOUND ? " (a library that it needs is missing)" : "");
  }
  return library;
}

void *dl_symbol(void *library, const char *name) {
  FARPROC found = GetProcAddress(library, name);
  void *symbol;
  memcpy(&symbol, &found, sizeof symbol);
  return symbol;
}
