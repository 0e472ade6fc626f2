/* A sorted array: programs have hundreds of mappings, and each change of one is a system call. */
#include "mappings.h"

#include <string.h>

#include "base/memory.h"

/* The first piece that ends behind the address. */
static size_t find(const mappings *m, uint64_t address) {
  size_t low = 0, high = m->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (m->list[middle].end > address)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static bool insert(mappings *m, size_t at, const mapping *one) {
  if (m->n == MAPPINGS_MOST) return false;
  if (m->n == m->capacity) {
    m->capacity = m->capacity ? m->capacity * 2 : 64;
    m->list = memory_resize(m->list, m->capacity * sizeof *m->list);
  }
  memmove(m->list + at + 1, m->list + at, (m->n - at) * sizeof *m->list);
  m->list[at] = *one;
  m->n++;
  return true;
}

static void erase(mappings *m, size_t at) {
  memmove(m->list + at, m->list + at + 1, (m->n - at - 1) * sizeof *m->list);
  m->n--;
}

/* Takes [begin, end) out of piece `at`; the place of the next piece to look at. */
static size_t cut(mappings *m, size_t at, uint64_t begin, uint64_t end, mappings_sink sink, void *self) {
  mapping *p = &m->list[at], was = *p;
  uint64_t from = begin > p->begin ? begin : p->begin, to = end < p->end ? end : p->end;
  bool left = from > p->begin, right = to < p->end;
  sink(self, &was, -(int64_t)(to - from), (int64_t)left + right - 1);
  if (!left && !right) {
    erase(m, at);
    return at;
  }
  if (!left) {
    p->begin = to;
    return at + 1;
  }
  p->end = from;
  if (!right) return at + 1;
  was.begin = to;
  if (!insert(m, at + 1, &was)) sink(self, &was, -(int64_t)(was.end - was.begin), -1);
  return at + 2;
}

size_t mappings_remove(
    mappings *m, uint64_t begin, uint64_t end, uint64_t time, mappings_sink sink, void *self) {
  size_t met = 0;
  for (size_t at = find(m, begin); at < m->n && m->list[at].begin < end; met++)
    at = m->list[at].time > time ? at + 1 : cut(m, at, begin, end, sink, self);
  return met;
}

bool mappings_add(mappings *m, const mapping *one, mappings_sink sink, void *self) {
  mappings_remove(m, one->begin, one->end, UINT64_MAX, sink, self);
  if (!insert(m, find(m, one->begin), one)) return false;
  sink(self, one, (int64_t)(one->end - one->begin), 1);
  return true;
}

void mappings_free(mappings *m) {
  memory_free(m->list);
  *m = (mappings){0};
}
