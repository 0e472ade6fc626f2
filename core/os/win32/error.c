/* GetLastError(): its sentence and its status; and texts to and from UTF-16. */
#include "os/win32/internal.h"

#include <string.h>

#include "base/memory.h"
#include "os/system.h"

sonde_status os_status(uint32_t os_code) {
  switch (os_code) {
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND:
  case ERROR_INVALID_DRIVE:
  case ERROR_BAD_NETPATH:
  case ERROR_MOD_NOT_FOUND: return SONDE_MISSING;
  case ERROR_ACCESS_DENIED:
  case ERROR_SHARING_VIOLATION:
  case ERROR_WRITE_PROTECT:
  case ERROR_PRIVILEGE_NOT_HELD: return SONDE_DENIED;
  case ERROR_NOT_ENOUGH_MEMORY:
  case ERROR_OUTOFMEMORY: return SONDE_MEMORY;
  case ERROR_CALL_NOT_IMPLEMENTED:
  case ERROR_NOT_SUPPORTED: return SONDE_UNSUPPORTED;
  case ERROR_INVALID_PARAMETER:
  case ERROR_INVALID_NAME:
  case ERROR_DIRECTORY:
  case ERROR_FILENAME_EXCED_RANGE: return SONDE_ARG;
  default: return SONDE_OS;
  }
}

const char *system_error_text(arena *a, uint32_t os_code) {
  wchar_t buffer[512];
  DWORD n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, os_code,
      MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), buffer, COUNT(buffer), NULL);
  if (!n) /* a system without English texts */
    n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, os_code, 0, buffer,
        COUNT(buffer), NULL);
  while (n && (buffer[n - 1] <= L' ' || buffer[n - 1] == L'.'))
    n--;
  if (!n) return arena_format(a, "Windows error 0x%08X", (unsigned)os_code);
  return utf8_text(a, buffer, (int)n);
}

wchar_t *wide_text(const char *utf8) {
  int n = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
  wchar_t *wide = memory_new(sizeof(wchar_t) * (size_t)(n + 1));
  if (n) MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, n);
  return wide;
}

/* From this length on a folder's name is refused without the prefix (MAX_PATH less 12 for a short file name).
 */
enum { LONG_PATH = 248 };

wchar_t *wide_path(const char *utf8) {
  wchar_t *wide = wide_text(utf8);
  for (wchar_t *c = wide; *c; c++)
    if (*c == L'/') *c = L'\\';
  size_t n = wcslen(wide);
  bool drive = n > 2 && wide[1] == L':' && wide[2] == L'\\';
  if (n < LONG_PATH || !drive) return wide;
  wchar_t *prefixed = memory_new(sizeof(wchar_t) * (n + 5));
  memcpy(prefixed, L"\\\\?\\", 4 * sizeof(wchar_t));
  memcpy(prefixed + 4, wide, n * sizeof(wchar_t));
  memory_free(wide);
  return prefixed;
}

char *utf8_text(arena *a, const wchar_t *wide, int len) {
  if (len < 0) len = (int)wcslen(wide);
  int n = len ? WideCharToMultiByte(CP_UTF8, 0, wide, len, NULL, 0, NULL, NULL) : 0;
  char *utf8 = arena_alloc(a, (uint64_t)n + 1);
  if (n && utf8) WideCharToMultiByte(CP_UTF8, 0, wide, len, utf8, n, NULL, NULL);
  return utf8;
}

char *utf8_path(arena *a, const wchar_t *wide, int len) {
  if (len < 0) len = (int)wcslen(wide);
  bool prefixed = len >= 6 && wcsncmp(wide, L"\\\\?\\", 4) == 0 && wide[5] == L':';
  char *utf8 = utf8_text(a, wide + (prefixed ? 4 : 0), len - (prefixed ? 4 : 0));
  for (char *c = utf8; c && *c; c++)
    if (*c == '\\') *c = '/';
  return utf8;
}
