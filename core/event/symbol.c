/* The session's symbols: texts in pages that never move, so that reading a text needs no lock. */
#include "event/symbol.h"

#include <stdatomic.h>
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "os/thread.h"

enum { PAGE = 4096, PAGES = 256, MOST = PAGE * PAGES - 1, WRITER_MOST = 65535 };

typedef struct entry {
  char *text;
  size_t len;
} entry;

struct symbol_table {
  mutex *guard;
  map numbers;
  uint64_t others; /* interned beyond the limit */
  uint32_t other;  /* number of "other" once it was needed */
  _Atomic uint32_t count;
  _Atomic(entry *) pages[PAGES];
};

symbol_table *symbol_table_new(void) {
  symbol_table *t = NEW(symbol_table);
  t->guard = mutex_new();
  atomic_store(&t->count, 1); /* 0 is "none" */
  return t;
}

void symbol_table_free(symbol_table *t) {
  if (!t) return;
  for (uint32_t p = 0; p < PAGES && t->pages[p]; p++) {
    for (uint32_t i = 0; i < PAGE; i++)
      memory_free(t->pages[p][i].text);
    memory_free(t->pages[p]);
  }
  map_free(&t->numbers);
  mutex_free(t->guard);
  memory_free(t);
}

/* Under the guard. The entry is whole before the count lets readers see it. */
static uint32_t add(symbol_table *t, const char *text, size_t len) {
  uint32_t number = atomic_load_explicit(&t->count, memory_order_relaxed);
  entry *page = atomic_load_explicit(&t->pages[number / PAGE], memory_order_relaxed);
  if (!page) {
    page = memory_new(PAGE * sizeof *page);
    atomic_store_explicit(&t->pages[number / PAGE], page, memory_order_release);
  }
  page[number % PAGE] = (entry){memory_text(text, len), len};
  *map_put(&t->numbers, text, len) = number;
  atomic_store_explicit(&t->count, number + 1, memory_order_release);
  return number;
}

/* The last number is kept for "other". */
static uint32_t intern(symbol_table *t, const char *text, size_t len) {
  const uint64_t *known = map_find(&t->numbers, text, len);
  if (known) return (uint32_t)*known;
  if (atomic_load_explicit(&t->count, memory_order_relaxed) < MOST) return add(t, text, len);
  t->others++;
  if (t->other) return t->other;
  known = map_find(&t->numbers, "other", 5);
  t->other = known ? (uint32_t)*known : add(t, "other", 5);
  return t->other;
}

uint32_t symbol_intern(symbol_table *t, const char *text, size_t len) {
  mutex_lock(t->guard);
  uint32_t number = intern(t, text, len);
  mutex_unlock(t->guard);
  return number;
}

const char *symbol_text(const symbol_table *t, uint32_t symbol, size_t *len) {
  const entry *e = NULL;
  if (t && symbol && symbol < atomic_load_explicit(&t->count, memory_order_acquire))
    e = &atomic_load_explicit(&t->pages[symbol / PAGE], memory_order_acquire)[symbol % PAGE];
  if (len) *len = e ? e->len : 0;
  return e ? e->text : "";
}

uint64_t symbol_count_other(symbol_table *t) {
  mutex_lock(t->guard);
  uint64_t others = t->others;
  mutex_unlock(t->guard);
  return others;
}

void symbol_map_init(symbol_map *m, symbol_table *t) {
  *m = (symbol_map){.table = t};
}

void symbol_map_free(symbol_map *m) {
  memory_free(m->to);
  m->to = NULL;
  m->count = 0;
}

static void grow(symbol_map *m, uint32_t number) {
  uint32_t count = m->count ? m->count : 64;
  while (count <= number)
    count *= 2;
  m->to = memory_resize(m->to, count * sizeof *m->to);
  memset(m->to + m->count, 0, (count - m->count) * sizeof *m->to);
  m->count = count;
}

void symbol_map_define(symbol_map *m, uint32_t number, const char *text, size_t len) {
  if (!number || number > WRITER_MOST || !m->table) return;
  if (number >= m->count) grow(m, number);
  m->to[number] = symbol_intern(m->table, text, len);
}
