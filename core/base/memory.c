/* Small allocations that cannot fail: without memory the program ends with a sentence. */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 5 is the exit code for "time or memory limit" (docs/architecture.md). No clean-up: it would need memory. */
static void end_without_memory(size_t bytes) {
  fprintf(stderr,
      "sonde: out of memory: %zu bytes could not be had; give the process more memory or examine less\n",
      bytes);
  _Exit(5);
}

void *memory_new(size_t bytes) {
  void *block = calloc(1, bytes ? bytes : 1);
  if (!block) end_without_memory(bytes);
  return block;
}

void *memory_resize(void *old, size_t bytes) {
  void *block = realloc(old, bytes ? bytes : 1);
  if (!block) end_without_memory(bytes);
  return block;
}

char *memory_text(const char *text, size_t len) {
  char *copy = memory_new(len + 1);
  if (len) memcpy(copy, text, len);
  return copy;
}

void memory_free(void *block) {
  free(block);
}
