/* What the agent needs of the system it runs on. No library of the target is called, no lock of it is taken,
 * errno is left alone. Freestanding. */
#ifndef SONDE_AGENT_PLATFORM_H
#define SONDE_AGENT_PLATFORM_H

#include "agent/agent.h"

uint32_t platform_process(void);
uint32_t platform_thread(void);
/* That thread of this process has ended; 0 also when that can't be told. */
uint32_t platform_is_gone(uint32_t thread);

/* The block of an argument, for reading and writing; NULL: it cannot be had. The argument's handle is closed.
 */
agent_head *platform_map(const agent_argument *argument);
void platform_unmap(agent_head *head, uint64_t bytes);

/* Zeroed private pages that are never given back. NULL: none. */
void *platform_pages(uint64_t bytes);
/* Such pages that are zero again in a forked child. */
void *platform_pages_of_process(uint64_t bytes);

int64_t platform_mono_ns(void); /* the clock of the lanes' heartbeat */
void platform_pause(int64_t ns);

static inline uint64_t agent_ticks(void) {
  return __builtin_ia32_rdtsc();
}

/* Copies memory that may be unreadable, or become so meanwhile. The bytes that could be had, from the front.
 */
uint64_t platform_copy(void *to, const void *from, uint64_t bytes);

/* Error number that the last failed call left for its caller (errno, GetLastError). */
uint32_t platform_error(void);

/* A word of the calling thread for each module, 0 at first: the thread's writer (lane.h). */
void *platform_thread_word(uint32_t module);
void platform_set_thread_word(uint32_t module, void *word);

/* Whether the thread runs on a stack of its own for signals. */
int32_t platform_is_on_signal_stack(void);

/* Walks all loaded objects and redirects the functions that the started modules choose (module.h). Called
 * when a module starts; the platform does it again by itself when objects are loaded later. AGENT_OK or a
 * reason. */
uint32_t platform_hook(void);
/* Set by the platform when objects may have been loaded; writer_enter then calls platform_look, which may not
 * be called between enter and leave. */
extern _Atomic uint32_t agent_pending;
void platform_look(uint64_t stack);

#endif
