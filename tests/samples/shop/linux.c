/* The shop's needs on Linux. */
#include "platform.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_ns(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (int64_t)t.tv_sec * SHOP_SECOND + t.tv_nsec;
}

int64_t platform_now_ns(void) {
  return clock_ns(CLOCK_MONOTONIC);
}

int64_t platform_process_cpu_ns(void) {
  return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t platform_thread_cpu_ns(void) {
  return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

void platform_sleep_until(int64_t mono_ns) {
  struct timespec t = {.tv_sec = mono_ns / SHOP_SECOND, .tv_nsec = mono_ns % SHOP_SECOND};
  int interrupted;
  do {
    interrupted = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR;
  } while (interrupted);
}

struct platform_thread {
  pthread_t id;
  void (*run)(void *);
  void *arg;
};

static void *thread_main(void *arg) {
  platform_thread *t = arg;
  t->run(t->arg);
  return NULL;
}

platform_thread *platform_thread_start(void (*run)(void *), void *arg) {
  platform_thread *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->run = run;
  t->arg = arg;
  if (pthread_create(&t->id, NULL, thread_main, t) == 0) return t;
  free(t);
  return NULL;
}

void platform_thread_join(platform_thread *t) {
  pthread_join(t->id, NULL);
  free(t);
}

void platform_temp_path(char *out, size_t size, const char *name) {
  const char *folder = getenv("TMPDIR");
  snprintf(out, size, "%s/shop-%ld-%s", folder && *folder ? folder : "/tmp", (long)getpid(), name);
}

intptr_t platform_file_open(const char *path) {
  return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

bool platform_file_write_through(intptr_t file, const void *bytes, size_t size) {
  return write((int)file, bytes, size) == (ssize_t)size && fsync((int)file) == 0;
}

bool platform_file_rewind(intptr_t file) {
  return lseek((int)file, 0, SEEK_SET) == 0;
}

void platform_file_close(intptr_t file) {
  close((int)file);
}

void platform_file_remove(const char *path) {
  unlink(path);
}

bool platform_leak_handle(void) {
  return open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0;
}

void platform_die(void) {
  kill(getpid(), SIGKILL);
}
