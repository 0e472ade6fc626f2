/* Folders and files on Windows. */
#include "folder.h"

#include <stdlib.h>
#include <windows.h>

/* A copy as wide characters with `more` behind it; NULL: no memory, or no UTF-8. */
static wchar_t *widen(const char *path, const wchar_t *more) {
  int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, NULL, 0);
  wchar_t *wide = n > 0 ? (wchar_t *)malloc(((size_t)n + wcslen(more)) * sizeof *wide) : NULL;
  if (!wide) return NULL;
  MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, n);
  wcscpy(wide + n - 1, more);
  return wide;
}

static int add_entry(const WIN32_FIND_DATAW *entry, listing *out) {
  char name[3 * MAX_PATH + 1];
  if (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) return 1;
  if (!WideCharToMultiByte(CP_UTF8, 0, entry->cFileName, -1, name, sizeof name, NULL, NULL)) return 1;
  return listing_add(out, name, (uint64_t)entry->nFileSizeHigh << 32 | entry->nFileSizeLow);
}

uint32_t folder_list(const char *path, listing *out) {
  wchar_t *pattern = widen(path, L"\\*");
  WIN32_FIND_DATAW entry;
  if (!pattern) return ERROR_INVALID_NAME;
  HANDLE search = FindFirstFileW(pattern, &entry);
  uint32_t failed = search == INVALID_HANDLE_VALUE ? GetLastError() : 0;
  free(pattern);
  if (failed) return failed;
  do {
    if (!add_entry(&entry, out)) failed = ERROR_NOT_ENOUGH_MEMORY;
  } while (!failed && FindNextFileW(search, &entry));
  FindClose(search);
  listing_sort(out);
  return failed;
}

uint32_t folder_read(const char *path, char *bytes, size_t capacity, size_t *len) {
  wchar_t *wide = widen(path, L"");
  if (!wide) return ERROR_INVALID_NAME;
  DWORD sharing = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, n = 0;
  HANDLE file = CreateFileW(wide, GENERIC_READ, sharing, NULL, OPEN_EXISTING, 0, NULL);
  uint32_t failed = file == INVALID_HANDLE_VALUE ? GetLastError() : 0;
  free(wide);
  if (failed) return failed;
  if (!ReadFile(file, bytes, (DWORD)capacity, &n, NULL)) failed = GetLastError();
  *len = n;
  CloseHandle(file);
  return failed;
}

int64_t wall_now_ns(void) {
  FILETIME now;
  GetSystemTimePreciseAsFileTime(&now);
  return ((int64_t)((uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime) - 116444736000000000) * 100;
}
