/* Reads a whole file. */
#include "file.h"

#include <windows.h>

#include "base/memory.h"

static sonde_status fail(error *e, const char *path, const char *verb) {
  DWORD code = GetLastError();
  sonde_status s = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND || code == ERROR_INVALID_NAME
                       ? SONDE_MISSING
                   : code == ERROR_ACCESS_DENIED ? SONDE_DENIED
                                                 : SONDE_OS;
  const char *why = s == SONDE_MISSING  ? "it does not exist"
                    : s == SONDE_DENIED ? "access is denied"
                                        : "the system failed";
  error_set(e, s, "cannot %s '%s': %s (error %lu)", verb, path, why, code);
  if (e) e->os_code = code;
  return s;
}

static sonde_status read_file(HANDLE file, const char *path, uint64_t most, extent *out, error *e) {
  LARGE_INTEGER size;
  if (GetFileType(file) != FILE_TYPE_DISK || !GetFileSizeEx(file, &size)) return fail(e, path, "look at");
  if (most == FILE_LIMIT && (uint64_t)size.QuadPart > most)
    return error_set(e, SONDE_ARG, "'%s' is larger than 512 MiB, too large for a type library", path);
  uint64_t bytes = (uint64_t)size.QuadPart < most ? (uint64_t)size.QuadPart : most;
  uint8_t *data = memory_new((size_t)bytes + 1);
  DWORD n = 0;
  if (!ReadFile(file, data, (DWORD)bytes, &n, NULL)) {
    sonde_status s = fail(e, path, "read");
    memory_free(data);
    return s;
  }
  *out = (extent){data, n};
  return SONDE_OK;
}

sonde_status file_load_head(const char *path, uint64_t most, extent *out, error *e) {
  int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, NULL, 0);
  if (n <= 0) return error_set(e, SONDE_ARG, "the path is not UTF-8");
  wchar_t *wide = memory_new((size_t)n * sizeof *wide);
  MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, n);
  HANDLE file = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
      OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
  memory_free(wide);
  if (file == INVALID_HANDLE_VALUE) return fail(e, path, "open");
  sonde_status s = read_file(file, path, most, out, e);
  CloseHandle(file);
  return s;
}

sonde_status file_load(const char *path, extent *out, error *e) {
  return file_load_head(path, FILE_LIMIT, out, e);
}
