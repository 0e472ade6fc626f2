/* A stack as people read it. */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "heap.h"

#define LONGEST_FUNCTION 300 /* bytes */

static void tell_function(text *out, const char *name) {
  size_t len = strlen(name);
  if (len <= LONGEST_FUNCTION)
    text_add(out, name, len);
  else
    text_printf(out, "%.*s...", LONGEST_FUNCTION, name);
}

static const char *last_part(const char *path) {
  const char *part = path;
  for (; *path; path++)
    if (*path == '/' || *path == '\\') part = path + 1;
  return part;
}

void heap_tell_place(const location *at, text *out) {
  if (at->function) tell_function(out, at->function);
  if (at->function && at->file)
    text_printf(out, " (%s:%u)", last_part(at->file), at->line);
  else if (at->function)
    text_printf(out, "+0x%" PRIx64 " (%s)", at->offset, at->library);
  else if (at->library)
    text_printf(out, "%s+0x%" PRIx64, at->library, at->offset);
  else
    text_printf(out, "0x%" PRIx64, at->offset);
}

static bool starts(const char *s, const char *with) {
  return strncmp(s, with, strlen(with)) == 0;
}

/* Part of the machinery of allocating, wherever it is linked: also what programs commonly call their wrappers
 * of malloc. */
static bool is_machinery(const location *at) {
  static const char *const beginnings[] = {"operator new", "_Znw", "_Zna"};
  static const char *const wrappers[] = {"xmalloc", "xcalloc", "xrealloc", "xzalloc", "xstrdup", "xstrndup",
      "xmemdup", "g_malloc", "g_malloc0", "g_realloc", "g_strdup", "g_strndup", "malloc", "calloc", "realloc",
      "_strdup"};
  if (at->runtime) return true;
  for (size_t i = 0; at->function && i < COUNT(beginnings); i++)
    if (starts(at->function, beginnings[i])) return true;
  for (size_t i = 0; at->function && i < COUNT(wrappers); i++)
    if (strcmp(at->function, wrappers[i]) == 0) return true;
  return false;
}

const location *heap_tell_stack(tracked_heap *h, uint32_t stack, text *out) {
  uint64_t frames[MEMORY_MOST_DEPTH];
  uint32_t flags = 0, n = view_stack(&h->view, stack, frames, &flags);
  const location *blamed = NULL, *first = NULL;
  for (uint32_t i = 0; i < n; i++) {
    const location *at = locations_find(&h->locations, frames[i]);
    if (!first) first = at;
    if (!blamed && !is_machinery(at)) blamed = at;
    heap_tell_place(at, out);
    text_putc(out, '\n');
  }
  if (flags & MEMORY_STACK_CUT) text_puts(out, "...\n");
  if (flags & MEMORY_STACK_ENDED) text_puts(out, "(the outer part is not known)\n");
  if (out->len && !out->cut) out->data[--out->len] = 0;
  return blamed ? blamed : first;
}
