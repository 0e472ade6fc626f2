/* Memory that another process maps too: a section of the page file. A section's size can never change. */
#include "os/share.h"

#include "base/memory.h"
#include "os/win32/process.h"

struct share {
  HANDLE section;
  void *memory;
  size_t bytes;
};

share *share_new(size_t bytes, error *e) {
  uint64_t size = bytes;
  HANDLE section = CreateFileMappingW(
      INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, (DWORD)(size >> 32), (DWORD)(size & 0xFFFFFFFFu), NULL);
  void *memory = section ? MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, bytes) : NULL;
  DWORD code = GetLastError();
  if (!memory) {
    if (section) CloseHandle(section);
    os_fail(e, code, "cannot get %zu MiB of memory to share with the target", bytes >> 20);
    return NULL;
  }
  share *s = NEW(share);
  *s = (share){section, memory, bytes};
  return s;
}

void share_free(share *s) {
  if (!s) return;
  UnmapViewOfFile(s->memory);
  CloseHandle(s->section);
  memory_free(s);
}

void *share_memory(const share *s) {
  return s->memory;
}

size_t share_bytes(const share *s) {
  return s->bytes;
}

sonde_status share_lend(const share *s, process *p, char path[64], uint64_t *handle, error *e) {
  HANDLE theirs = NULL;
  path[0] = 0;
  *handle = 0;
  if (!DuplicateHandle(
          GetCurrentProcess(), s->section, p->handle, &theirs, FILE_MAP_READ | FILE_MAP_WRITE, FALSE, 0))
    return os_fail(e, GetLastError(), "cannot share memory with process %lu", p->pid);
  *handle = (uint64_t)(uintptr_t)theirs;
  return SONDE_OK;
}
