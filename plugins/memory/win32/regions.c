/* Regions by VirtualQueryEx; what of them is in RAM by QueryWorkingSetEx, where the system tells it. */
#include "win32/provider.h"

#include <psapi.h>
#include <string.h>

#include "base/memory.h"

#define PAGE 4096u
#define PAGES_AT_ONCE 4096u

typedef struct walk {
  HANDLE process;
  regions *out;
  const stopper *stop;
  bases heaps, stacks;
  PSAPI_WORKING_SET_EX_INFORMATION *pages;
  uint32_t why_pages; /* why the pages are not told */
  void *named;        /* allocation whose name is the last one */
  char *name;
  size_t name_len;
} walk;

/* Adds what of these pages is in RAM; false: not told. A page is shared when another process has it too. */
static bool add_pages(walk *w, uint64_t address, size_t n, uint64_t *resident, uint64_t *shared) {
  for (size_t i = 0; i < n; i++)
    w->pages[i].VirtualAddress = (void *)(uintptr_t)(address + i * PAGE);
  if (!QueryWorkingSetEx(w->process, w->pages, (DWORD)(n * sizeof *w->pages))) {
    w->why_pages = GetLastError() == ERROR_ACCESS_DENIED ? SONDE_WHY_DENIED : SONDE_WHY_UNSUPPORTED;
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (!w->pages[i].VirtualAttributes.Valid) continue;
    *resident += PAGE;
    if (w->pages[i].VirtualAttributes.Shared && w->pages[i].VirtualAttributes.ShareCount > 1) *shared += PAGE;
  }
  return true;
}

static void use_pages(walk *w, region *one) {
  uint64_t resident = 0, shared = 0, end = one->address + one->bytes;
  for (uint64_t at = one->address; at < end && !w->why_pages && !stopped(w->stop);) {
    uint64_t n = (end - at) / PAGE;
    if (n > PAGES_AT_ONCE) n = PAGES_AT_ONCE;
    if (n == 0 || !add_pages(w, at, (size_t)n, &resident, &shared)) break;
    at += n * PAGE;
  }
  for (int f = F_resident; f <= F_shared; f++)
    one->figure[f].why = w->why_pages;
  if (w->why_pages) return;
  one->figure[F_resident] = amount_of(resident);
  one->figure[F_private] = amount_of(resident - shared);
  one->figure[F_shared] = amount_of(shared);
}

/* `\??\C:\x` as C:\x; `\Device\...` as it is. */
static void find_name(walk *w, const MEMORY_BASIC_INFORMATION *m) {
  wchar_t wide[1024];
  if (w->named == m->AllocationBase) return;
  memory_free(w->name);
  w->named = m->AllocationBase;
  DWORD n = GetMappedFileNameW(w->process, m->BaseAddress, wide, 1024);
  while (n > 0 && wide[n - 1] == 0)
    n--;
  size_t skip = n > 4 && memcmp(wide, L"\\??\\", 4 * sizeof *wide) == 0 ? 4 : 0;
  w->name = nt_utf8(wide + skip, n - skip, &w->name_len);
}

static void use_protection(region *one, const MEMORY_BASIC_INFORMATION *m) {
  static const struct {
    DWORD protect;
    char letters[5];
  } known[] = {{PAGE_READONLY, "r--p"}, {PAGE_READWRITE, "rw-p"}, {PAGE_WRITECOPY, "rw-p"},
      {PAGE_EXECUTE, "--xp"}, {PAGE_EXECUTE_READ, "r-xp"}, {PAGE_EXECUTE_READWRITE, "rwxp"},
      {PAGE_EXECUTE_WRITECOPY, "rwxp"}};
  char letters[5] = "---p";
  for (size_t i = 0; m->State == MEM_COMMIT && i < COUNT(known); i++)
    if ((m->Protect & 0xFF) == known[i].protect) memcpy(letters, known[i].letters, 4);
  if (m->Type == MEM_MAPPED && !(m->Protect & PAGE_WRITECOPY)) letters[3] = 's';
  region_protect(one, letters);
}

static uint32_t kind_of(const walk *w, const MEMORY_BASIC_INFORMATION *m) {
  uint64_t base = (uint64_t)(uintptr_t)m->AllocationBase;
  if (m->State == MEM_RESERVE) return KIND_reserved;
  if (m->Type == MEM_IMAGE) return KIND_image;
  if (m->Type == MEM_MAPPED) return w->name_len ? KIND_mapped : KIND_shared_memory;
  if (m->Protect & PAGE_GUARD) return KIND_guard;
  if (bases_has(&w->stacks, base)) return m->Protect & PAGE_NOACCESS ? KIND_guard : KIND_stack;
  return bases_has(&w->heaps, base) ? KIND_heap : KIND_anonymous;
}

static void add_region(walk *w, const MEMORY_BASIC_INFORMATION *m) {
  region *one = regions_add(w->out, SONDE_WHY_UNSUPPORTED);
  if (!one) return;
  one->address = (uint64_t)(uintptr_t)m->BaseAddress;
  one->bytes = m->RegionSize;
  bool has_file = m->Type == MEM_IMAGE || m->Type == MEM_MAPPED;
  if (has_file) find_name(w, m);
  if (has_file && w->name_len) regions_name(w->out, one, w->name, w->name_len);
  use_protection(one, m);
  one->kind = kind_of(w, m);
  if (m->State == MEM_COMMIT) {
    use_pages(w, one);
    return;
  }
  for (int f = F_resident; f <= F_shared; f++)
    one->figure[f] = amount_of(0);
}

static sonde_status walk_all(walk *w, uint32_t pid, error *e) {
  MEMORY_BASIC_INFORMATION m;
  uint64_t at = 0;
  while (VirtualQueryEx(w->process, (const void *)(uintptr_t)at, &m, sizeof m) == sizeof m) {
    if (m.State != MEM_FREE) add_region(w, &m);
    if (stopped(w->stop))
      return error_set(e, SONDE_CANCELLED, "reading the memory map of process %u was stopped", pid);
    uint64_t next = (uint64_t)(uintptr_t)m.BaseAddress + m.RegionSize;
    if (next <= at) break;
    at = next;
  }
  if (at == 0) return nt_fail(e, pid, "memory map", GetLastError());
  return w->out->full ? error_set(e, SONDE_MEMORY, "process %u has more than %u regions", pid, REGIONS_MOST)
                      : SONDE_OK;
}

sonde_status platform_regions(uint32_t pid, const stopper *stop, regions *out, error *e) {
  walk w = {.out = out, .stop = stop};
  w.process = nt_open_process(pid, PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, e);
  if (!w.process) return e ? e->status : SONDE_OS;
  w.pages = memory_new(PAGES_AT_ONCE * sizeof *w.pages);
  nt_find_heaps(w.process, &w.heaps);
  nt_find_stacks(w.process, pid, &w.stacks);
  out->commit = amount_lacking(SONDE_WHY_UNSUPPORTED);
  sonde_status status = walk_all(&w, pid, e);
  CloseHandle(w.process);
  bases_free(&w.heaps);
  bases_free(&w.stacks);
  memory_free(w.pages);
  memory_free(w.name);
  return status;
}
