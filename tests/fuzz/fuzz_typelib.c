/* A file of any kind is searched for a type library, and all of the library is described: no read outside of
 * it, no endless walk. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "describe.h"
#include "typelib.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void describe_members(msft *m, const msft_type *t, text *line, uint64_t *left) {
  msft_cursor c;
  msft_member one;
  msft_members(m, t, &c);
  while (*left && msft_next_member(m, &c, &one)) {
    --*left;
    text_clear(line);
    describe_member_line(line, m, t, &one, NULL);
    if (one.parameters > 65535 / 12) abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size ? size : 1); /* no longer, so that a read behind the end is seen */
  memcpy(copy, data, size);
  typelib *lib = NEW(typelib);
  error e = {0};
  text line = {0};
  if (typelib_open(lib, (extent){copy, size}, 0, &e)) {
    if (!*e.text) abort();
  } else {
    msft *m = &lib->library;
    uint64_t left = m->file.len / MSFT_LEAST_MEMBER; /* as the query bounds it */
    msft_reference r;
    for (uint64_t at = 0, before; at < m->part[PART_LIBRARIES].len;) {
      before = at;
      if (!msft_library_at(m, &at, &r)) break;
      if (at <= before) abort();
    }
    line_library(&line, m);
    for (uint32_t i = 0; i < m->types; i++) {
      msft_type t;
      msft_type_at(m, i, &t);
      text_clear(&line);
      describe_type_line(&line, m, &t);
      describe_members(m, &t, &line, &left);
      m->damage = NULL;
    }
  }
  text_free(&line);
  memory_free(lib);
  free(copy);
  return 0;
}
