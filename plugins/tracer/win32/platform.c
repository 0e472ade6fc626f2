/* Files by Windows; the plugin's own file by the address of something in it. */
#include "platform.h"

#include <string.h>
#include <windows.h>

#include "agent/tracer.h"
#include "base/memory.h"

enum { MOST_BYTES = 4 << 20, MOST_PATH = 32768 };

#define UNIX_EPOCH 116444736000000000 /* of FILETIME, in 100 ns */

const uint32_t platform_long_bits = 32;
const uint32_t platform_most_parameters = 4 + TRACER_MOST_STACK;

static wchar_t *wide(const char *s) {
  int units = MultiByteToWideChar(CP_UTF8, 0, s, -1, NULL, 0);
  wchar_t *out = memory_new(((size_t)units + 1) * sizeof *out);
  MultiByteToWideChar(CP_UTF8, 0, s, -1, out, units);
  return out;
}

/* With the zero byte behind it: also counted when `zero`. */
static void add_narrow(text *out, const wchar_t *s, bool zero) {
  int bytes = WideCharToMultiByte(CP_UTF8, 0, s, -1, NULL, 0, NULL, NULL);
  char *narrow = memory_new((size_t)bytes + 1);
  WideCharToMultiByte(CP_UTF8, 0, s, -1, narrow, bytes, NULL, NULL);
  if (bytes > 0) text_add(out, narrow, (size_t)bytes - (zero ? 0 : 1));
  memory_free(narrow);
}

bool platform_own_file(text *out) {
  HMODULE own = NULL;
  DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (!GetModuleHandleExW(flags, (LPCWSTR)(const void *)&platform_long_bits, &own)) return false;
  wchar_t *path = memory_new(MOST_PATH * sizeof *path);
  DWORD len = GetModuleFileNameW(own, path, MOST_PATH);
  if (len) add_narrow(out, path, false);
  memory_free(path);
  for (size_t i = 0; i < out->len; i++)
    if (out->data[i] == '\\') out->data[i] = '/';
  return len > 0;
}

platform_kind platform_probe(const char *path) {
  wchar_t *name = wide(path);
  DWORD attributes = GetFileAttributesW(name);
  memory_free(name);
  if (attributes == INVALID_FILE_ATTRIBUTES) return PLATFORM_MISSING;
  return attributes & FILE_ATTRIBUTE_DIRECTORY ? PLATFORM_FOLDER : PLATFORM_FILE;
}

static sonde_status failed(const char *what, const char *path, DWORD number, error *e) {
  bool missing = number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND;
  error_set(
      e, missing ? SONDE_MISSING : SONDE_OS, "cannot %s %s: Windows error %u", what, path, (unsigned)number);
  if (e) e->os_code = number;
  return missing ? SONDE_MISSING : SONDE_OS;
}

sonde_status platform_list(const char *folder, text *names, error *e) {
  text pattern = {0};
  text_printf(&pattern, "%s/*.sig", folder);
  wchar_t *name = wide(text_chars(&pattern));
  text_free(&pattern);
  WIN32_FIND_DATAW found;
  HANDLE search = FindFirstFileW(name, &found);
  DWORD number = GetLastError();
  memory_free(name);
  if (search == INVALID_HANDLE_VALUE)
    return number == ERROR_FILE_NOT_FOUND ? SONDE_OK : failed("list", folder, number, e);
  do
    add_narrow(names, found.cFileName, true);
  while (FindNextFileW(search, &found));
  FindClose(search);
  return SONDE_OK;
}

sonde_status platform_read(const char *path, text *out, error *e) {
  wchar_t *name = wide(path);
  HANDLE file = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  DWORD number = GetLastError(), n = 0;
  memory_free(name);
  if (file == INVALID_HANDLE_VALUE) return failed("read", path, number, e);
  char piece[16384];
  BOOL good;
  while ((good = ReadFile(file, piece, sizeof piece, &n, NULL)) && n && out->len <= MOST_BYTES)
    text_add(out, piece, n);
  number = GetLastError();
  CloseHandle(file);
  if (!good) return failed("read", path, number, e);
  return out->len > MOST_BYTES ? error_set(e, SONDE_ARG, "%s has more than 4 MiB", path) : SONDE_OK;
}

int64_t platform_wall_ns(void) {
  FILETIME t;
  GetSystemTimePreciseAsFileTime(&t);
  return ((int64_t)(((uint64_t)t.dwHighDateTime << 32) | t.dwLowDateTime) - UNIX_EPOCH) * 100;
}
