/* Reading, writing and removing files. */
#include "os/file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "os/win32/internal.h"

enum { FIRST_BLOCK = 4096, SHARE_ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };

static HANDLE open_path(const char *path, DWORD access, DWORD how) {
  wchar_t *wide = wide_path(path);
  HANDLE h = CreateFileW(wide, access, SHARE_ALL, NULL, how, FILE_ATTRIBUTE_NORMAL, NULL);
  memory_free(wide);
  return h;
}

/* Up to `limit` bytes; -1: GetLastError tells. */
static int64_t read_some(HANDLE h, char *buffer, size_t limit) {
  size_t got = 0;
  while (got < limit) {
    size_t left = limit - got;
    DWORD n = 0;
    if (!ReadFile(h, buffer + got, left > 1u << 30 ? 1u << 30 : (DWORD)left, &n, NULL)) {
      if (GetLastError() == ERROR_BROKEN_PIPE) break; /* the end of a pipe */
      return -1;
    }
    if (n == 0) break;
    got += n;
  }
  return (int64_t)got;
}

/* The size is only a hint: a pipe has none, and a file may grow meanwhile. NULL: GetLastError tells. */
static char *read_all(HANDLE h, size_t hint, size_t limit, size_t *len) {
  size_t room = (hint && hint <= limit ? hint : FIRST_BLOCK) + 1;
  char *data = memory_new(room + 1);
  *len = 0;
  for (;;) {
    int64_t n = read_some(h, data + *len, room - *len);
    if (n >= 0) *len += (size_t)n;
    if (n < 0 || *len > limit) {
      DWORD code = n < 0 ? GetLastError() : ERROR_FILE_TOO_LARGE;
      memory_free(data);
      SetLastError(code);
      return NULL;
    }
    if (*len < room) break;
    room *= 2;
    data = memory_resize(data, room + 1);
  }
  data[*len] = 0;
  return data;
}

char *file_read(const char *path, size_t limit, size_t *len, error *e) {
  size_t ignored;
  if (!len) len = &ignored;
  HANDLE h = open_path(path, GENERIC_READ, OPEN_EXISTING);
  if (h == INVALID_HANDLE_VALUE) {
    os_fail(e, GetLastError(), "cannot read '%s'", path);
    return NULL;
  }
  LARGE_INTEGER size = {0};
  if (!GetFileSizeEx(h, &size)) size.QuadPart = 0;
  char *data = read_all(h, (size_t)size.QuadPart, limit, len);
  DWORD code = GetLastError();
  CloseHandle(h);
  if (data) return data;
  if (code == ERROR_FILE_TOO_LARGE)
    error_set(e, SONDE_ARG, "cannot read '%s': it is larger than the limit of %llu bytes", path,
        (unsigned long long)limit);
  else
    os_fail(e, code, "cannot read '%s'", path);
  return NULL;
}

static void seek_tail(HANDLE h, size_t size) {
  LARGE_INTEGER all;
  if (!GetFileSizeEx(h, &all) || all.QuadPart <= (LONGLONG)size) return;
  all.QuadPart -= (LONGLONG)size;
  SetFilePointerEx(h, all, NULL, FILE_BEGIN);
}

static sonde_status read_part(const char *path, bool tail, void *buffer, size_t size, size_t *len, error *e) {
  if (file_probe(path) == FILE_FOLDER)
    return error_set(e, SONDE_ARG, "cannot read '%s': it is not a file", path);
  HANDLE h = open_path(path, GENERIC_READ, OPEN_EXISTING);
  if (h == INVALID_HANDLE_VALUE) return os_fail(e, GetLastError(), "cannot read '%s'", path);
  bool plain = GetFileType(h) == FILE_TYPE_DISK;
  if (plain && tail) seek_tail(h, size);
  int64_t n = plain ? read_some(h, buffer, size) : 0;
  DWORD code = GetLastError();
  CloseHandle(h);
  if (!plain) return error_set(e, SONDE_ARG, "cannot read '%s': it is not a file", path);
  if (n < 0) return os_fail(e, code, "cannot read '%s'", path);
  *len = (size_t)n;
  return SONDE_OK;
}

sonde_status file_read_head(const char *path, void *buffer, size_t size, size_t *len, error *e) {
  return read_part(path, false, buffer, size, len, e);
}

sonde_status file_read_tail(const char *path, void *buffer, size_t size, size_t *len, error *e) {
  return read_part(path, true, buffer, size, len, e);
}

/* Writes and closes; 0 or the error number. */
static DWORD write_and_close(HANDLE h, const char *data, size_t len) {
  DWORD code = 0;
  while (len && !code) {
    DWORD n = 0;
    if (!WriteFile(h, data, len > 1u << 30 ? 1u << 30 : (DWORD)len, &n, NULL)) code = GetLastError();
    data += n;
    len -= n;
  }
  CloseHandle(h);
  return code;
}

/* A name beside it that no other thread or process uses. */
static char *temporary_name(arena *a, const char *path) {
  static volatile LONG counter;
  return arena_format(a, "%s.%lx-%lx", path, GetCurrentProcessId(), InterlockedIncrement(&counter));
}

static DWORD replace(const char *temporary, const char *path) {
  wchar_t *from = wide_path(temporary), *to = wide_path(path);
  DWORD code = MoveFileExW(from, to, MOVEFILE_REPLACE_EXISTING) ? 0 : GetLastError();
  if (code) DeleteFileW(from);
  memory_free(from);
  memory_free(to);
  return code;
}

sonde_status file_write(const char *path, const void *data, size_t len, error *e) {
  bool direct = file_probe(path) == FILE_OTHER;
  arena a = {0};
  char *temporary = temporary_name(&a, path);
  HANDLE h = open_path(direct ? path : temporary, GENERIC_WRITE, direct ? OPEN_EXISTING : CREATE_NEW);
  DWORD code = h == INVALID_HANDLE_VALUE ? GetLastError() : write_and_close(h, data, len);
  if (!direct && h != INVALID_HANDLE_VALUE) {
    if (code)
      file_remove(temporary, NULL);
    else
      code = replace(temporary, path);
  }
  arena_free(&a);
  return code ? os_fail(e, code, "cannot write '%s'", path) : SONDE_OK;
}

/* NUL, CON and the like exist in each folder and have no attributes. */
static bool is_device(const wchar_t *path) {
  HANDLE h = CreateFileW(path, 0, SHARE_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
  if (h == INVALID_HANDLE_VALUE) return false;
  bool device = GetFileType(h) != FILE_TYPE_DISK;
  CloseHandle(h);
  return device;
}

file_kind file_probe(const char *path) {
  wchar_t *wide = wide_path(path);
  DWORD attributes = GetFileAttributesW(wide);
  file_kind kind = attributes == INVALID_FILE_ATTRIBUTES ? FILE_MISSING : FILE_REGULAR;
  if (kind == FILE_REGULAR && attributes & FILE_ATTRIBUTE_DIRECTORY)
    kind = FILE_FOLDER;
  else if ((kind == FILE_MISSING || attributes & FILE_ATTRIBUTE_DEVICE || wcslen(wide) < 8) &&
           is_device(wide))
    kind = FILE_OTHER;
  memory_free(wide);
  return kind;
}

sonde_status file_remove(const char *path, error *e) {
  wchar_t *wide = wide_path(path);
  BOOL ok = file_probe(path) == FILE_FOLDER ? RemoveDirectoryW(wide) : DeleteFileW(wide);
  DWORD code = GetLastError();
  memory_free(wide);
  return ok ? SONDE_OK : os_fail(e, code, "cannot remove '%s'", path);
}
