/* Totals by GetProcessMemoryInfo. */
#include "win32/provider.h"

#include <psapi.h>
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"

/* A trial on ourselves with 4 MiB: some systems tell the present value as the peak. */
static bool peak_holds(void) {
  static atomic_int tried; /* 0: not yet; 1: it does not; 2: it does */
  if (atomic_load(&tried) == 0) {
    PROCESS_MEMORY_COUNTERS during = {0}, after = {0};
    size_t bytes = 4u << 20;
    char *block = VirtualAlloc(NULL, bytes, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (!block) return false;
    memset(block, 1, bytes);
    GetProcessMemoryInfo(GetCurrentProcess(), &during, sizeof during);
    VirtualFree(block, 0, MEM_RELEASE);
    GetProcessMemoryInfo(GetCurrentProcess(), &after, sizeof after);
    atomic_store(&tried, after.PeakWorkingSetSize >= during.WorkingSetSize ? 2 : 1);
  }
  return atomic_load(&tried) == 2;
}

static void use_name(HANDLE process, usage *out) {
  wchar_t path[1024];
  DWORD n = COUNT(path);
  if (!QueryFullProcessImageNameW(process, 0, path, &n)) return;
  DWORD from = n;
  while (from > 0 && path[from - 1] != L'\\')
    from--;
  size_t len;
  char *name = nt_utf8(path + from, n - from, &len);
  if (len < sizeof out->name) memcpy(out->name, name, len);
  memory_free(name);
}

sonde_status platform_usage(uint32_t pid, usage *out, error *e) {
  PROCESS_MEMORY_COUNTERS m = {0};
  memset(out, 0, sizeof *out);
  HANDLE process = nt_open_process(pid, PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, e);
  if (!process) return e ? e->status : SONDE_OS;
  BOOL ok = GetProcessMemoryInfo(process, &m, sizeof m);
  DWORD code = GetLastError();
  if (ok) use_name(process, out);
  CloseHandle(process);
  if (!ok) return nt_fail(e, pid, "memory", code);
  out->resident = amount_of(m.WorkingSetSize);
  out->commit = amount_of(m.PagefileUsage);
  out->peak = peak_holds() ? amount_of(m.PeakWorkingSetSize) : amount_lacking(SONDE_WHY_IMPLAUSIBLE);
  out->virtual = amount_lacking(SONDE_WHY_NOT_ASKED);
  out->swap = amount_lacking(SONDE_WHY_UNSUPPORTED);
  return SONDE_OK;
}
