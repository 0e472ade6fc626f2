/* The shop's needs on Windows. */
#include "platform.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>

int64_t platform_now_ns(void) {
  LARGE_INTEGER ticks, second;
  QueryPerformanceCounter(&ticks);
  QueryPerformanceFrequency(&second);
  int64_t whole = ticks.QuadPart / second.QuadPart, rest = ticks.QuadPart % second.QuadPart;
  return whole * SHOP_SECOND + rest * SHOP_SECOND / second.QuadPart;
}

static int64_t file_time_ns(const FILETIME *t) {
  return (int64_t)(((uint64_t)t->dwHighDateTime << 32) | t->dwLowDateTime) * 100;
}

int64_t platform_process_cpu_ns(void) {
  FILETIME made, ended, kernel, user;
  if (!GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user)) return 0;
  return file_time_ns(&kernel) + file_time_ns(&user);
}

int64_t platform_thread_cpu_ns(void) {
  FILETIME made, ended, kernel, user;
  if (!GetThreadTimes(GetCurrentThread(), &made, &ended, &kernel, &user)) return 0;
  return file_time_ns(&kernel) + file_time_ns(&user);
}

void platform_sleep_until(int64_t mono_ns) {
  int64_t left = mono_ns - platform_now_ns();
  if (left > 0) Sleep((DWORD)(left / 1000000 + 1));
}

struct platform_thread {
  HANDLE handle;
  void (*run)(void *);
  void *arg;
};

static DWORD WINAPI thread_main(void *arg) {
  platform_thread *t = arg;
  t->run(t->arg);
  return 0;
}

platform_thread *platform_thread_start(void (*run)(void *), void *arg) {
  platform_thread *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->run = run;
  t->arg = arg;
  t->handle = CreateThread(NULL, 0, thread_main, t, 0, NULL);
  if (t->handle) return t;
  free(t);
  return NULL;
}

void platform_thread_join(platform_thread *t) {
  WaitForSingleObject(t->handle, INFINITE);
  CloseHandle(t->handle);
  free(t);
}

void platform_temp_path(char *out, size_t size, const char *name) {
  char folder[MAX_PATH] = ".\\";
  GetTempPathA(sizeof folder, folder);
  snprintf(out, size, "%sshop-%lu-%s", folder, (unsigned long)GetCurrentProcessId(), name);
}

intptr_t platform_file_open(const char *path) {
  HANDLE h = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
  return h == INVALID_HANDLE_VALUE ? -1 : (intptr_t)h;
}

bool platform_file_write_through(intptr_t file, const void *bytes, size_t size) {
  DWORD done = 0;
  return WriteFile((HANDLE)file, bytes, (DWORD)size, &done, NULL) && done == size &&
         FlushFileBuffers((HANDLE)file);
}

bool platform_file_rewind(intptr_t file) {
  return SetFilePointer((HANDLE)file, 0, NULL, FILE_BEGIN) == 0;
}

void platform_file_close(intptr_t file) {
  CloseHandle((HANDLE)file);
}

void platform_file_remove(const char *path) {
  DeleteFileA(path);
}

bool platform_leak_handle(void) {
  return CreateEventW(NULL, TRUE, FALSE, NULL) != NULL;
}

void platform_die(void) {
  TerminateProcess(GetCurrentProcess(), (UINT)0xC0000005); /* access violation */
}
