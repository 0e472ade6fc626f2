/* The block's tables. An entry is taken by a compare-and-swap of its first word, filled, marked as complete,
 * and published together with all complete ones before it. */
#include "agent/publish.h"

#include "agent/bytes.h"

uint32_t publish_text(agent_head *head, const char *text) {
  uint64_t bytes = bytes_length(text) + 1;
  if (bytes == 1) return 0;
  uint64_t at = atomic_fetch_add_explicit(&head->texts_used, bytes, memory_order_relaxed);
  if (at + bytes > head->texts.bytes || at + bytes > UINT32_MAX) {
    atomic_fetch_add_explicit(&head->full, 1, memory_order_relaxed);
    return 0;
  }
  memcpy((char *)head + head->texts.offset + at, text, bytes);
  return (uint32_t)at;
}

/* Takes the first free entry at or behind *n: its word at `key` is still 0. */
static uint32_t take_entry(uint8_t *table, uint64_t stride, uint32_t most, uint32_t *n, uint64_t key) {
  for (; *n < most; ++*n) {
    uint64_t none = 0;
    uint64_t *word = (uint64_t *)(void *)(table + *n * stride);
    if (__atomic_compare_exchange_n(word, &none, key, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return 1;
  }
  return 0;
}

static agent_function *functions_of(agent_head *head) {
  return (agent_function *)(void *)((uint8_t *)head + head->functions.offset);
}

static agent_object *objects_of(agent_head *head) {
  return (agent_object *)(void *)((uint8_t *)head + head->objects.offset);
}

static uint32_t is_complete(const uint32_t *mark) {
  return __atomic_load_n(mark, __ATOMIC_ACQUIRE) != 0;
}

uint32_t publish_function(agent_head *head, const agent_function *f) {
  agent_function *all = functions_of(head);
  uint32_t most = (uint32_t)(head->functions.bytes / sizeof *all), n = atomic_load(&head->nfunctions);
  if (!take_entry((uint8_t *)all, sizeof *all, most, &n, f->address ? f->address : 1)) {
    atomic_fetch_add_explicit(&head->full, 1, memory_order_relaxed);
    return 0;
  }
  all[n].name = f->name;
  all[n].library = f->library;
  all[n].slots = f->slots;
  all[n].form = f->form;
  all[n].why = f->why;
  all[n].signature = f->signature;
  __atomic_store_n(&all[n].complete, 1, __ATOMIC_RELEASE);
  uint32_t next = atomic_load(&head->nfunctions);
  while (next < most && is_complete(&all[next].complete)) {
    if (atomic_compare_exchange_strong(&head->nfunctions, &next, next + 1)) next++;
  }
  return n + 1;
}

void publish_slot(agent_head *head, uint32_t number) {
  if (number) __atomic_fetch_add(&functions_of(head)[number - 1].slots, 1, __ATOMIC_RELAXED);
}

static uint32_t is_told(agent_head *head, const agent_object *o, const char *path) {
  const agent_object *all = objects_of(head);
  uint32_t n = atomic_load(&head->nobjects);
  for (uint32_t i = 0; i < n; i++) {
    if (all[i].base != o->base || all[i].end != o->end || all[i].path >= head->texts.bytes) continue;
    if (!bytes_compare((const char *)head + head->texts.offset + all[i].path, path)) return i + 1;
  }
  return 0;
}

uint32_t publish_object(agent_head *head, const agent_object *o, const char *path) {
  uint32_t told = is_told(head, o, path);
  if (told) return told;
  agent_object *all = objects_of(head);
  uint32_t most = (uint32_t)(head->objects.bytes / sizeof *all), n = atomic_load(&head->nobjects);
  if (!take_entry((uint8_t *)all, sizeof *all, most, &n, o->base ? o->base : 1)) {
    atomic_fetch_add_explicit(&head->full, 1, memory_order_relaxed);
    return 0;
  }
  all[n].bias = o->bias;
  all[n].path = publish_text(head, path);
  all[n].unseen = o->unseen;
  __atomic_store_n(&all[n].end, o->end ? o->end : 1, __ATOMIC_RELEASE); /* complete */
  uint32_t next = atomic_load(&head->nobjects);
  while (next < most && __atomic_load_n(&all[next].end, __ATOMIC_ACQUIRE)) {
    if (atomic_compare_exchange_strong(&head->nobjects, &next, next + 1)) next++;
  }
  return n + 1;
}
