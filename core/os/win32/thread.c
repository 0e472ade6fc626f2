/* Threads by the C runtime, slim locks and condition variables. */
#include "os/thread.h"

#include <process.h>

#include "base/memory.h"
#include "os/clock.h"
#include "os/win32/internal.h"

struct thread {
  HANDLE handle;
  void (*body)(void *argument);
  void *argument;
};

struct mutex {
  SRWLOCK lock;
};

struct condition {
  CONDITION_VARIABLE condition;
};

static unsigned __stdcall thread_main(void *self) {
  thread *t = self;
  t->body(t->argument);
  return 0;
}

/* Windows 10 1607 and newer; looked up, since older import libraries lack it. */
static void thread_set_name(HANDLE handle, const char *name) {
  typedef HRESULT(WINAPI * set_description)(HANDLE, PCWSTR);
  HMODULE kernel = GetModuleHandleW(L"kernelbase.dll");
  FARPROC found = kernel ? GetProcAddress(kernel, "SetThreadDescription") : NULL;
  if (!found) return;
  wchar_t *wide = wide_text(name);
  ((set_description)(void (*)(void))found)(handle, wide);
  memory_free(wide);
}

thread *thread_start(const char *name, void (*body)(void *argument), void *argument, error *e) {
  thread *t = NEW(thread);
  t->body = body;
  t->argument = argument;
  t->handle = (HANDLE)_beginthreadex(NULL, 0, thread_main, t, 0, NULL);
  if (!t->handle) {
    os_fail(e, GetLastError(), "cannot start thread '%s'", name);
    memory_free(t);
    return NULL;
  }
  thread_set_name(t->handle, name);
  return t;
}

void thread_join(thread *t) {
  WaitForSingleObject(t->handle, INFINITE);
  CloseHandle(t->handle);
  memory_free(t);
}

/* Milliseconds until then, rounded up, never INFINITE. */
static DWORD wait_ms(int64_t ns) {
  if (ns <= 0) return 0;
  int64_t ms = (ns + 999999) / 1000000;
  return ms > 0x7FFFFFFF ? 0x7FFFFFFF : (DWORD)ms;
}

bool thread_join_within(thread *t, int64_t ns) {
  if (WaitForSingleObject(t->handle, wait_ms(ns)) != WAIT_OBJECT_0) return false;
  thread_join(t);
  return true;
}

uint32_t thread_id(void) {
  return GetCurrentThreadId();
}

mutex *mutex_new(void) {
  mutex *m = NEW(mutex);
  InitializeSRWLock(&m->lock);
  return m;
}

void mutex_free(mutex *m) {
  memory_free(m);
}

void mutex_lock(mutex *m) {
  AcquireSRWLockExclusive(&m->lock);
}

void mutex_unlock(mutex *m) {
  ReleaseSRWLockExclusive(&m->lock);
}

condition *condition_new(void) {
  condition *c = NEW(condition);
  InitializeConditionVariable(&c->condition);
  return c;
}

void condition_free(condition *c) {
  memory_free(c);
}

void condition_wake_all(condition *c) {
  WakeAllConditionVariable(&c->condition);
}

bool condition_wait_until(condition *c, mutex *m, int64_t mono_ns) {
  int64_t left = mono_ns - clock_mono_ns();
  return SleepConditionVariableSRW(&c->condition, &m->lock, wait_ms(left), 0) || clock_mono_ns() < mono_ns;
}
