/* Folders and the names of places. */
#include "os/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "os/win32/internal.h"

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static HANDLE find_first(arena *a, const char *folder, WIN32_FIND_DATAW *found) {
  wchar_t *pattern = wide_path(file_join(a, folder, "*"));
  HANDLE h = FindFirstFileW(pattern, found);
  memory_free(pattern);
  return h;
}

const char **file_list(arena *a, const char *folder, error *e) {
  WIN32_FIND_DATAW found;
  HANDLE h = find_first(a, folder, &found);
  if (h == INVALID_HANDLE_VALUE) {
    os_fail(e, GetLastError(), "cannot list the folder '%s'", folder);
    return NULL;
  }
  size_t n = 0, room = 16;
  const char **names = memory_new(room * sizeof *names);
  do {
    if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
    if (n == room) names = memory_resize(names, (room *= 2) * sizeof *names);
    names[n++] = utf8_text(a, found.cFileName, -1);
  } while (FindNextFileW(h, &found));
  FindClose(h);
  if (n) qsort(names, n, sizeof *names, compare_names);
  const char **list = arena_alloc(a, (n + 1) * sizeof *list);
  if (list && n) memcpy(list, names, n * sizeof *list);
  memory_free(names);
  return list;
}

/* Longest path that the system gives, in UTF-16 units. */
enum { PATH_UNITS = 32768 };

const char *file_absolute(arena *a, const char *path) {
  wchar_t *wide = wide_path(path);
  HANDLE h = CreateFileW(wide, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
      FILE_FLAG_BACKUP_SEMANTICS, NULL);
  memory_free(wide);
  if (h == INVALID_HANDLE_VALUE) return NULL;
  wchar_t *buffer = memory_new(PATH_UNITS * sizeof *buffer);
  DWORD n = GetFinalPathNameByHandleW(h, buffer, PATH_UNITS, FILE_NAME_NORMALIZED);
  CloseHandle(h);
  const char *result = n && n < PATH_UNITS ? utf8_path(a, buffer, (int)n) : NULL;
  memory_free(buffer);
  return result;
}

bool file_is_absolute(const char *path) {
  bool letter = (path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z');
  bool drive = letter && path[1] == ':' && (path[2] == '/' || path[2] == '\\');
  bool share = (path[0] == '/' || path[0] == '\\') && (path[1] == '/' || path[1] == '\\');
  return drive || share;
}

typedef DWORD (*path_getter)(DWORD units, wchar_t *buffer);

static const char *get_path(arena *a, path_getter get) {
  wchar_t *buffer = memory_new(PATH_UNITS * sizeof *buffer);
  DWORD n = get(PATH_UNITS, buffer);
  const char *result = n && n < PATH_UNITS ? utf8_path(a, buffer, (int)n) : NULL;
  memory_free(buffer);
  return result;
}

static DWORD get_program(DWORD units, wchar_t *buffer) {
  return GetModuleFileNameW(NULL, buffer, units);
}

static DWORD get_working_folder(DWORD units, wchar_t *buffer) {
  return GetCurrentDirectoryW(units, buffer);
}

static DWORD get_temporary_folder(DWORD units, wchar_t *buffer) {
  DWORD n = GetTempPathW(units, buffer);
  return n > 3 && buffer[n - 1] == L'\\' ? n - 1 : n;
}

const char *file_program(arena *a) {
  return get_path(a, get_program);
}

const char *file_working_folder(arena *a) {
  return get_path(a, get_working_folder);
}

const char *file_temporary_folder(arena *a) {
  return get_path(a, get_temporary_folder);
}

static bool is_folder(const wchar_t *path) {
  DWORD attributes = GetFileAttributesW(path);
  return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

sonde_status file_make_folder(const char *path, error *e) {
  wchar_t *part = wide_path(path);
  bool made = true;
  DWORD code = 0;
  /* The prefix \\?\ and the drive are no folders to make. */
  wchar_t *from = wcsncmp(part, L"\\\\?\\", 4) == 0 ? part + 4 : part;
  if (from[0] && from[1] == L':' && from[2]) from += 2;
  for (wchar_t *slash = from; made && slash;) {
    slash = wcschr(slash + 1, L'\\');
    if (slash) *slash = 0;
    made = is_folder(part) || CreateDirectoryW(part, NULL) || is_folder(part);
    code = GetLastError();
    if (slash) *slash = L'\\';
  }
  memory_free(part);
  return made ? SONDE_OK : os_fail(e, code, "cannot make the folder '%s'", path);
}
