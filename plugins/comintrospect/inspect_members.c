/* The library of a class: its entry, its default interface, and what that offers. */
#include <string.h>

#include "base/memory.h"
#include "file.h"
#include "inspect.h"
#include "words.h"

enum { DEEPEST_BASE = 32, MOST_NAMES = 4096 };
enum { IS_DEFAULT = 1, IS_SOURCE = 2, METHOD = 1 };

static bool find_coclass(inspection *i) {
  msft *m = &i->lib.library;
  for (uint32_t t = 0; t < m->types; t++) {
    text guid = {0};
    msft_type_at(m, t, &i->coclass);
    words_guid(&guid, &i->coclass.guid);
    bool same = i->coclass.kind == KIND_COCLASS && guid.len == i->clsid.len;
    for (size_t c = 0; same && c < guid.len; c++)
      same = (guid.data[c] | 32) == (i->clsid.data[c] | 32);
    text_free(&guid);
    if (same) return true;
  }
  return false;
}

static bool search_one(inspection *i, uint32_t resource) {
  return typelib_open(&i->lib, i->file, resource, NULL) == SONDE_OK && find_coclass(i);
}

/* One library, or all of a program's resources: the highest version that holds the class. */
static bool search(inspection *i, uint32_t only) {
  uint32_t best = only, highest = 0;
  bool found = search_one(i, only);
  if (only || !i->lib.in_pe) return found;
  if (found) highest = (uint32_t)i->lib.library.major << 16 | i->lib.library.minor;
  for (size_t k = 1; k < i->lib.nresources; k++) {
    uint32_t id = i->lib.resources[k].id;
    if (!search_one(i, id)) continue;
    uint32_t version = (uint32_t)i->lib.library.major << 16 | i->lib.library.minor;
    if (!found || version > highest) {
      best = id;
      highest = version;
    }
    found = true;
  }
  return found && search_one(i, best);
}

bool inspect_file(inspection *i, const char *path) {
  uint32_t number = 0, scale = 1;
  size_t len = strlen(path);
  if (file_load(path, &i->file, NULL)) { /* perhaps with the number of a resource behind */
    for (; len && path[len - 1] >= '0' && path[len - 1] <= '9' && scale <= 10000; scale *= 10)
      number += scale * (uint32_t)(path[--len] - '0');
    if (number == 0 || len < 2 || (path[len - 1] != '\\' && path[len - 1] != '/')) return false;
    char *shorter = memory_text(path, len - 1);
    sonde_status s = file_load(shorter, &i->file, NULL);
    memory_free(shorter);
    if (s) return false;
    len--;
  }
  if (search(i, number)) {
    text_add(&i->library, path, len);
    return true;
  }
  memory_free((void *)(uintptr_t)i->file.data);
  i->file = (extent){NULL, 0};
  return false;
}

static void add_name(names *to, const msft *m, msft_text name) {
  text t = {0};
  words_text(&t, m->lcid, name);
  bool known = to->n >= MOST_NAMES;
  for (uint32_t k = 0; !known && k < to->n; k++)
    known = strcmp(to->list[k], text_chars(&t)) == 0;
  if (!known) {
    if (to->n == to->capacity) {
      to->capacity = to->capacity ? 2 * to->capacity : 32;
      to->list = memory_resize(to->list, to->capacity * sizeof *to->list);
    }
    to->list[to->n++] = memory_text(text_chars(&t), t.len);
  }
  text_free(&t);
}

static void add_members(inspection *i, msft *m, const msft_type *t) {
  msft_cursor c;
  msft_member one;
  msft_members(m, t, &c);
  while (i->left && msft_next_member(m, &c, &one)) {
    i->left--;
    *(one.is_function ? &i->functions : &i->variables) += 1;
    add_name(one.is_function && one.invoke == METHOD ? &i->methods : &i->properties, m, one.name);
  }
}

/* The base first, as in the vtable. */
static void add_interface(inspection *i, msft *m, const msft_type *t, int depth) {
  uint32_t next = msft_first_implemented(t);
  msft_implemented base;
  msft_reference r;
  if (depth < DEEPEST_BASE && !msft_is_dispinterface(t) && msft_next_implemented(m, t, 0, &next, &base)) {
    msft_reference_at(m, base.reference, &r);
    if (r.known && r.own) {
      msft_type inner;
      msft_type_at(m, r.index, &inner);
      add_interface(i, m, &inner, depth + 1);
    }
  }
  add_members(i, m, t);
}

void inspect_members(inspection *i) {
  msft *m = &i->lib.library;
  uint32_t next = msft_first_implemented(&i->coclass);
  msft_implemented one;
  i->left = m->file.len / MSFT_LEAST_MEMBER;
  for (uint32_t k = 0; msft_next_implemented(m, &i->coclass, k, &next, &one); k++) {
    msft_reference r;
    msft_type t;
    msft_reference_at(m, one.reference, &r);
    if (!r.known || !r.own || !(one.flags & IS_DEFAULT)) continue;
    msft_type_at(m, r.index, &t);
    if (one.flags & IS_SOURCE)
      words_text(&i->events, m->lcid, t.name);
    else if (!i->has_interface) {
      i->has_interface = true;
      i->interface = t;
      add_interface(i, m, &t, 0);
    }
  }
}

static void free_names(names *n) {
  for (uint32_t k = 0; k < n->n; k++)
    memory_free(n->list[k]);
  memory_free(n->list);
}

void inspect_free(inspection *i) {
  text *texts[] = {&i->clsid, &i->progid, &i->name, &i->server, &i->path, &i->threading, &i->tried,
      &i->library, &i->events, &i->server_file};
  for (size_t k = 0; k < COUNT(texts); k++)
    text_free(texts[k]);
  free_names(&i->methods);
  free_names(&i->properties);
  memory_free((void *)(uintptr_t)i->file.data);
}
