/* Handles: numbers for things that a plugin keeps. Index and generation; a plugin, a type and an owner each.
 */
#include <string.h>

#include "host/internal.h"

typedef struct slot {
  plugin *plugin; /* NULL: free */
  const char *type;
  uint64_t cookie;
  const void *owner;
  uint32_t generation;
  bool foreign; /* of a source: nobody to release it */
} slot;

struct handle_table {
  slot *slots;
  uint32_t count, first_free; /* where to look first */
};

#define HANDLES_MOST 1000000u

struct handle_table *handles_new(void) {
  return NEW(struct handle_table);
}

void handles_free(struct handle_table *t) {
  if (t) memory_free(t->slots);
  memory_free(t);
}

static slot *free_slot(struct handle_table *t) {
  for (uint32_t i = t->first_free; i < t->count; i++)
    if (!t->slots[i].plugin) return &t->slots[i];
  if (t->count >= HANDLES_MOST) return NULL;
  t->slots = memory_resize(t->slots, (t->count + 1u) * sizeof *t->slots);
  memset(&t->slots[t->count], 0, sizeof *t->slots);
  return &t->slots[t->count++];
}

uint64_t handle_mint(host *h, plugin *p, const char *type, uint64_t cookie, const void *owner, bool foreign) {
  slot *s = free_slot(h->handles);
  if (!s) return 0;
  *s = (slot){p, type, cookie, owner, s->generation + 1, foreign};
  uint32_t index = (uint32_t)(s - h->handles->slots);
  h->handles->first_free = index + 1;
  return (uint64_t)s->generation << 32 | (index + 1u);
}

static slot *find(const host *h, uint64_t number) {
  uint32_t index = (uint32_t)number - 1u, generation = (uint32_t)(number >> 32);
  if (index >= h->handles->count) return NULL;
  slot *s = &h->handles->slots[index];
  return s->plugin && s->generation == generation ? s : NULL;
}

static bool same_type(const slot *s, const char *type) {
  return !type || (s->type && (s->type == type || strcmp(s->type, type) == 0));
}

sonde_status handle_cookie(
    host *h, const plugin *p, uint64_t number, const char *type, uint64_t *cookie, error *e) {
  const slot *s = find(h, number);
  const char *wanted = type ? type : "handle";
  if (!s)
    return error_set(e, SONDE_STATE, "this %s has ended or never was; get a new one from the plugin", wanted);
  if ((p && s->plugin != p) || !same_type(s, type))
    return error_set(e, SONDE_STATE, "a %s.%s was given where a %s is wanted", s->plugin->name,
        s->type ? s->type : "handle", wanted);
  *cookie = s->cookie;
  return SONDE_OK;
}

sonde_status host_check_handle(host *h, uint64_t handle, const char *type, error *e) {
  uint64_t cookie;
  return handle_cookie(h, NULL, handle, type, &cookie, e);
}

static void release(host *h, slot *s) {
  slot ended = *s;
  s->plugin = NULL;
  uint32_t index = (uint32_t)(s - h->handles->slots);
  if (index < h->handles->first_free) h->handles->first_free = index;
  plugin *p = ended.plugin;
  if (!ended.foreign && p->state == PLUGIN_STARTED && !p->stuck && p->table.release)
    p->table.release(p->self, ended.type, ended.cookie);
}

void host_release(host *h, uint64_t handle) {
  slot *s = find(h, handle);
  if (s) release(h, s);
}

void host_set_owner(host *h, const void *owner) {
  h->owner = owner;
}

void host_release_owner(host *h, const void *owner) {
  for (uint32_t i = 0; i < h->handles->count; i++)
    if (h->handles->slots[i].plugin && h->handles->slots[i].owner == owner) release(h, &h->handles->slots[i]);
}

void handles_release_plugin(host *h, const plugin *p) {
  for (uint32_t i = 0; i < h->handles->count; i++)
    if (h->handles->slots[i].plugin == p) release(h, &h->handles->slots[i]);
}
