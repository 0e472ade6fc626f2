/* Clocks: the performance counter, file times, and a timer finer than Sleep's 15.6 ms. */
#include "os/clock.h"

#include <windows.h>

/* 100 ns units between 1601 and 1970. */
#define EPOCH_1970 116444736000000000LL

static int64_t file_time(FILETIME t) {
  return (int64_t)((uint64_t)t.dwHighDateTime << 32 | t.dwLowDateTime);
}

int64_t clock_mono_ns(void) {
  static volatile LONG64 frequency; /* constant since boot; written once or twice with the same value */
  LARGE_INTEGER n;
  if (!frequency) {
    QueryPerformanceFrequency(&n);
    frequency = n.QuadPart;
  }
  int64_t f = frequency;
  QueryPerformanceCounter(&n);
  return n.QuadPart / f * 1000000000 + n.QuadPart % f * 1000000000 / f;
}

int64_t clock_wall_ns(void) {
  FILETIME t;
  GetSystemTimePreciseAsFileTime(&t);
  return (file_time(t) - EPOCH_1970) * 100;
}

int64_t clock_thread_cpu_ns(void) {
  FILETIME created, ended, kernel, user;
  if (!GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel, &user)) return 0;
  return (file_time(kernel) + file_time(user)) * 100;
}

int64_t clock_process_cpu_ns(void) {
  FILETIME created, ended, kernel, user;
  if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user)) return 0;
  return (file_time(kernel) + file_time(user)) * 100;
}

#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION /* Windows 10 1803 */
#  define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 2
#endif

void clock_sleep_ns(int64_t ns) {
  if (ns <= 0) return;
  HANDLE timer = CreateWaitableTimerExW(NULL, NULL, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
  LARGE_INTEGER due = {.QuadPart = -((ns + 99) / 100)};
  if (timer && SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE))
    WaitForSingleObject(timer, INFINITE);
  else
    Sleep((DWORD)((ns + 999999) / 1000000));
  if (timer) CloseHandle(timer);
}
