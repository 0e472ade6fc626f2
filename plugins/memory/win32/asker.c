/* Names of objects, asked for on a thread that may never come back. */
#include "win32/provider.h"

#include <winternl.h>

#include "base/memory.h"

#define PATIENCE_MS 200
#define MOST_LATE 10 /* after so many no further name is asked for */

struct asker {
  HANDLE thread, go, done;
  HANDLE object; /* NULL: end */
  asker_query query;
  bool found;
  int late;
  union {
    UNICODE_STRING name;
    uint8_t bytes[65536 + 64];
  } answer;
};

/* Nothing but system calls between `go` and `done`: the thread may be ended there. */
static DWORD WINAPI body(void *argument) {
  asker *a = argument;
  while (WaitForSingleObject(a->go, INFINITE) == WAIT_OBJECT_0 && a->object) {
    a->found = a->query(a->object, &a->answer, sizeof a->answer);
    SetEvent(a->done);
  }
  return 0;
}

asker *asker_new(asker_query query) {
  asker *a = NEW(asker);
  a->query = query;
  a->go = CreateEventW(NULL, FALSE, FALSE, NULL);
  a->done = CreateEventW(NULL, FALSE, FALSE, NULL);
  return a;
}

void asker_free(asker *a) {
  if (a->thread) {
    a->object = NULL;
    SetEvent(a->go);
    WaitForSingleObject(a->thread, INFINITE);
    CloseHandle(a->thread);
  }
  CloseHandle(a->go);
  CloseHandle(a->done);
  memory_free(a);
}

static bool ask(asker *a, HANDLE what) {
  if (!a->thread) a->thread = CreateThread(NULL, 65536, body, a, 0, NULL);
  if (!a->thread) return false;
  a->object = what;
  SetEvent(a->go);
  return WaitForSingleObject(a->done, PATIENCE_MS) == WAIT_OBJECT_0;
}

static void end_late_thread(asker *a) {
  TerminateThread(a->thread, 0);
  WaitForSingleObject(a->thread, INFINITE);
  CloseHandle(a->thread);
  ResetEvent(a->done);
  a->thread = NULL;
  a->late++;
}

bool asker_name(asker *a, HANDLE what, const wchar_t **name, size_t *chars, bool *late) {
  *late = a->late >= MOST_LATE;
  if (*late) return false;
  if (!ask(a, what)) {
    *late = true;
    if (a->thread) end_late_thread(a);
    return false;
  }
  if (!a->found) return false;
  *name = a->answer.name.Buffer;
  *chars = a->answer.name.Buffer ? a->answer.name.Length / sizeof(wchar_t) : 0;
  return true;
}
