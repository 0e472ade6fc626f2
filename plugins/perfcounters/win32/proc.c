/* Snapshots by NtQuerySystemInformation, clocks, and the platform's life. */
#include <winternl.h>

#include "base/memory.h"
#include "win32/provider.h"

#define STATUS_LENGTH_MISMATCH 0xC0000004u
#define LARGEST_BUFFER (256u << 20)

bool nt_query(int information, nt_buffer *b, uint32_t *status) {
  if (b->capacity == 0) {
    b->capacity = 1u << 18;
    b->bytes = memory_new(b->capacity);
  }
  for (;;) {
    ULONG needed = 0;
    NTSTATUS s = NtQuerySystemInformation(
        (SYSTEM_INFORMATION_CLASS)information, b->bytes, (ULONG)b->capacity, &needed);
    *status = (uint32_t)s;
    b->len = needed <= b->capacity ? needed : b->capacity;
    if (s >= 0) return true;
    if ((uint32_t)s != STATUS_LENGTH_MISMATCH || b->capacity >= LARGEST_BUFFER) return false;
    b->capacity = (needed > b->capacity ? needed : b->capacity) * 5 / 4;
    b->bytes = memory_resize(b->bytes, b->capacity);
  }
}

int64_t nt_now_filetime(void) {
  FILETIME t;
  GetSystemTimePreciseAsFileTime(&t);
  return (int64_t)((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime);
}

int64_t platform_wall_ns(void) {
  return nt_wall_ns(nt_now_filetime());
}

int64_t platform_mono_ns(void) {
  LARGE_INTEGER count, frequency;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&count);
  int64_t f = frequency.QuadPart;
  return count.QuadPart / f * 1000000000 + count.QuadPart % f * 1000000000 / f;
}

uint32_t platform_self(void) {
  return GetCurrentProcessId();
}

sonde_status nt_take_processes(platform *p, error *e) {
  uint32_t status;
  p->have_handles = false;
  p->taken_filetime = nt_now_filetime();
  if (nt_query(NT_PROCESSES, &p->processes, &status)) return SONDE_OK;
  error_set(e, SONDE_OS, "the list of processes cannot be had: NtQuerySystemInformation gave 0x%08x", status);
  if (e) e->os_code = status;
  return SONDE_OS;
}

platform *platform_open(error *e) {
  platform *p = NEW(platform);
  p->users = users_new();
  if (nt_take_processes(p, e) == SONDE_OK) return p;
  platform_close(p);
  return NULL;
}

void platform_close(platform *p) {
  if (!p) return;
  memory_free(p->processes.bytes);
  memory_free(p->handles.bytes);
  memory_free(p->census);
  users_free(p->users);
  memory_free(p);
}
