/* What each thread has of us. */
#include "agent/platform.h"
#include "agent/win32_teb.h"

uint32_t platform_error(void) {
  return (uint32_t)teb_word(0x68);
}

void *platform_thread_word(uint32_t module) {
  (void)module;
  return NULL;
}

void platform_set_thread_word(uint32_t module, void *word) {
  (void)module;
  (void)word;
}
