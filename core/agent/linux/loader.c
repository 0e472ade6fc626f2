/* Objects that are loaded later. The program's call of dlopen is jumped to, since dlopen looks at who calls
 * it; what it loaded is hooked at the next call that this thread makes through a hook, at the latest when it
 * looks a function up in it. */
#include "agent/linux_loader.h"

#include "agent/bytes.h"
#include "agent/linux_objects.h"
#include "agent/module.h"
#include "agent/platform.h"

enum {
  MOST = 16,
  DEPTH_OF_HOOK = 640 /* stack that a hook of the module memory takes, at most; dlopen itself takes more */
};

extern thunk_data thunk_loader_data[];
extern const uint8_t thunk_loader_code[];
extern const uint64_t thunk_loader_stride;

_Atomic uint32_t agent_pending;
static uint32_t used;
static uint64_t called_at; /* stack pointer of the last call */
static _Atomic uint32_t has_closed;

static uint32_t looks_up(const char *name) {
  return !bytes_compare(name, "dlsym") || !bytes_compare(name, "dlvsym");
}

uint32_t loader_knows(const char *name) {
  return looks_up(name) || !bytes_compare(name, "dlopen") || !bytes_compare(name, "dlmopen") ||
         !bytes_compare(name, "dlclose");
}

uint64_t loader_wrap(const char *name, uint64_t function) {
  if (!loader_knows(name)) return function;
  uint32_t i = 0;
  while (i < used && thunk_loader_data[i].next != function)
    i++;
  if (i == MOST) return function;
  if (i == used) {
    used++;
    thunk_loader_data[i].size = looks_up(name);
    thunk_loader_data[i].want = !bytes_compare(name, "dlclose");
    atomic_store(&thunk_loader_data[i].next, function);
  }
  return (uint64_t)thunk_loader_code + i * thunk_loader_stride;
}

static void wake(void) {
  for (uint32_t i = 0; i < AGENT_MODULES; i++) {
    agent_writer *w = agent_modules[i].head ? platform_thread_word(agent_modules[i].number) : NULL;
    if (w) writer_wake(w);
  }
}

void loader_called(const thunk_data *d, uint64_t stack) {
  if (d->size) {
    if (patch_new()) atomic_store(&agent_pending, 0);
    return;
  }
  if (d->want) atomic_store(&has_closed, 1);
  called_at = stack;
  atomic_store(&agent_pending, 1);
  wake();
}

/* Nothing new: either it is not mapped yet, or the call has ended without news. */
void platform_look(uint64_t stack) {
  uint32_t has_returned = stack + DEPTH_OF_HOOK >= called_at;
  uint32_t has_changed = objects_have_grown() || (has_returned && atomic_exchange(&has_closed, 0));
  if (has_changed ? patch_new() : has_returned)
    atomic_store(&agent_pending, 0);
  else
    wake();
}
