/* Threads by CreateThread. */
#include <stdint.h>
#include <windows.h>

#include "platform.h"

enum { MOST = 64 };

static void (*work_of_all)(int number);

void platform_set_missing(void) {
  SetLastError(ERROR_FILE_NOT_FOUND);
}

void platform_sleep_ms(unsigned ms) {
  Sleep(ms);
}

static DWORD WINAPI start(void *number) {
  work_of_all((int)(intptr_t)number);
  return 0;
}

void platform_threads(int n, void (*work)(int number)) {
  HANDLE threads[MOST];
  work_of_all = work;
  for (int i = 0; i < n && i < MOST; i++)
    threads[i] = CreateThread(NULL, 0, start, (void *)(intptr_t)i, 0, NULL);
  for (int i = 0; i < n && i < MOST; i++) {
    WaitForSingleObject(threads[i], INFINITE);
    CloseHandle(threads[i]);
  }
}
