/* What needs more than the snapshot: the table of all handles, and a trial which memory figures can be
 * believed. */
#include "win32/provider.h"

#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"

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

/* What class 5 tells of ourselves. */
static bool read_self(nt_process *out) {
  nt_buffer b = {0};
  uint32_t status;
  bool found = false;
  if (nt_query(NT_PROCESSES, &b, &status))
    for (size_t at = 0; !found && nt_next_process(b.bytes, b.len, (uint64_t)(uintptr_t)b.bytes, &at, out);)
      found = out->pid == GetCurrentProcessId();
  memory_free(b.bytes);
  return found;
}

#define PEAK_HOLDS 1    /* the peak stays when memory is given back */
#define VIRTUAL_GROWS 2 /* the address space grows by what is reserved */

/* A trial on ourselves with 4 MiB: some systems report the present value as the peak, or an address space
 * that never changes. */
static int try_memory(void) {
  nt_process before, during, after;
  size_t bytes = 4u << 20;
  int works = 0;
  if (!read_self(&before)) return 0;
  char *block = VirtualAlloc(NULL, bytes, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
  if (!block) return 0;
  memset(block, 1, bytes);
  bool read = read_self(&during);
  VirtualFree(block, 0, MEM_RELEASE);
  if (!read || !read_self(&after)) return 0;
  if (during.virtual_bytes >= before.virtual_bytes + bytes / 2) works |= VIRTUAL_GROWS;
  if (after.working_set_peak >= during.working_set) works |= PEAK_HOLDS;
  return works;
}

void nt_doubt_memory(reading *out) {
  static atomic_int tried; /* 1 + the flags; 0: not yet */
  int flags = atomic_load(&tried) - 1;
  if (flags < 0) {
    flags = try_memory();
    atomic_store(&tried, flags + 1);
  }
  if (!(flags & PEAK_HOLDS)) out->why[P_resident_peak] = SONDE_WHY_IMPLAUSIBLE;
  if (!(flags & VIRTUAL_GROWS)) out->why[P_virtual] = SONDE_WHY_IMPLAUSIBLE;
}
