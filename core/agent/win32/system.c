/* The system: memory, time, who we are. */
#include "agent/platform.h"
#include "agent/win32_native.h"

enum { VIEW_UNMAP = 2 };

uint32_t platform_process(void) {
  return (uint32_t)teb_word(TEB_PROCESS);
}

uint32_t platform_thread(void) {
  return (uint32_t)teb_word(TEB_THREAD);
}

/* To ask would be a call that others hook: Sonde tells, by freeing the lane. */
uint32_t platform_is_gone(uint32_t thread) {
  (void)thread;
  return 0;
}

agent_head *platform_map(const agent_argument *argument) {
  HANDLE section = (HANDLE)(uintptr_t)argument->handle;
  void *base = NULL;
  SIZE_T bytes = argument->bytes;
  NTSTATUS status =
      NtMapViewOfSection(section, NATIVE_SELF, &base, 0, 0, NULL, &bytes, VIEW_UNMAP, 0, PAGE_READWRITE);
  NtClose(section);
  return native_is_ok(status) ? base : NULL;
}

void platform_unmap(agent_head *head, uint64_t bytes) {
  (void)bytes;
  NtUnmapViewOfSection(NATIVE_SELF, head);
}

void *platform_pages(uint64_t bytes) {
  void *base = NULL;
  SIZE_T size = bytes;
  return native_is_ok(
             NtAllocateVirtualMemory(NATIVE_SELF, &base, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE))
             ? base
             : NULL;
}

void *platform_pages_of_process(uint64_t bytes) {
  return platform_pages(bytes);
}

int64_t platform_mono_ns(void) {
  static int64_t frequency; /* constant since boot */
  LARGE_INTEGER n;
  if (!frequency) {
    RtlQueryPerformanceFrequency(&n);
    frequency = n.QuadPart;
  }
  RtlQueryPerformanceCounter(&n);
  return n.QuadPart / frequency * 1000000000 + n.QuadPart % frequency * 1000000000 / frequency;
}

void platform_pause(int64_t ns) {
  LARGE_INTEGER interval = {.QuadPart = -(ns / 100)};
  NtDelayExecution(FALSE, &interval);
}

/* Page by page: a read that meets one that is not there may give nothing at all. */
uint64_t platform_copy(void *to, const void *from, uint64_t bytes) {
  uint64_t done = 0;
  while (done < bytes) {
    const uint8_t *at = (const uint8_t *)from + done;
    uint64_t part = NATIVE_PAGE - ((uintptr_t)at & (NATIVE_PAGE - 1));
    SIZE_T got = 0;
    if (part > bytes - done) part = bytes - done;
    if (!native_is_ok(NtReadVirtualMemory(NATIVE_SELF, at, (uint8_t *)to + done, part, &got)) || got != part)
      break;
    done += part;
  }
  return done;
}

int32_t platform_is_on_signal_stack(void) {
  return 0;
}
