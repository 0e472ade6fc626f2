/* Hooks all functions that the started modules choose. One hook for each address, whatever names lead there;
 * each module chooses it by one name. */
#include "agent/platform.h"
#include "agent/publish.h"
#include "agent/win32_hook.h"

_Atomic uint32_t agent_pending; /* never set: the loader calls us itself */

void platform_look(uint64_t stack) {
  (void)stack;
}

static hook *waiting; /* for their jumps */

/* The calls pass the modules' hooks in order, from the function outwards. */
static void link_hooks(hook *h) {
  uint64_t next = h->original;
  for (uint32_t n = 0; n < AGENT_MODULES; n++) {
    agent_site *site = &h->chosen[n];
    if (!site->name) continue;
    site->next = next;
    uint64_t to = agent_modules[n].choose(&agent_modules[n], site);
    if (to) next = to;
    site->is_new = 0;
  }
  if (!h->redirect) {
    near_keep();
    h->next = waiting;
    waiting = h;
  }
  h->redirect = next;
}

/* Offers a function to the modules that have not chosen it yet under another name. */
static void offer(const image *from, const char *name, hook *h, const image *in) {
  uint32_t is_chosen = 0;
  hook_prepare(h, in);
  for (uint32_t n = 0; n < AGENT_MODULES; n++) {
    agent_module *m = &agent_modules[n];
    agent_site site = {.name = name,
        .address = h->address,
        .next = h->original,
        .library = from->name,
        .is_new = 1,
        .why = (uint16_t)h->why};
    if (!m->head || h->chosen[n].name || !m->choose(m, &site)) continue;
    site.is_new = 0;
    h->chosen[n] = site;
    is_chosen = 1;
  }
  if (is_chosen) link_hooks(h);
  if (!h->redirect) h->original = 0; /* its memory is the next one's */
}

static uint32_t is_wanted(const char *name) {
  for (uint32_t n = 0; n < AGENT_MODULES; n++) {
    const agent_module *m = &agent_modules[n];
    if (m->head && (!m->wants_name || m->wants_name(name))) return 1;
  }
  return 0;
}

static void hook_image(const image *i) {
  for (uint32_t n = 0; n < image_nexports(i); n++) {
    if (!is_wanted(image_export_name(i, n))) continue;
    uint64_t address = image_export(i, n);
    const image *in = address ? image_at(address) : NULL;
    hook *h = in && !in->is_agent ? hook_at(address) : NULL;
    if (h) offer(i, image_export_name(i, n), h, in);
  }
}

static uint32_t started(void) {
  uint32_t bits = 0;
  for (uint32_t n = 0; n < AGENT_MODULES; n++)
    if (agent_modules[n].head) bits |= 1u << agent_modules[n].number;
  return bits;
}

static void publish(image *i) {
  for (uint32_t n = 0; n < AGENT_MODULES; n++) {
    agent_head *head = agent_modules[n].head;
    uint32_t bit = 1u << agent_modules[n].number;
    if (!head || (i->published & bit)) continue;
    if (agent_modules[n].number == AGENT_TRACER) callers_look(i);
    agent_object o = {
        .base = i->base, .end = i->end, .bias = i->base, .unseen = i->is_unwanted ? AGENT_UNSEEN_ASKED : 0};
    publish_object(head, &o, i->path);
    i->published |= bit;
  }
}

/* ntdll comes last: a function is known by the name by which programs call it (HeapAlloc). */
static void hook_all(uint32_t is_ntdll) {
  uint32_t bits = started();
  for (uint32_t n = 0; n < nimages; n++) {
    image *i = &images[n];
    if (!i->base || i->is_agent || i->is_ntdll != is_ntdll || i->offered == bits) continue;
    i->offered = bits;
    hook_image(i);
  }
}

/* What the plan names may come with a library that is loaded later: nothing hooked is no fault. */
uint32_t platform_hook(void) {
  waiting = NULL;
  images_update();
  loader_watch();
  for (uint32_t n = 0; n < nimages; n++)
    if (images[n].base) publish(&images[n]);
  hook_all(0);
  hook_all(1);
  if (!near_seal()) return AGENT_UNSUITED;
  if (waiting) hook_write(waiting);
  return nimages ? AGENT_OK : AGENT_NO_HOOKS;
}
