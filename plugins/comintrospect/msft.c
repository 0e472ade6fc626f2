/* Header, parts, names, strings and GUIDs of an MSFT type library. */
#include "msft.h"

#include <string.h>

#define HEADER_BYTES 84u
#define TYPE_BYTES 100u
#define HELP_DLL 0x100u

void msft_damaged(msft *m, const char *what, uint64_t at) {
  if (m->damage) return;
  m->damage = what;
  m->damage_at = at;
}

static const char *const part_word[PART_COUNT] = {"a type", "an import", "an imported library", "a reference",
    "a GUID's hash", "a GUID", "a name's hash", "a name", "a string", "a type description",
    "an array description", "a value", "a custom value", "", ""};

/* Where bytes of a part lie in the file; false: outside of the part or the file. */
static bool find(msft *m, int part, uint64_t at, uint64_t len, uint64_t *where) {
  *where = m->part[part].at + at;
  if (at <= m->part[part].len && len <= m->part[part].len - at && extent_has(m->file, *where, len))
    return true;
  msft_damaged(m, part_word[part], *where);
  return false;
}

uint32_t msft_u32(msft *m, int part, uint64_t at) {
  uint64_t where;
  bool ok = true;
  return find(m, part, at, 4, &where) ? extent_u32(m->file, where, &ok) : 0;
}

uint16_t msft_u16(msft *m, int part, uint64_t at) {
  uint64_t where;
  bool ok = true;
  return find(m, part, at, 2, &where) ? extent_u16(m->file, where, &ok) : (uint16_t)0;
}

static msft_text text_of(msft *m, int part, uint64_t at, uint32_t len) {
  uint64_t where;
  if (!find(m, part, at, len, &where)) return (msft_text){NULL, 0};
  return (msft_text){(const char *)m->file.data + where, len};
}

msft_text msft_name(msft *m, uint32_t position) {
  if (position == MSFT_NONE) return (msft_text){NULL, 0};
  /* Only the low byte of the length word is the length. */
  return text_of(
      m, PART_NAMES, (uint64_t)position + 12, msft_u32(m, PART_NAMES, (uint64_t)position + 8) & 0xFF);
}

msft_text msft_string(msft *m, uint32_t position) {
  if (position == MSFT_NONE) return (msft_text){NULL, 0};
  return text_of(m, PART_STRINGS, (uint64_t)position + 2, msft_u16(m, PART_STRINGS, position));
}

msft_guid msft_guid_at(msft *m, uint32_t position) {
  msft_guid guid = {{0}};
  uint64_t where;
  if (position != MSFT_NONE && find(m, PART_GUIDS, position, sizeof guid.b, &where))
    memcpy(guid.b, m->file.data + where, sizeof guid.b);
  return guid;
}

static sonde_status check_format(extent file, error *e) {
  bool ok = true;
  uint32_t word = extent_u32(file, 0, &ok);
  if (ok && word == 0x5446534D) return SONDE_OK;
  if (ok && word == 0x47544C53)
    return error_set(
        e, SONDE_UNSUPPORTED, "it is a type library of the older SLTG format, which is not supported");
  return error_set(e, SONDE_ARG, "it is no type library");
}

static bool read_parts(msft *m, uint64_t at) {
  bool ok = true;
  for (int i = 0; i < PART_COUNT; i++, at += 16) {
    uint32_t offset = extent_u32(m->file, at, &ok), len = extent_u32(m->file, at + 4, &ok);
    if (offset == MSFT_NONE) continue;
    m->part[i].at = offset;
    m->part[i].len = len;
  }
  return ok;
}

sonde_status msft_open(msft *m, extent file, error *e) {
  memset(m, 0, sizeof *m);
  sonde_status s = check_format(file, e);
  if (s) return s;
  if (file.len < HEADER_BYTES) return error_set(e, SONDE_ARG, "the type library ends within its header");
  m->file = file;
  bool ok = true;
  uint32_t word[HEADER_BYTES / 4];
  for (uint32_t i = 0; i < HEADER_BYTES / 4; i++)
    word[i] = extent_u32(file, 4 * i, &ok);
  m->format = word[1];
  m->lcid = word[4];
  m->system = word[5] & 15;
  m->major = (uint16_t)word[6];
  m->minor = (uint16_t)(word[6] >> 16);
  m->flags = word[7];
  m->declared_types = word[8];
  m->help_context = word[11];
  bool has_dll = word[5] & HELP_DLL;
  uint64_t parts_at = HEADER_BYTES + (has_dll ? 4 : 0) + 4 * (uint64_t)m->declared_types;
  if (!read_parts(m, parts_at))
    return error_set(e, SONDE_ARG, "the type library ends before its table of parts: %u types, %llu bytes",
        m->declared_types, (unsigned long long)file.len);
  uint64_t room = m->part[PART_TYPES].len / TYPE_BYTES;
  m->types = m->declared_types < room ? m->declared_types : (uint32_t)room;
  if (m->types < m->declared_types) msft_damaged(m, part_word[PART_TYPES], m->part[PART_TYPES].at);
  m->guid = msft_guid_at(m, word[2]);
  m->help = msft_string(m, word[9]);
  m->name = msft_name(m, word[14]);
  m->help_file = msft_string(m, word[15]);
  if (has_dll) m->help_dll = msft_string(m, extent_u32(file, HEADER_BYTES, &ok));
  return SONDE_OK;
}
