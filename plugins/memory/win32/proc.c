/* Processes, texts, the clock and files of Windows. */
#include <errno.h>

#include "base/memory.h"
#include "win32/provider.h"

sonde_status nt_fail(error *e, uint32_t pid, const char *what, DWORD code) {
  sonde_status status;
  if (code == ERROR_ACCESS_DENIED)
    status = error_set(e, SONDE_DENIED,
        "the %s of process %u may not be read; run Sonde as the same user or as administrator", what, pid);
  else if (code == ERROR_INVALID_PARAMETER)
    status = error_set(e, SONDE_MISSING, "there is no process %u; it may have ended", pid);
  else
    status = error_set(e, SONDE_OS, "the %s of process %u cannot be read: Windows error %lu", what, pid,
        (unsigned long)code);
  if (e) e->os_code = code;
  return status;
}

HANDLE nt_open_process(uint32_t pid, DWORD access, error *e) {
  if (pid == GetCurrentProcessId())
    return GetCurrentProcess(); /* some systems tell its pages to itself only */
  HANDLE process = OpenProcess(access, FALSE, pid);
  DWORD code = 0;
  if (!process) {
    nt_fail(e, pid, "memory", GetLastError());
    return NULL;
  }
  if (!GetExitCodeProcess(process, &code) || code == STILL_ACTIVE) return process;
  CloseHandle(process);
  error_set(e, SONDE_MISSING, "process %u has ended", pid);
  return NULL;
}

char *nt_utf8(const wchar_t *s, size_t n, size_t *len) {
  int chars = n < 65536 ? (int)n : 65536;
  int bytes = chars ? WideCharToMultiByte(CP_UTF8, 0, s, chars, NULL, 0, NULL, NULL) : 0;
  char *out = memory_new((size_t)bytes + 1);
  if (bytes) WideCharToMultiByte(CP_UTF8, 0, s, chars, out, bytes, NULL, NULL);
  *len = (size_t)bytes;
  return out;
}

int64_t platform_wall_ns(void) {
  FILETIME t;
  GetSystemTimePreciseAsFileTime(&t);
  uint64_t ticks = (uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime;
  return (int64_t)(ticks - UINT64_C(116444736000000000)) * 100;
}

FILE *platform_file(const char *path, bool write) {
  wchar_t wide[4096];
  if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, 4096))
    return _wfopen(wide, write ? L"wb" : L"rb");
  errno = ENAMETOOLONG;
  return NULL;
}
