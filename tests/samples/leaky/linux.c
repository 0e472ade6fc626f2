/* Aligned blocks and mappings. */
#include "platform.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

static void *volatile lost;

static void (*thread_run)(void);

static void *enter(void *unused) {
  thread_run();
  return unused;
}

void platform_run_thread(void (*run)(void)) {
  pthread_t thread;
  thread_run = run;
  if (pthread_create(&thread, NULL, enter, NULL) == 0) pthread_join(thread, NULL);
}

static void leak_aligned(void) {
  for (int i = 0; i < 4; i++)
    lost = aligned_alloc(64, 256);
}

static void leak_posix_aligned(void) {
  void *block = NULL;
  for (int i = 0; i < 3; i++) {
    if (posix_memalign(&block, 128, 500)) return;
    lost = block;
  }
}

/* Of one the middle is given back, of the other the second half. */
static void leak_mapping(void) {
  const size_t page = 4096;
  char *a = mmap(NULL, 32 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *b = mmap(NULL, 32 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (a != MAP_FAILED) munmap(a + 8 * page, 8 * page);
  if (b != MAP_FAILED) munmap(b + 16 * page, 16 * page);
}

void platform_leak(void) {
  leak_aligned();
  leak_posix_aligned();
  leak_mapping();
}
