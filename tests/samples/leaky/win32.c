/* Heaps and reserved memory of Windows. */
#include "platform.h"

#include <windows.h>

static void *volatile lost;
static void (*thread_run)(void);

static DWORD WINAPI enter(void *unused) {
  (void)unused;
  thread_run();
  return 0;
}

void platform_run_thread(void (*run)(void)) {
  thread_run = run;
  HANDLE thread = CreateThread(NULL, 0, enter, NULL, 0, NULL);
  if (!thread) return;
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
}

static void leak_heap(void) {
  for (int i = 0; i < 9; i++)
    lost = HeapAlloc(GetProcessHeap(), 0, 70);
}

/* What a heap itself needs belongs to another function than its blocks. */
static HANDLE make_heap(void) {
  return HeapCreate(0, 0, 0);
}

/* Of two heaps one is destroyed with all its blocks. */
static void leak_own_heap(void) {
  HANDLE gone = make_heap(), stays = make_heap();
  for (int i = 0; i < 11; i++)
    lost = HeapAlloc(gone, 0, 30);
  for (int i = 0; i < 4; i++)
    lost = HeapAlloc(stays, 0, 55);
  HeapDestroy(gone);
}

static void leak_mapping(void) {
  void *block = VirtualAlloc(NULL, 1 << 16, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
  lost = VirtualAlloc(NULL, 1 << 16, MEM_RESERVE, PAGE_READWRITE);
  VirtualFree(block, 0, MEM_RELEASE);
}

void platform_leak(void) {
  leak_heap();
  leak_own_heap();
  leak_mapping();
}
