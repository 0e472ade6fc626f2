/* Types, references to types, and what a type implements. */
#include "msft.h"

#include <string.h>

#define TYPE_BYTES 100u
#define IMPORT_IS_GUID 0x10000u

void msft_type_at(msft *m, uint32_t index, msft_type *out) {
  memset(out, 0, sizeof *out);
  uint64_t at = (uint64_t)index * TYPE_BYTES;
  out->index = index;
  uint32_t kind = msft_u32(m, PART_TYPES, at), elements = msft_u32(m, PART_TYPES, at + 0x18);
  uint32_t version = msft_u32(m, PART_TYPES, at + 0x38);
  out->kind = kind & 15;
  out->alignment = kind >> 11 & 31;
  out->members_at = msft_u32(m, PART_TYPES, at + 4);
  out->functions = (uint16_t)elements;
  out->variables = (uint16_t)(elements >> 16);
  out->guid = msft_guid_at(m, msft_u32(m, PART_TYPES, at + 0x2C));
  out->flags = msft_u32(m, PART_TYPES, at + 0x30);
  out->name = msft_name(m, msft_u32(m, PART_TYPES, at + 0x34));
  out->major = (uint16_t)version;
  out->minor = (uint16_t)(version >> 16);
  out->help = msft_string(m, msft_u32(m, PART_TYPES, at + 0x3C));
  out->help_context = msft_u32(m, PART_TYPES, at + 0x44);
  out->implements = msft_u16(m, PART_TYPES, at + 0x4C);
  out->vtable_size = msft_u16(m, PART_TYPES, at + 0x4E);
  out->size = msft_u32(m, PART_TYPES, at + 0x50);
  out->word = msft_u32(m, PART_TYPES, at + 0x54);
  if (msft_is_dispinterface(out)) out->vtable_size = 7 * (m->system == 3 ? 8 : 4);
}

bool msft_is_dispinterface(const msft_type *t) {
  return t->kind == KIND_DISPATCH && !(t->flags & TYPE_DUAL);
}

/* Fixed words of an imported library, then its file name; entries are 4-aligned. */
bool msft_library_at(msft *m, uint64_t *at, msft_reference *out) {
  uint64_t start = *at, name = start + 14;
  out->library = msft_guid_at(m, msft_u32(m, PART_LIBRARIES, start));
  out->major = msft_u16(m, PART_LIBRARIES, start + 8);
  out->minor = msft_u16(m, PART_LIBRARIES, start + 10);
  uint32_t len = msft_u16(m, PART_LIBRARIES, start + 12) >> 2;
  *at = (name + len + 3) & ~3ull;
  if (name + len > m->part[PART_LIBRARIES].len ||
      !extent_has(m->file, m->part[PART_LIBRARIES].at, name + len)) {
    msft_damaged(m, "the file name of an imported library", m->part[PART_LIBRARIES].at + start);
    return false;
  }
  out->file = (msft_text){(const char *)m->file.data + m->part[PART_LIBRARIES].at + name, len};
  return true;
}

static void read_import(msft *m, uint32_t at, msft_reference *out) {
  uint32_t flags = msft_u32(m, PART_IMPORTS, at), type = msft_u32(m, PART_IMPORTS, (uint64_t)at + 8);
  uint64_t library = msft_u32(m, PART_IMPORTS, (uint64_t)at + 4);
  if (flags & IMPORT_IS_GUID)
    out->type = msft_guid_at(m, type);
  else
    out->index = type;
  msft_library_at(m, &library, out);
}

void msft_reference_at(msft *m, uint32_t reference, msft_reference *out) {
  memset(out, 0, sizeof *out);
  if (reference == MSFT_NONE) return;
  out->known = true;
  out->own = (reference & 3) == 0;
  if (!out->own) {
    read_import(m, reference & ~3u, out);
    return;
  }
  out->index = reference / TYPE_BYTES;
  if (reference % TYPE_BYTES == 0 && out->index < m->types) return;
  out->known = false;
  msft_damaged(m, "a type that is referred to", m->part[PART_TYPES].at + reference);
}

uint32_t msft_first_implemented(const msft_type *t) {
  return t->word;
}

bool msft_next_implemented(msft *m, const msft_type *t, uint32_t i, uint32_t *next, msft_implemented *out) {
  if (*next == MSFT_NONE) return false;
  if (t->kind != KIND_COCLASS) {
    *out = (msft_implemented){*next, 0};
    *next = MSFT_NONE;
    return t->kind == KIND_INTERFACE || t->kind == KIND_DISPATCH;
  }
  /* The declared count bounds a list that runs in a circle. */
  if (i >= t->implements || i >= m->part[PART_REFERENCES].len / 16) return false;
  uint64_t at = *next;
  out->reference = msft_u32(m, PART_REFERENCES, at);
  out->flags = msft_u32(m, PART_REFERENCES, at + 4);
  *next = msft_u32(m, PART_REFERENCES, at + 12);
  return !m->damage;
}

void msft_shape_of(msft *m, uint32_t type, msft_shape *out) {
  memset(out, 0, sizeof *out);
  if (type & 0x80000000u) {
    out->simple = type & 0xFFF;
    return;
  }
  uint32_t kind = msft_u16(m, PART_DESCRIPTORS, type) & 0xFFF,
           word = msft_u32(m, PART_DESCRIPTORS, (uint64_t)type + 4);
  switch (kind) {
  case 26:
    out->kind = TYPE_POINTER;
    out->inner = word;
    break;
  case 27:
    out->kind = TYPE_SAFEARRAY;
    out->inner = word;
    break;
  case 28:
    out->kind = TYPE_ARRAY;
    out->inner = msft_u32(m, PART_ARRAYS, word);
    out->dimensions = msft_u16(m, PART_ARRAYS, (uint64_t)word + 4);
    out->bounds_at = (uint64_t)word + 8;
    break;
  case 29:
    out->kind = TYPE_USER;
    out->reference = word;
    break;
  default: out->simple = kind;
  }
}
