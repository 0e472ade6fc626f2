/* Threads by pthread. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "platform.h"

enum { MOST = 64 };

static void (*work_of_all)(int number);

void platform_set_missing(void) {
  errno = ENOENT;
}

void platform_sleep_ms(unsigned ms) {
  struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
  nanosleep(&t, NULL);
}

static void *start(void *number) {
  work_of_all((int)(long)number);
  return NULL;
}

void platform_threads(int n, void (*work)(int number)) {
  pthread_t threads[MOST];
  work_of_all = work;
  for (int i = 0; i < n && i < MOST; i++)
    pthread_create(&threads[i], NULL, start, (void *)(long)i);
  for (int i = 0; i < n && i < MOST; i++)
    pthread_join(threads[i], NULL);
}
