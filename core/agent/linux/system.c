/* The system by raw calls: nothing goes through a place that we redirect ourselves. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>

#include "agent/linux_kernel.h"
#include "agent/platform.h"

enum { PAGE = 4096 };

uint32_t platform_process(void) {
  return (uint32_t)kernel3(SYS_getpid, 0, 0, 0);
}

uint32_t platform_thread(void) {
  return (uint32_t)kernel3(SYS_gettid, 0, 0, 0);
}

uint32_t platform_is_gone(uint32_t thread) {
  return kernel3(SYS_tgkill, platform_process(), thread, 0) == -ESRCH;
}

static void *map(uint64_t bytes, uint64_t flags, int64_t file) {
  int64_t at = kernel6(SYS_mmap, 0, bytes, PROT_READ | PROT_WRITE, flags, (uint64_t)file, 0);
  return at < 0 && at > -PAGE ? NULL : (void *)at;
}

agent_head *platform_map(const agent_argument *argument) {
  int64_t file = kernel3(SYS_open, (uint64_t)argument->path, O_RDWR | O_CLOEXEC, 0);
  if (file < 0) return NULL;
  agent_head *head = map(argument->bytes, MAP_SHARED, file);
  kernel3(SYS_close, (uint64_t)file, 0, 0);
  return head;
}

void platform_unmap(agent_head *head, uint64_t bytes) {
  kernel3(SYS_munmap, (uint64_t)head, bytes, 0);
}

void *platform_pages(uint64_t bytes) {
  return map(bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

void *platform_pages_of_process(uint64_t bytes) {
  bytes = (bytes + PAGE - 1) / PAGE * PAGE;
  void *pages = platform_pages(bytes);
  if (!pages || !kernel3(SYS_madvise, (uint64_t)pages, bytes, MADV_WIPEONFORK)) return pages;
  kernel3(SYS_munmap, (uint64_t)pages, bytes, 0);
  return NULL;
}

int64_t platform_mono_ns(void) {
  struct timespec t = {0};
  kernel3(SYS_clock_gettime, CLOCK_MONOTONIC, (uint64_t)&t, 0);
  return t.tv_sec * 1000000000 + t.tv_nsec;
}

void platform_pause(int64_t ns) {
  struct timespec t = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  kernel3(SYS_nanosleep, (uint64_t)&t, 0, 0);
}

/* One part for each page: the kernel promises whole parts only. */
uint64_t platform_copy(void *to, const void *from, uint64_t bytes) {
  uint64_t done = 0;
  while (done < bytes) {
    struct iovec here[8], there[8];
    uint64_t n = 0, asked = 0;
    for (; n < 8 && done + asked < bytes; n++) {
      uint64_t at = (uint64_t)from + done + asked, part = PAGE - at % PAGE;
      if (part > bytes - done - asked) part = bytes - done - asked;
      here[n] = (struct iovec){(uint8_t *)to + done + asked, part};
      there[n] = (struct iovec){(void *)at, part};
      asked += part;
    }
    int64_t got = kernel6(SYS_process_vm_readv, platform_process(), (uint64_t)here, n, (uint64_t)there, n, 0);
    if (got > 0) done += (uint64_t)got;
    if (got < (int64_t)asked) return done;
  }
  return done;
}

int32_t platform_is_on_signal_stack(void) {
  stack_t s = {0};
  return !kernel3(SYS_sigaltstack, 0, (uint64_t)&s, 0) && (s.ss_flags & SS_ONSTACK);
}
