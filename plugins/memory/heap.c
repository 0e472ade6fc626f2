/* The life of a tracked heap, and its marks. */
#include "heap.h"

#include <string.h>

#include "base/memory.h"

bool heap_drain(tracked_heap *h) {
  return h->api->drain(h->agent) != 0;
}

heap_user *heap_user_new(tracked_heap *h) {
  heap_user *u = NEW(heap_user);
  *u = (heap_user){h, ++h->handles};
  return u;
}

void heap_leave(tracked_heap *h) {
  if (--h->users) return;
  if (h->current) *h->current = NULL;
  if (h->agent) h->api->leave(h->agent);
  for (uint32_t i = 0; i < h->nmarks; i++) {
    memory_free(h->marks[i].label);
    memory_free(h->marks[i].sites);
  }
  memory_free(h->marks);
  memory_free(h->ids);
  locations_free(&h->locations);
  live_free(&h->live);
  memory_free(h);
}

uint64_t heap_identify(tracked_heap *h, uint32_t stack) {
  uint64_t frames[MEMORY_MOST_DEPTH];
  uint32_t flags;
  if (stack >= h->nids) {
    h->ids = memory_resize(h->ids, h->live.nsites * sizeof *h->ids);
    memset(h->ids + h->nids, 0, (h->live.nsites - h->nids) * sizeof *h->ids);
    h->nids = h->live.nsites;
  }
  if (!h->ids[stack]) {
    uint32_t n = view_stack(&h->view, stack, frames, &flags);
    h->ids[stack] = locations_identify(&h->locations, frames, n);
  }
  return h->ids[stack];
}

static mark *find(const heap_user *u, const char *label, size_t len) {
  tracked_heap *h = u->heap;
  for (uint32_t i = 0; i < h->nmarks; i++)
    if (h->marks[i].user == u->number && strlen(h->marks[i].label) == len &&
        memcmp(h->marks[i].label, label, len) == 0)
      return &h->marks[i];
  return NULL;
}

const mark *heap_find_mark(const heap_user *u, const char *label, size_t len) {
  return find(u, label, len);
}

bool heap_mark(const heap_user *u, const char *label, size_t len) {
  tracked_heap *h = u->heap;
  mark *m = find(u, label, len);
  if (!m && h->nmarks == MARKS_MOST) return false;
  if (!m) {
    h->marks = memory_resize(h->marks, (h->nmarks + 1) * sizeof *h->marks);
    m = &h->marks[h->nmarks++];
    *m = (mark){.user = u->number, .label = memory_text(label, len)};
  }
  memory_free(m->sites);
  m->nsites = h->live.nsites;
  m->sites = memory_new(m->nsites * sizeof *m->sites);
  memcpy(m->sites, h->live.sites, m->nsites * sizeof *m->sites);
  return true;
}
