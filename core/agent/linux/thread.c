/* What each thread has of us: one word a module in its static block, where a load reaches it (initial-exec),
 * and the C library's errno. */
#include "agent/linux_errno.h"
#include "agent/linux_thread.h"
#include "agent/platform.h"

OF_THREAD void *trace_writer;
OF_THREAD void *memory_writer;

void *platform_thread_word(uint32_t module) {
  return module == AGENT_TRACER ? trace_writer : memory_writer;
}

void platform_set_thread_word(uint32_t module, void *word) {
  if (module == AGENT_TRACER)
    trace_writer = word;
  else
    memory_writer = word;
}

uint32_t platform_error(void) {
  return errno_place ? (uint32_t)*errno_place() : 0;
}
