/* The dynamic linker's list of loaded objects. Its nodes are copied by the kernel: another thread may be
 * unloading one. */
#include "agent/linux_objects.h"

#include <link.h>

#include "agent/bytes.h"
#include "agent/linux_auxv.h"
#include "agent/module.h"
#include "agent/platform.h"

enum { MOST = 4096 };

object *objects;
uint32_t nobjects;

static auxv start;
static const struct r_debug *list; /* the program's DT_DEBUG */
static uint64_t last;              /* link map at the list's end */

static uint64_t bias_of_program(void) {
  for (uint64_t i = 0; i < start.nheaders; i++) {
    if (start.headers[i].p_type == PT_PHDR) return (uint64_t)start.headers - start.headers[i].p_vaddr;
  }
  return 0;
}

static const struct r_debug *find_list(void) {
  uint64_t bias = bias_of_program();
  for (uint64_t i = 0; i < start.nheaders; i++) {
    if (start.headers[i].p_type != PT_DYNAMIC) continue;
    const Elf64_Dyn *d = (const Elf64_Dyn *)(bias + start.headers[i].p_vaddr);
    for (; d->d_tag != DT_NULL; d++) {
      if (d->d_tag == DT_DEBUG) return (const struct r_debug *)d->d_un.d_ptr;
    }
  }
  return NULL;
}

static uint32_t begin(void) {
  if (list) return 1;
  if (!auxv_read(&start)) return 0;
  objects = platform_pages(MOST * sizeof *objects);
  list = objects ? find_list() : NULL;
  return list != NULL;
}

static const Elf64_Phdr *headers_of(const object *o, uint64_t *n) {
  Elf64_Ehdr h;
  *n = start.nheaders;
  if (o->kind == OBJECT_PROGRAM) return start.headers;
  *n = 0;
  if (platform_copy(&h, (const void *)o->bias, sizeof h) < sizeof h ||
      memcmp(h.e_ident, ELFMAG, SELFMAG) != 0)
    return NULL;
  *n = h.e_phnum;
  return (const Elf64_Phdr *)(o->bias + h.e_phoff);
}

static uint32_t find_extent(object *o) {
  uint64_t n, low = UINT64_MAX, high = 0;
  const Elf64_Phdr *p = headers_of(o, &n);
  for (uint64_t i = 0; i < n; i++) {
    if (p[i].p_type != PT_LOAD) continue;
    if (p[i].p_flags & PF_X) {
      o->code = o->bias + p[i].p_vaddr;
      o->code_end = o->code + p[i].p_memsz;
    }
    if (p[i].p_vaddr < low) low = p[i].p_vaddr;
    if (p[i].p_vaddr + p[i].p_memsz > high) high = p[i].p_vaddr + p[i].p_memsz;
  }
  o->base = o->bias + (low & ~4095ull);
  o->end = o->bias + high;
  return high > low;
}

static uint32_t kind_of(const object *o, uint32_t is_first) {
  uint64_t self = (uint64_t)&agent_start;
  if (is_first) return OBJECT_PROGRAM;
  if (o->bias == start.vdso) return OBJECT_VDSO;
  if (o->bias == list->r_ldbase) return OBJECT_LOADER;
  return self >= o->base && self < o->end ? OBJECT_AGENT : OBJECT_PLAIN;
}

/* The dynamic linker may have added the bias already. */
static const void *table(const object *o, const Elf64_Dyn *d) {
  return (const void *)(d->d_un.d_ptr < o->bias ? d->d_un.d_ptr + o->bias : d->d_un.d_ptr);
}

static void take_entry(object *o, const Elf64_Dyn *d) {
  switch (d->d_tag) {
  case DT_SYMTAB: o->symbols = table(o, d); break;
  case DT_STRTAB: o->strings = table(o, d); break;
  case DT_GNU_HASH: o->gnu_hash = table(o, d); break;
  case DT_HASH: o->hash = table(o, d); break;
  case DT_VERSYM: o->versions = table(o, d); break;
  case DT_VERDEF: o->defined = table(o, d); break;
  case DT_VERNEED: o->needed = table(o, d); break;
  case DT_JMPREL: o->relocations[0] = table(o, d); break;
  case DT_RELA: o->relocations[1] = table(o, d); break;
  case DT_PLTRELSZ: o->nrelocations[0] = d->d_un.d_val / sizeof(Elf64_Rela); break;
  case DT_RELASZ: o->nrelocations[1] = d->d_un.d_val / sizeof(Elf64_Rela); break;
  case DT_SYMBOLIC: o->is_symbolic = 1; break;
  case DT_FLAGS: o->is_symbolic |= (d->d_un.d_val & DF_SYMBOLIC) != 0; break;
  default: break;
  }
}

static void take_name(object *o, const char *name) {
  uint64_t bytes = o->kind == OBJECT_PROGRAM ? auxv_program(o->path, sizeof o->path)
                                             : platform_copy(o->path, name, sizeof o->path - 1);
  o->path[bytes] = 0;
  o->name = bytes_file_name(o->path);
}

static void add(uint64_t at, const struct link_map *map, uint32_t is_first, uint32_t is_initial) {
  object *o = objects;
  while (o < objects + nobjects && o->map)
    o++;
  if (o == objects + MOST) return;
  *o = (object){
      .map = at, .bias = map->l_addr, .dynamic = (uint64_t)map->l_ld, .is_seen = 1, .is_initial = is_initial};
  o->kind = is_first ? OBJECT_PROGRAM : OBJECT_PLAIN;
  if (!find_extent(o)) {
    o->map = 0;
    return;
  }
  o->kind = kind_of(o, is_first);
  take_name(o, map->l_name);
  for (const Elf64_Dyn *d = map->l_ld; d->d_tag != DT_NULL; d++)
    take_entry(o, d);
  if (o == objects + nobjects) nobjects++;
}

static object *known(uint64_t at, const struct link_map *map) {
  for (object *o = objects; o < objects + nobjects; o++) {
    if (o->map == at && o->bias == map->l_addr && o->dynamic == (uint64_t)map->l_ld) return o;
  }
  return NULL;
}

static void drop_gone(void (*gone)(object *o)) {
  for (object *o = objects; o < objects + nobjects; o++) {
    if (!o->map || o->is_seen) continue;
    gone(o);
    o->map = 0;
  }
}

uint32_t objects_update(void (*gone)(object *o)) {
  if (!begin()) return 0;
  uint32_t is_initial = nobjects == 0;
  for (object *o = objects; o < objects + nobjects; o++)
    o->is_seen = 0;
  struct link_map map;
  const struct link_map *first = list->r_map;
  for (const struct link_map *at = first; at; at = map.l_next) {
    if (platform_copy(&map, at, sizeof map) < sizeof map) return 0;
    object *o = known((uint64_t)at, &map);
    if (o)
      o->is_seen = 1;
    else
      add((uint64_t)at, &map, at == first, is_initial);
    last = (uint64_t)at;
  }
  drop_gone(gone);
  return 1;
}

uint32_t objects_have_grown(void) {
  struct link_map map;
  if (!list || !last) return 0;
  return platform_copy(&map, (const void *)last, sizeof map) < sizeof map || map.l_next != NULL;
}

object *object_at(uint64_t address) {
  for (object *o = objects; o < objects + nobjects; o++) {
    if (o->map && address >= o->base && address < o->end) return o;
  }
  return NULL;
}
