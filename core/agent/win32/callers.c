/* The tracer's `from`: whose calls are watched. Every call arrives here, whoever makes it; its return address
 * tells who that is. */
#include "agent/module.h"
#include "agent/win32_hook.h"

extern uint32_t callers_chosen; /* thunk.S loads it */
uint32_t callers_chosen;

void callers_look(image *i) {
  agent_module *m = agent_module_of(AGENT_TRACER);
  i->is_unwanted = m->head && m->wants && !m->wants(i->name);
  if (i->is_unwanted) callers_chosen = 1;
}

uint32_t callers_wants(uint64_t address) {
  const image *i = image_at(address);
  return i && !i->is_unwanted;
}
