/* The module memory. */
#include "agent/module.h"

uint32_t memory_start(agent_module *m) {
  (void)m;
  return AGENT_UNSUITED;
}

uint64_t memory_choose(agent_module *m, const agent_site *site) {
  (void)m;
  (void)site;
  return 0;
}

void memory_forget(uint64_t base, uint64_t end) {
  (void)base;
  (void)end;
}
