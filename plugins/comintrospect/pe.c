/* TYPELIB resources of PE files: section table, then the resource directory of three levels. */
#include "pe.h"

#include <inttypes.h>
#include <string.h>

#define RESOURCE_DIRECTORY 2
#define MOST_ENTRIES 4096u
#define HIGH_BIT 0x80000000u

typedef struct pe {
  extent file;
  uint64_t sections_at;
  uint32_t nsections;
  uint32_t resources_rva;
  extent directory; /* from the resource directory to the end of the file */
  pe_resource *out;
  size_t n;
  bool ok;
} pe;

static sonde_status damaged(error *e, const char *what) {
  return error_set(e, SONDE_ARG, "the PE file is damaged: %s", what);
}

static sonde_status read_headers(pe *p, error *e) {
  extent f = p->file;
  bool ok = true;
  uint64_t at = extent_u32(f, 60, &ok);
  if (!ok || extent_u32(f, at, &ok) != 0x4550)
    return error_set(
        e, SONDE_ARG, "it begins with MZ but is no PE file (16-bit libraries are not supported)");
  p->nsections = extent_u16(f, at + 6, &ok);
  uint32_t optional_size = extent_u16(f, at + 20, &ok);
  uint64_t optional = at + 24;
  uint32_t magic = extent_u16(f, optional, &ok);
  if (!ok || (magic != 0x10B && magic != 0x20B)) return damaged(e, "unknown optional header");
  uint64_t directories = optional + (magic == 0x10B ? 96 : 112);
  uint32_t count = extent_u32(f, directories - 4, &ok);
  p->sections_at = optional + optional_size;
  if (count > RESOURCE_DIRECTORY) p->resources_rva = extent_u32(f, directories + 8 * RESOURCE_DIRECTORY, &ok);
  return ok ? SONDE_OK : damaged(e, "it ends within its headers");
}

/* Place of an RVA in the file; false when no section holds it. */
static bool locate(const pe *p, uint32_t rva, uint64_t *at) {
  for (uint32_t i = 0; i < p->nsections; i++) {
    bool ok = true;
    uint64_t section = p->sections_at + 40 * (uint64_t)i;
    uint32_t virtual_size = extent_u32(p->file, section + 8, &ok),
             start = extent_u32(p->file, section + 12, &ok);
    uint32_t raw_size = extent_u32(p->file, section + 16, &ok), raw = extent_u32(p->file, section + 20, &ok);
    uint32_t size = virtual_size > raw_size ? virtual_size : raw_size;
    if (!ok || rva < start || rva - start >= size) continue;
    *at = (uint64_t)raw + (rva - start);
    return *at < p->file.len;
  }
  return false;
}

/* Entries of a directory: their number, and where they begin. */
static uint32_t entries(pe *p, uint64_t directory) {
  uint32_t n = (uint32_t)extent_u16(p->directory, directory + 12, &p->ok) +
               extent_u16(p->directory, directory + 14, &p->ok);
  if (n > MOST_ENTRIES) p->ok = false;
  return p->ok ? n : 0;
}

static bool is_typelib(pe *p, uint32_t name) {
  static const char word[] = "TYPELIB";
  if (!(name & HIGH_BIT)) return false;
  uint64_t at = name & ~HIGH_BIT;
  bool ok = true;
  if (extent_u16(p->directory, at, &ok) != sizeof word - 1) return false;
  for (size_t i = 0; i < sizeof word - 1; i++)
    if (extent_u16(p->directory, at + 2 + 2 * i, &ok) != (unsigned char)word[i]) return false;
  return ok;
}

static void add_resource(pe *p, uint32_t id, uint32_t language, uint64_t entry) {
  uint32_t rva = extent_u32(p->directory, entry, &p->ok), size = extent_u32(p->directory, entry + 4, &p->ok);
  uint64_t at;
  if (!p->ok || !locate(p, rva, &at) || !extent_has(p->file, at, size)) {
    p->ok = false;
    return;
  }
  if (p->n < PE_MOST_RESOURCES) p->out[p->n++] = (pe_resource){id, language, at, size};
}

static void walk_languages(pe *p, uint32_t id, uint64_t directory) {
  uint32_t n = entries(p, directory);
  for (uint32_t i = 0; i < n && p->ok && p->n < PE_MOST_RESOURCES; i++) {
    uint32_t language = extent_u32(p->directory, directory + 16 + 8 * i, &p->ok);
    uint32_t to = extent_u32(p->directory, directory + 20 + 8 * i, &p->ok);
    if (to & HIGH_BIT)
      p->ok = false; /* a fourth level */
    else
      add_resource(p, id, language & 0xFFFF, to);
  }
}

static void walk_numbers(pe *p, uint64_t directory) {
  uint32_t n = entries(p, directory);
  for (uint32_t i = 0; i < n && p->ok && p->n < PE_MOST_RESOURCES; i++) {
    uint32_t id = extent_u32(p->directory, directory + 16 + 8 * i, &p->ok);
    uint32_t to = extent_u32(p->directory, directory + 20 + 8 * i, &p->ok);
    if (!(to & HIGH_BIT))
      p->ok = false;
    else
      walk_languages(p, id & HIGH_BIT ? 0 : id, to & ~HIGH_BIT);
  }
}

sonde_status pe_typelibs(extent file, pe_resource *out, size_t *n, error *e) {
  pe p = {.file = file, .out = out, .ok = true};
  *n = 0;
  sonde_status s = read_headers(&p, e);
  if (s) return s;
  if (p.resources_rva == 0) return SONDE_OK;
  uint64_t at;
  if (!locate(&p, p.resources_rva, &at)) return damaged(e, "its resource directory lies outside of the file");
  p.directory = (extent){file.data + at, file.len - at};
  uint32_t count = entries(&p, 0);
  for (uint32_t i = 0; i < count && p.ok; i++) {
    uint32_t name = extent_u32(p.directory, 16 + 8 * i, &p.ok),
             to = extent_u32(p.directory, 20 + 8 * i, &p.ok);
    if (p.ok && is_typelib(&p, name) && to & HIGH_BIT) walk_numbers(&p, to & ~HIGH_BIT);
  }
  *n = p.n;
  return p.ok || p.n ? SONDE_OK : damaged(e, "its resource directory points outside of the file");
}

const char *pe_machine(extent file) {
  bool ok = true;
  if (extent_u16(file, 0, &ok) != 0x5A4D) return NULL;
  uint64_t at = extent_u32(file, 60, &ok);
  if (extent_u32(file, at, &ok) != 0x4550) return NULL;
  uint32_t machine = extent_u16(file, at + 4, &ok);
  if (!ok) return NULL;
  switch (machine) {
  case 0x8664: return "x64";
  case 0x14C: return "x86";
  case 0xAA64: return "arm64";
  case 0x1C4: return "arm";
  default: return "other";
  }
}
