/* Reads the agent's block. */
#include "agent_view.h"

#include <string.h>

static bool inside(const agent_area *a, uint64_t bytes) {
  return a->offset <= bytes && a->bytes <= bytes - a->offset && a->offset % 8 == 0;
}

bool view_init(agent_view *v, const void *block, uint64_t bytes) {
  agent_head head;
  if (bytes < sizeof head) return false;
  memcpy(&head, block, sizeof head);
  *v = (agent_view){block, head.objects, head.texts, head.stacks, memory_lay(head.stacks.bytes)};
  return inside(&v->objects, bytes) && inside(&v->texts, bytes) && inside(&v->stacks, bytes) &&
         v->texts.bytes > 0 && v->stacks.bytes >= sizeof(memory_stacks) && v->lay.most > 0;
}

static const agent_head *head_of(const agent_view *v) {
  return (const agent_head *)(const void *)v->block;
}

static const memory_stacks *stacks_of(const agent_view *v) {
  return (const memory_stacks *)(const void *)(v->block + v->stacks.offset);
}

uint32_t view_stack(const agent_view *v, uint32_t id, uint64_t frames[MEMORY_MOST_DEPTH], uint32_t *flags) {
  *flags = 0;
  if (id == 0 || id > v->lay.most) return 0;
  const uint8_t *area = v->block + v->stacks.offset;
  const memory_stack *entries = (const memory_stack *)(const void *)(area + v->lay.stacks);
  const volatile uint64_t *words = (const volatile uint64_t *)(const void *)(area + v->lay.frames);
  uint64_t where = atomic_load_explicit(&entries[id - 1].where, memory_order_acquire);
  uint64_t first = where & UINT32_MAX;
  uint32_t n = (uint32_t)(where >> 32) & 0xFFFFu;
  if (n > MEMORY_MOST_DEPTH || first + n > v->lay.words) return 0;
  *flags = (uint32_t)(where >> 48);
  for (uint32_t i = 0; i < n; i++)
    frames[i] = words[first + i];
  return n;
}

uint32_t view_modules(const agent_view *v) {
  uint64_t room = v->objects.bytes / sizeof(agent_object);
  uint32_t n = atomic_load_explicit(&head_of(v)->nobjects, memory_order_acquire);
  return n < room ? n : (uint32_t)room;
}

void view_module(const agent_view *v, uint32_t i, agent_object *out, char *path, size_t room) {
  const volatile char *texts = (const volatile char *)v->block + v->texts.offset;
  size_t n = 0;
  memcpy(out, v->block + v->objects.offset + i * sizeof *out, sizeof *out);
  for (uint64_t at = out->path; at < v->texts.bytes && n + 1 < room; at++, n++)
    if (!(path[n] = texts[at])) break;
  path[n] = 0;
}

view_losses view_count_losses(const agent_view *v) {
  const memory_stacks *s = stacks_of(v);
  return (view_losses){atomic_load(&head_of(v)->unseen_calls), atomic_load(&head_of(v)->full),
      atomic_load(&s->lost), atomic_load(&s->cut), atomic_load(&s->ended)};
}
