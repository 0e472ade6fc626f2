/* A stack as people read it. */
#include <inttypes.h>
#include <string.h>

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

static void tell_frame(text *out, const location *at) {
  if (at->function) tell_function(out, at->function);
  if (at->function && at->file)
    text_printf(out, " (%s:%u)", last_part(at->file), at->line);
  else if (at->function)
    text_printf(out, "+0x%" PRIx64 " (%s)", at->offset, at->library);
  else if (at->library)
    text_printf(out, "%s+0x%" PRIx64, at->library, at->offset);
  else
    text_printf(out, "0x%" PRIx64, at->offset);
  text_putc(out, '\n');
}

static bool starts(const char *s, const char *with) {
  return strncmp(s, with, strlen(with)) == 0;
}

/* Part of the machinery of allocating, wherever it is linked. */
static bool is_machinery(const location *at) {
  static const char *const names[] = {"operator new", "_Znw", "_Zna"};
  if (at->runtime) return true;
  for (size_t i = 0; at->function && i < sizeof names / sizeof *names; i++)
    if (starts(at->function, names[i])) return true;
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
    tell_frame(out, at);
  }
  if (flags & MEMORY_STACK_CUT) text_puts(out, "...\n");
  if (flags & MEMORY_STACK_ENDED) text_puts(out, "(the outer part is not known)\n");
  if (out->len && !out->cut) out->data[--out->len] = 0;
  return blamed ? blamed : first;
}
