/* Heaps by the process's PEB, stacks by its threads' TEBs. */
#include "win32/provider.h"

#include <tlhelp32.h>
#include <winternl.h>

#include "base/memory.h"

/* Offsets in 64-bit processes. */
#define PEB_PROCESS_HEAP 0x30
#define PEB_HEAPS 0xE8 /* number, capacity, address of the list */
#define TEB_STACK_ALLOCATION 0x1478

#define MOST_HEAPS 4096u

static bool read_remote(HANDLE process, uint64_t address, void *out, size_t bytes) {
  SIZE_T got = 0;
  return ReadProcessMemory(process, (const void *)(uintptr_t)address, out, bytes, &got) && got == bytes;
}

static void add(bases *b, uint64_t base) {
  if (base == 0) return;
  if (b->n == b->capacity) {
    b->capacity = b->capacity ? b->capacity * 2 : 64;
    b->list = memory_resize(b->list, b->capacity * sizeof *b->list);
  }
  b->list[b->n++] = base;
}

bool bases_has(const bases *b, uint64_t base) {
  for (size_t i = 0; i < b->n; i++)
    if (b->list[i] == base) return true;
  return false;
}

void bases_free(bases *b) {
  memory_free(b->list);
  *b = (bases){0};
}

void nt_find_heaps(HANDLE process, bases *out) {
  PROCESS_BASIC_INFORMATION basic;
  uint64_t first = 0, one;
  struct {
    uint32_t n, capacity;
    uint64_t list;
  } heaps = {0, 0, 0};
  if (NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL) < 0) return;
  uint64_t peb = (uint64_t)(uintptr_t)basic.PebBaseAddress;
  if (read_remote(process, peb + PEB_PROCESS_HEAP, &first, sizeof first)) add(out, first);
  if (!read_remote(process, peb + PEB_HEAPS, &heaps, sizeof heaps)) return;
  for (uint32_t i = 0; i < heaps.n && i < MOST_HEAPS; i++)
    if (read_remote(process, heaps.list + 8 * i, &one, sizeof one)) add(out, one);
}

static void add_stack(HANDLE process, DWORD tid, bases *out) {
  struct { /* THREAD_BASIC_INFORMATION */
    NTSTATUS exit;
    uint64_t teb, pid, tid, affinity;
    LONG priority, base_priority;
  } basic;
  HANDLE thread = OpenThread(THREAD_QUERY_INFORMATION, FALSE, tid);
  uint64_t base = 0;
  if (!thread) return;
  if (NtQueryInformationThread(thread, (THREADINFOCLASS)0, &basic, sizeof basic, NULL) >= 0 &&
      read_remote(process, basic.teb + TEB_STACK_ALLOCATION, &base, sizeof base))
    add(out, base);
  CloseHandle(thread);
}

void nt_find_stacks(HANDLE process, uint32_t pid, bases *out) {
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
  THREADENTRY32 one = {.dwSize = sizeof one};
  if (all == INVALID_HANDLE_VALUE) return;
  for (BOOL more = Thread32First(all, &one); more; more = Thread32Next(all, &one))
    if (one.th32OwnerProcessID == pid) add_stack(process, one.th32ThreadID, out);
  CloseHandle(all);
}
