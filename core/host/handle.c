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
  /* The host's own handles, of a target, are for all. */
  if ((p && s->plugin != p && !s->plugin->builtin) || !same_type(s, type))
    return error_set(e, SONDE_STATE, "a %s.%s was given where a %s is wanted", s->plugin->name,
        s->type ? s->type : "handle", wanted);
  *cookie = s->cookie;
  return SONDE_OK;
}

sonde_status host_check_handle(host *h, uint64_t handle, const char *type, error *e) {
  uint64_t cookie;
  return handle_cookie(h, NULL, handle, type, &cookie, e);
}

/* One handle, or a list of them, as n values that may be changed when `a` is given; others are none. */
static sonde_value *handles_of(sonde_value *v, uint32_t *n, arena *a) {
  *n = v->kind == SONDE_HANDLE ? 1 : v->kind == SONDE_LIST ? v->len : 0;
  if (v->kind != SONDE_LIST || !a) return v->kind == SONDE_LIST ? (sonde_value *)(uintptr_t)v->u.list : v;
  sonde_value *copy = arena_alloc(a, (*n + 1u) * sizeof *copy);
  if (!copy) *n = 0;
  if (*n) memcpy(copy, v->u.list, *n * sizeof *copy);
  *v = value_list(copy, *n);
  return copy;
}

sonde_status handles_check(const row *r, const field_rule *rule, const sonde_value *v, error *e) {
  uint32_t n;
  uint64_t cookie;
  sonde_value own = *v;
  if (!rule->handle_type) return SONDE_OK;
  const sonde_value *each = handles_of(&own, &n, NULL);
  sonde_status s = SONDE_OK;
  for (uint32_t i = 0; i < n && !s; i++)
    if (each[i].kind == SONDE_HANDLE)
      s = handle_cookie(r->plugin->host, r->plugin, each[i].u.u, rule->handle_type, &cookie, e);
  return s;
}

sonde_status handles_translate(const row *r, const field_rule *rule, sonde_value *v, arena *a, error *e) {
  uint32_t n;
  if (!rule->handle_type) return SONDE_OK;
  sonde_value *each = handles_of(v, &n, a);
  sonde_status s = SONDE_OK;
  for (uint32_t i = 0; i < n && !s; i++)
    if (each[i].kind == SONDE_HANDLE)
      s = handle_cookie(r->plugin->host, r->plugin, each[i].u.u, rule->handle_type, &each[i].u.u, e);
  return s;
}

void handles_adopt(const row *r, const field_rule *rule, sonde_value *v, arena *a) {
  uint32_t n;
  host *h = r->plugin->host;
  if (!rule->handle_type) return;
  sonde_value *each = handles_of(v, &n, a);
  for (uint32_t i = 0; i < n; i++)
    if (each[i].kind == SONDE_HANDLE)
      each[i].u.u = handle_mint(h, r->plugin, rule->handle_type, each[i].u.u, h->owner, true);
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
