/* What needs more than the snapshot: the table of all handles, and a trial whether peaks can be believed. */
#include "win32/provider.h"

#include <psapi.h>
#include <string.h>

static bool count_by_handle(uint32_t pid, DWORD *count) {
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  BOOL ok = process && GetProcessHandleCount(process, count);
  if (process) CloseHandle(process);
  return ok && *count > 0;
}

/* A live process without handles is implausible: then they are counted in the table of all handles. */
void nt_read_handles(platform *p, uint32_t pid, reading *out) {
  DWORD count = 0;
  uint32_t status;
  if (count_by_handle(pid, &count)) {
    reading_set(out, P_handles, count);
    return;
  }
  if (!p->have_handles) p->have_handles = nt_query(NT_HANDLES, &p->handles, &status);
  uint64_t n = p->have_handles ? nt_count_handles(p->handles.bytes, p->handles.len, pid) : 0;
  if (n) reading_set(out, P_handles, (int64_t)n);
  reading_lack(out, M_BIT(P_handles), p->have_handles ? SONDE_WHY_IMPLAUSIBLE : SONDE_WHY_DENIED);
}

/* Whether our own peak stays when memory is given back: some systems report the present value as the peak. */
static bool peak_holds(void) {
  PROCESS_MEMORY_COUNTERS high, low;
  size_t bytes = 4u << 20;
  char *block = VirtualAlloc(NULL, bytes, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
  if (!block) return false;
  memset(block, 1, bytes);
  BOOL ok = GetProcessMemoryInfo(GetCurrentProcess(), &high, sizeof high);
  VirtualFree(block, 0, MEM_RELEASE);
  return ok && GetProcessMemoryInfo(GetCurrentProcess(), &low, sizeof low) &&
         low.PeakWorkingSetSize >= high.WorkingSetSize;
}

void nt_doubt_peak(platform *p, reading *out) {
  if (!p->peak_works) p->peak_works = peak_holds() ? 1 : 2;
  if (p->peak_works == 2) out->why[P_resident_peak] = SONDE_WHY_IMPLAUSIBLE;
}
