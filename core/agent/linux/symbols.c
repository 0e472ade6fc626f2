/* Symbol lookup with versions, in the dynamic linker's order: what was there at the start, then the asking
 * object and what came with it. */
#include "agent/linux_symbols.h"

#include "agent/bytes.h"

typedef struct wanted {
  const char *name;
  const char *version; /* NULL: none asked for */
  uint32_t gnu_hash, hash;
} wanted;

static uint32_t gnu_hash(const char *name) {
  uint32_t h = 5381;
  for (; *name; name++)
    h = h * 33 + (uint8_t)*name;
  return h;
}

static uint32_t elf_hash(const char *name) {
  uint32_t h = 0;
  for (; *name; name++) {
    h = (h << 4) + (uint8_t)*name;
    h ^= h >> 24 & 0xF0;
    h &= 0x0FFFFFFF;
  }
  return h;
}

static const char *defined_version(const object *o, uint32_t number) {
  const uint8_t *at = (const uint8_t *)o->defined;
  while (at) {
    const Elf64_Verdef *d = (const Elf64_Verdef *)(const void *)at;
    if ((d->vd_ndx & 0x7FFF) == number)
      return o->strings + ((const Elf64_Verdaux *)(const void *)(at + d->vd_aux))->vda_name;
    at = d->vd_next ? at + d->vd_next : NULL;
  }
  return NULL;
}

static const char *needed_version(const object *o, uint32_t number) {
  const uint8_t *at = (const uint8_t *)o->needed;
  while (at) {
    const Elf64_Verneed *n = (const Elf64_Verneed *)(const void *)at;
    const uint8_t *item = at + n->vn_aux;
    for (uint32_t i = 0; i < n->vn_cnt; i++) {
      const Elf64_Vernaux *a = (const Elf64_Vernaux *)(const void *)item;
      if ((a->vna_other & 0x7FFF) == number) return o->strings + a->vna_name;
      item += a->vna_next;
    }
    at = n->vn_next ? at + n->vn_next : NULL;
  }
  return NULL;
}

/* Without a version asked for, the default or oldest definition; with one, that one, or any of an object that
 * has none. */
static uint32_t is_version_right(const object *o, uint32_t index, const wanted *w) {
  if (!o->versions) return 1;
  uint32_t number = o->versions[index] & 0x7FFF, is_hidden = o->versions[index] & 0x8000;
  if (!w->version) return number < 3 || !is_hidden;
  const char *version = number > 1 || o->defined ? defined_version(o, number) : NULL;
  if (version && !bytes_compare(version, w->version)) return 1;
  return number < 2 && !is_hidden;
}

static const Elf64_Sym *match(const object *o, uint32_t index, const wanted *w) {
  const Elf64_Sym *s = &o->symbols[index];
  uint32_t type = ELF64_ST_TYPE(s->st_info), bind = ELF64_ST_BIND(s->st_info);
  if (s->st_shndx == SHN_UNDEF || !s->st_value || type == STT_TLS || bind == STB_LOCAL) return NULL;
  if (bytes_compare(o->strings + s->st_name, w->name) || !is_version_right(o, index, w)) return NULL;
  return s;
}

static const Elf64_Sym *find_gnu(const object *o, const wanted *w) {
  uint32_t nbuckets = o->gnu_hash[0], first = o->gnu_hash[1], nwords = o->gnu_hash[2], shift = o->gnu_hash[3];
  const uint64_t *bloom = (const uint64_t *)(const void *)(o->gnu_hash + 4);
  const uint32_t *buckets = (const uint32_t *)(const void *)(bloom + nwords), *chain = buckets + nbuckets;
  uint64_t bits = 1ull << w->gnu_hash % 64 | 1ull << (w->gnu_hash >> shift) % 64;
  if (!nbuckets || (bloom[w->gnu_hash / 64 % nwords] & bits) != bits) return NULL;
  uint32_t index = buckets[w->gnu_hash % nbuckets];
  if (index < first) return NULL;
  for (;; index++) {
    uint32_t h = chain[index - first];
    const Elf64_Sym *s = (h | 1) == (w->gnu_hash | 1) ? match(o, index, w) : NULL;
    if (s) return s;
    if (h & 1) return NULL;
  }
}

static const Elf64_Sym *find_old(const object *o, const wanted *w) {
  uint32_t nbuckets = o->hash[0];
  const uint32_t *chain = o->hash + 2 + nbuckets;
  for (uint32_t i = nbuckets ? o->hash[2 + w->hash % nbuckets] : 0; i; i = chain[i]) {
    const Elf64_Sym *s = match(o, i, w);
    if (s) return s;
  }
  return NULL;
}

static symbol find_in(const object *o, const wanted *w) {
  if (!o->map || !o->symbols || !o->strings || o->kind == OBJECT_AGENT || o->kind == OBJECT_VDSO)
    return (symbol){0};
  const Elf64_Sym *s = o->gnu_hash ? find_gnu(o, w) : o->hash ? find_old(o, w) : NULL;
  return (symbol){s ? o : NULL, s};
}

static symbol find_from(const object *first, const wanted *w, uint32_t initial_only) {
  for (const object *o = first; o < objects + nobjects; o++) {
    if (initial_only && !o->is_initial) continue;
    symbol s = find_in(o, w);
    if (s.owner) return s;
  }
  return (symbol){0};
}

static wanted wanted_of(const char *name, const char *version) {
  return (wanted){name, version, gnu_hash(name), elf_hash(name)};
}

static const char *version_of(const object *o, uint32_t index) {
  uint32_t number = o->versions ? o->versions[index] & 0x7FFF : 0;
  if (number < 2) return NULL;
  return o->symbols[index].st_shndx == SHN_UNDEF ? needed_version(o, number) : defined_version(o, number);
}

symbol symbol_resolve(const object *o, uint32_t index) {
  const Elf64_Sym *s = &o->symbols[index];
  wanted w = wanted_of(o->strings + s->st_name, version_of(o, index));
  if (ELF64_ST_BIND(s->st_info) == STB_LOCAL ||
      (s->st_shndx != SHN_UNDEF && ELF64_ST_VISIBILITY(s->st_other) != STV_DEFAULT))
    return (symbol){o, s};
  symbol found = o->is_symbolic ? find_in(o, &w) : (symbol){0};
  if (!found.owner) found = find_from(objects, &w, 1);
  if (!found.owner) found = find_from(o, &w, 0);
  return found.owner ? found : find_from(objects, &w, 0);
}

symbol symbol_find(const char *name) {
  wanted w = wanted_of(name, NULL);
  return find_from(objects, &w, 0);
}

uint64_t symbol_address(symbol s) {
  uint64_t address = s.owner->bias + s.entry->st_value;
  if (ELF64_ST_TYPE(s.entry->st_info) != STT_GNU_IFUNC) return address;
  return ((uint64_t(*)(void))address)();
}

uint32_t symbol_is_jump_of_program(const char *name, uint64_t address) {
  const object *o = objects;
  if (address < o->base || address >= o->end || !o->symbols || !o->strings) return 0;
  for (uint64_t i = 0; i < o->nrelocations[0]; i++) {
    const Elf64_Sym *s = &o->symbols[ELF64_R_SYM(o->relocations[0][i].r_info)];
    if (s->st_shndx == SHN_UNDEF && o->bias + s->st_value == address &&
        !bytes_compare(o->strings + s->st_name, name))
      return 1;
  }
  return 0;
}
