/* The signatures of all files, by name. */
#include "signatures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Without the comment, and spaces at both ends; 0: nothing is left. */
static size_t line_content(const char **line, size_t len) {
  const char *comment = memchr(*line, '#', len);
  if (comment) len = (size_t)(comment - *line);
  while (len && strchr(" \t\r", (*line)[len - 1]) && (*line)[len - 1])
    len--;
  while (len && (**line == ' ' || **line == '\t')) {
    ++*line;
    len--;
  }
  return len;
}

static sonde_status put(signatures *all, const signature *one, error *e) {
  size_t len = strlen(one->name);
  const uint64_t *place = map_find(&all->by_name, one->name, len);
  if (place && all->list[*place].file == one->file)
    return error_set(
        e, SONDE_ARG, "%s is declared twice, first in line %u", one->name, all->list[*place].line);
  if (place) {
    all->list[*place] = *one;
    return SONDE_OK;
  }
  if (all->n == SIGNATURES_MOST) return error_set(e, SONDE_ARG, "more than %u signatures", SIGNATURES_MOST);
  if (all->n == all->capacity) {
    all->capacity = all->capacity ? all->capacity * 2 : 256;
    all->list = memory_resize(all->list, all->capacity * sizeof *all->list);
  }
  *map_put(&all->by_name, one->name, len) = all->n;
  all->list[all->n++] = *one;
  return SONDE_OK;
}

sonde_status signatures_add(
    signatures *all, const char *file, const char *bytes, size_t len, uint32_t long_bits, error *e) {
  const char *name = arena_text(&all->memory, file, strlen(file)), *end = bytes + len;
  for (uint32_t number = 1; bytes < end; number++) {
    const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
    if (!stop) stop = end;
    const char *line = bytes;
    size_t n = line_content(&line, (size_t)(stop - bytes));
    bytes = stop == end ? end : stop + 1;
    if (!n) continue;
    signature one;
    sonde_status s = signature_parse(&all->memory, line, n, long_bits, &one, e);
    one.file = name;
    one.line = number;
    if (!s) s = put(all, &one, e);
    if (!s) continue;
    char where[600];
    snprintf(where, sizeof where, "%s:%u", file, number);
    error_prefix(e, where);
    return s;
  }
  return SONDE_OK;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const signature *)a)->name, ((const signature *)b)->name);
}

void signatures_sort(signatures *all) {
  if (all->n) qsort(all->list, all->n, sizeof *all->list, by_name);
  map_free(&all->by_name);
}

const signature *signatures_find(const signatures *all, const char *name, size_t len) {
  uint32_t low = 0, high = all->n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const char *here = all->list[middle].name;
    int order = strncmp(here, name, len);
    if (order == 0 && here[len]) order = 1;
    if (order == 0) return &all->list[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

void signatures_free(signatures *all) {
  map_free(&all->by_name);
  memory_free(all->list);
  arena_free(&all->memory);
  *all = (signatures){0};
}
