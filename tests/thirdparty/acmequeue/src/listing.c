/* Sorted lists of messages, and what differs between two. */
#include "folder.h"

#include <stdlib.h>
#include <string.h>

static int is_message(const char *name) {
  size_t len = strlen(name);
  return len > 4 && strcmp(name + len - 4, ".msg") == 0;
}

int listing_add(listing *l, const char *name, uint64_t size) {
  if (!is_message(name)) return 1;
  if (l->count == l->capacity) {
    size_t capacity = l->capacity ? 2 * l->capacity : 64;
    listed *more = (listed *)realloc(l->items, capacity * sizeof *more);
    if (!more) return 0;
    l->items = more;
    l->capacity = capacity;
  }
  size_t bytes = strlen(name) + 1;
  char *copy = (char *)malloc(bytes);
  if (!copy) return 0;
  memcpy(copy, name, bytes);
  l->items[l->count++] = (listed){copy, size};
  return 1;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const listed *)a)->name, ((const listed *)b)->name);
}

void listing_sort(listing *l) {
  if (l->count) qsort(l->items, l->count, sizeof *l->items, by_name);
}

void listing_free(listing *l) {
  for (size_t i = 0; i < l->count; i++)
    free(l->items[i].name);
  free(l->items);
  *l = (listing){0};
}

void listing_compare(const listing *before, const listing *now,
    void (*differs)(void *self, const listed *one, int arrived), void *self) {
  size_t i = 0, k = 0;
  while (i < before->count || k < now->count) {
    int order = i == before->count ? 1 : k == now->count ? -1 : by_name(&before->items[i], &now->items[k]);
    if (order < 0) differs(self, &before->items[i], 0);
    if (order > 0) differs(self, &now->items[k], 1);
    i += order <= 0;
    k += order >= 0;
  }
}
