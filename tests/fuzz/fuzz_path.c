/* Counter paths: parts lie inside the text, what is written parses to the same again, matching ends. */
#include <stdlib.h>
#include <string.h>

#include "path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(path_part p, const char *s, size_t len) {
  if (p.len && (p.s < s || p.s + p.len > s + len)) abort();
}

static void match(const counter_path *p) {
  instance_name n = {p->instance.s, p->instance.len, p->index > 0 ? (uint32_t)p->index : 0, p->pid};
  char out[PATH_LONGEST];
  /* An instance is meant by its own name, unless it is a pattern. */
  if (!path_is_pattern(p->instance) && !path_has_instance(p, &n)) abort();
  if (path_instance_text(&n, out, sizeof out) > sizeof out) abort();
  path_like(p->counter, p->instance.s, p->instance.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *s = malloc(size ? size : 1); /* no longer, so that a read behind the end is seen */
  memcpy(s, data, size);
  counter_path p;
  error e;
  if (path_parse(s, size, &p, &e) == SONDE_OK) {
    const path_part parts[6] = {p.machine, p.object, p.instance, p.parent, p.child, p.counter};
    for (int i = 0; i < 6; i++)
      inside(parts[i], s, size);
    if (!p.object.len || !p.counter.len || p.has_instance != (p.instance.len > 0)) abort();
    if (p.has_instance) match(&p);
  }
  free(s);
  return 0;
}
