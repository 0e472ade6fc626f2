// What only C++ can do with a call: leave it by an exception, and clean up when its thread is cancelled.
#include <cstdlib>
#include <pthread.h>
#include <unistd.h>

#include "throw.h"
#include "work.h"

static int throw_it(void *) {
  throw 7;
}

static int compare_and_throw(const void *, const void *) {
  throw 8L;
}

int throws_through_call(int times) {
  int caught = 0;
  for (int i = 0; i < times; i++) {
    try {
      work_call(throw_it, nullptr);
    } catch (int n) {
      caught += n == 7;
    }
  }
  return caught;
}

int throws_through_qsort(int times) {
  int caught = 0;
  for (int i = 0; i < times; i++) {
    int values[3] = {3, 1, 2};
    try {
      qsort(values, 3, sizeof *values, compare_and_throw);
    } catch (long n) {
      caught += n == 8;
    }
  }
  return caught;
}

static int wait_for_ever(void *) {
  for (;;)
    pause();
}

static int cleaned;

struct cleaner {
  ~cleaner() { cleaned++; }
};

static void *cancelled(void *) {
  cleaner c;
  work_call(wait_for_ever, nullptr);
  return nullptr;
}

int throws_cleaned_by_cancel() {
  pthread_t thread;
  void *result;
  pthread_create(&thread, nullptr, cancelled, nullptr);
  usleep(20000);
  pthread_cancel(thread);
  pthread_join(thread, &result);
  return result == PTHREAD_CANCELED ? cleaned : -1;
}
