/* A bump allocator over a list of zeroed blocks; the first of the list is the one in use. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

#define SMALLEST_BLOCK 4096u
#define LARGEST_BLOCK (256u * 1024u)
#define LARGEST_REQUEST ((uint64_t)1 << 40)

typedef struct arena_block {
  struct arena_block *next;
  uint64_t used, capacity; /* bytes behind this head */
  uint64_t unused;         /* makes the head 32 bytes, so that data is 16-aligned */
} arena_block;

static unsigned char *block_data(arena_block *b) {
  return (unsigned char *)(b + 1);
}

void arena_init(arena *a, uint64_t budget) {
  *a = (arena){.budget = budget};
}

static arena_block *block_new(uint64_t capacity) {
  arena_block *b = memory_new(sizeof *b + (size_t)capacity);
  b->capacity = capacity;
  return b;
}

/* A block of at least `bytes`. A large request gets one of its own, behind the block in use, whose rest stays
 * useful. */
static arena_block *block_for(arena *a, uint64_t bytes) {
  arena_block *head = a->blocks;
  uint64_t usual = head ? head->capacity * 2 : SMALLEST_BLOCK;
  if (usual > LARGEST_BLOCK) usual = LARGEST_BLOCK;
  arena_block *b = block_new(bytes > usual ? bytes : usual);
  if (head && bytes > usual) {
    b->next = head->next;
    head->next = b;
  } else {
    b->next = head;
    a->blocks = b;
  }
  return b;
}

void *arena_alloc(arena *a, uint64_t bytes) {
  if (bytes >= LARGEST_REQUEST) return NULL;
  bytes = bytes ? (bytes + 15) & ~(uint64_t)15 : 16;
  if (a->budget && (a->used > a->budget || bytes > a->budget - a->used)) return NULL;
  arena_block *b = a->blocks;
  if (!b || bytes > b->capacity - b->used) b = block_for(a, bytes);
  void *place = block_data(b) + b->used;
  b->used += bytes;
  a->used += bytes;
  return place;
}

char *arena_text(arena *a, const char *text, size_t len) {
  char *copy = arena_alloc(a, (uint64_t)len + 1);
  if (copy && len) memcpy(copy, text, len);
  return copy;
}

char *arena_format(arena *a, const char *format, ...) {
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  int len = vsnprintf(NULL, 0, format, list);
  va_end(list);
  char *out = len < 0 ? NULL : arena_alloc(a, (uint64_t)len + 1);
  if (out) vsnprintf(out, (size_t)len + 1, format, again);
  va_end(again);
  return out;
}

void arena_reset(arena *a) {
  arena_block *kept = NULL;
  for (arena_block *b = a->blocks, *next; b; b = next) {
    next = b->next;
    if (b->capacity <= LARGEST_BLOCK && (!kept || b->capacity > kept->capacity)) {
      memory_free(kept);
      kept = b;
    } else {
      memory_free(b);
    }
  }
  if (kept) {
    memset(block_data(kept), 0, (size_t)kept->used);
    kept->used = 0;
    kept->next = NULL;
  }
  a->blocks = kept;
  a->used = 0;
}

void arena_free(arena *a) {
  for (arena_block *b = a->blocks, *next; b; b = next) {
    next = b->next;
    memory_free(b);
  }
  a->blocks = NULL;
  a->used = 0;
}
