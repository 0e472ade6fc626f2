/* Standing still of all other threads, so that none runs the bytes that are being written. While they do,
 * nothing is called that takes a lock. */
#include "agent/win32_hook.h"

enum { THREADS_MOST = 4096 };

static HANDLE stopped[THREADS_MOST];
static uint32_t nstopped;

static void move_one(HANDLE thread, uint64_t (*move)(uint64_t instruction)) {
  static CONTEXT context; /* one stopper at a time */
  context.ContextFlags = CONTEXT_CONTROL;
  if (!native_is_ok(NtGetContextThread(thread, &context))) return;
  uint64_t to = move(context.Rip);
  if (to == context.Rip) return;
  context.Rip = to;
  NtSetContextThread(thread, &context);
}

static uint32_t is_me(HANDLE thread) {
  struct {
    NTSTATUS exit;
    void *teb;
    uint64_t process, thread;
    uint64_t affinity;
    LONG priority, base_priority;
  } basic = {0};
  NtQueryInformationThread(thread, 0, &basic, sizeof basic, NULL);
  return (uint32_t)basic.thread == (uint32_t)teb_word(TEB_THREAD);
}

void threads_stop(uint64_t (*move)(uint64_t instruction)) {
  HANDLE thread = NULL, next;
  const ACCESS_MASK access =
      THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT | THREAD_SET_CONTEXT | THREAD_QUERY_INFORMATION;
  nstopped = 0;
  while (nstopped < THREADS_MOST && native_is_ok(NtGetNextThread(NATIVE_SELF, thread, access, 0, 0, &next))) {
    uint32_t was_kept = thread && nstopped && stopped[nstopped - 1] == thread;
    if (thread && !was_kept) NtClose(thread);
    thread = next;
    if (!is_me(thread) && native_is_ok(NtSuspendThread(thread, NULL))) stopped[nstopped++] = thread;
  }
  if (thread && !(nstopped && stopped[nstopped - 1] == thread)) NtClose(thread);
  for (uint32_t n = 0; n < nstopped; n++)
    move_one(stopped[n], move);
}

void threads_resume(void) {
  for (uint32_t n = 0; n < nstopped; n++) {
    NtResumeThread(stopped[n], NULL);
    NtClose(stopped[n]);
  }
  nstopped = 0;
}
