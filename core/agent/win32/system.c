/* The system. */
#include "agent/platform.h"
#include "agent/win32_teb.h"

uint32_t platform_process(void) {
  return (uint32_t)teb_word(0x40);
}

uint32_t platform_thread(void) {
  return (uint32_t)teb_word(0x48);
}

agent_head *platform_map(const agent_argument *argument) {
  (void)argument;
  return NULL;
}

void platform_unmap(agent_head *head, uint64_t bytes) {
  (void)head;
  (void)bytes;
}

void *platform_pages(uint64_t bytes) {
  (void)bytes;
  return NULL;
}

void *platform_pages_of_process(uint64_t bytes) {
  return platform_pages(bytes);
}

int64_t platform_mono_ns(void) {
  return 0;
}

void platform_pause(int64_t ns) {
  (void)ns;
}

uint64_t platform_copy(void *to, const void *from, uint64_t bytes) {
  (void)to;
  (void)from;
  (void)bytes;
  return 0;
}

int32_t platform_is_on_signal_stack(void) {
  return 0;
}
