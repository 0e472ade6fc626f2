/* Files by ReadFile at an offset, and UTF-16 for the calls of Windows. */
#include "log_file.h"

#include <windows.h>

#include "base/memory.h"
#include "slot.h"
#include "win32/wide.h"

struct log_file {
  HANDLE handle;
};

wchar_t *wide(const char *s) {
  int units = MultiByteToWideChar(CP_UTF8, 0, s, -1, NULL, 0);
  wchar_t *out = memory_new(((size_t)units + 1) * sizeof *out);
  MultiByteToWideChar(CP_UTF8, 0, s, -1, out, units);
  return out;
}

static sonde_status status_of(DWORD number) {
  if (number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND) return SONDE_MISSING;
  return number == ERROR_ACCESS_DENIED || number == ERROR_SHARING_VIOLATION ? SONDE_DENIED : SONDE_OS;
}

log_file *log_file_open(const char *path, error *e) {
  wchar_t *name = wide(path);
  HANDLE handle = CreateFileW(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
      NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
  DWORD number = GetLastError();
  memory_free(name);
  if (handle == INVALID_HANDLE_VALUE) {
    error_set(e, status_of(number), "cannot open %s: Windows error %u", path, (unsigned)number);
    e->os_code = number;
    return NULL;
  }
  log_file *f = NEW(log_file);
  f->handle = handle;
  return f;
}

void log_file_close(log_file *f) {
  if (!f) return;
  CloseHandle(f->handle);
  memory_free(f);
}

uint64_t log_file_size(const log_file *f) {
  LARGE_INTEGER size;
  return GetFileSizeEx(f->handle, &size) ? (uint64_t)size.QuadPart : 0;
}

size_t log_file_read(log_file *f, uint64_t offset, void *out, size_t n, error *e) {
  OVERLAPPED place = {.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
  DWORD got = 0;
  if (ReadFile(f->handle, out, (DWORD)n, &got, &place) || GetLastError() == ERROR_HANDLE_EOF) return got;
  DWORD number = GetLastError();
  error_set(e, SONDE_OS, "cannot read at byte %llu: Windows error %u", (unsigned long long)offset,
      (unsigned)number);
  e->os_code = number;
  return got;
}

int64_t log_clock_wall_ns(void) {
  FILETIME t;
  GetSystemTimePreciseAsFileTime(&t);
  int64_t ns = 0;
  filetime_to_ns((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime, &ns);
  return ns;
}

int64_t log_clock_mono_ns(void) {
  LARGE_INTEGER count, frequency;
  QueryPerformanceCounter(&count);
  QueryPerformanceFrequency(&frequency);
  return count.QuadPart / frequency.QuadPart * 1000000000 +
         count.QuadPart % frequency.QuadPart * 1000000000 / frequency.QuadPart;
}

int64_t log_clock_east_s(int64_t ns) {
  TIME_ZONE_INFORMATION zone;
  (void)ns;
  DWORD kind = GetTimeZoneInformation(&zone);
  LONG more = kind == TIME_ZONE_ID_DAYLIGHT ? zone.DaylightBias : zone.StandardBias;
  return -60 * (int64_t)(zone.Bias + more);
}
