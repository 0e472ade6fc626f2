/* Reading of ELF files; the numbers are those of the System V ABI, x86-64 supplement. */
#include "os/elf.h"

#include <string.h>

enum {
  EHDR_BYTES = 64,
  PHDR_BYTES = 56,
  SHDR_BYTES = 64,
  SYM_BYTES = 24,
  CLASS_64 = 2,
  LITTLE = 1,
  MACHINE_X64 = 62,
  PT_INTERPRETER = 3,
  SECTION_DYNSYM = 11,
  TYPE_FUNCTION = 2,
  TYPE_IFUNC = 10
};

typedef struct part {
  const uint8_t *at;
  uint64_t len;
} part;

static uint64_t number_at(part p, uint64_t offset, int bytes) {
  uint64_t n = 0;
  for (int i = bytes - 1; i >= 0; i--)
    n = n << 8 | p.at[offset + (uint64_t)i];
  return n;
}

/* A part of a part; empty when it does not lie inside. */
static part inside(part whole, uint64_t offset, uint64_t len) {
  if (offset > whole.len || len > whole.len - offset) return (part){0};
  return (part){whole.at + offset, len};
}

/* Row i of a table of rows of `bytes`; empty when it is not in the file. */
static part row_of(part file, uint64_t table, uint64_t i, uint64_t bytes) {
  if (table > file.len) return (part){0};
  return inside(file, table + i * bytes, bytes);
}

static bool has_interpreter(part file) {
  uint64_t table = number_at(file, 32, 8), size = number_at(file, 54, 2), count = number_at(file, 56, 2);
  for (uint64_t i = 0; size == PHDR_BYTES && i < count; i++) {
    part row = row_of(file, table, i, PHDR_BYTES);
    if (!row.at) return false;
    if (number_at(row, 0, 4) == PT_INTERPRETER) return true;
  }
  return false;
}

elf_facts elf_read_facts(const uint8_t *bytes, size_t len) {
  part file = {bytes, len};
  elf_facts facts = {.is_elf = len >= EHDR_BYTES && memcmp(bytes, "\177ELF", 4) == 0};
  if (!facts.is_elf) return facts;
  facts.is_x64 = bytes[4] == CLASS_64 && bytes[5] == LITTLE && number_at(file, 18, 2) == MACHINE_X64;
  if (!facts.is_x64) return facts;
  facts.entry = number_at(file, 24, 8);
  facts.has_interpreter = has_interpreter(file);
  return facts;
}

static bool is_named(part names, uint64_t offset, const char *name) {
  size_t len = strlen(name) + 1;
  part p = inside(names, offset, len);
  return p.at && memcmp(p.at, name, len) == 0;
}

static bool find_in(part symbols, part names, const char *name, uint64_t *value) {
  for (uint64_t at = 0; at + SYM_BYTES <= symbols.len; at += SYM_BYTES) {
    unsigned type = symbols.at[at + 4] & 15u;
    uint64_t section = number_at(symbols, at + 6, 2);
    if ((type != TYPE_FUNCTION && type != TYPE_IFUNC) || !section) continue;
    if (!is_named(names, number_at(symbols, at, 4), name)) continue;
    *value = number_at(symbols, at + 8, 8);
    return true;
  }
  return false;
}

static part section_bytes(part file, part header) {
  return header.at ? inside(file, number_at(header, 24, 8), number_at(header, 32, 8)) : (part){0};
}

bool elf_find_export(const uint8_t *bytes, size_t len, const char *name, uint64_t *value) {
  part file = {bytes, len};
  if (!elf_read_facts(bytes, len).is_x64 || number_at(file, 58, 2) != SHDR_BYTES) return false;
  uint64_t table = number_at(file, 40, 8), count = number_at(file, 60, 2);
  for (uint64_t i = 0; i < count; i++) {
    part header = row_of(file, table, i, SHDR_BYTES);
    if (!header.at) return false;
    if (number_at(header, 4, 4) != SECTION_DYNSYM) continue;
    part names = section_bytes(file, row_of(file, table, number_at(header, 40, 4), SHDR_BYTES));
    if (find_in(section_bytes(file, header), names, name, value)) return true;
  }
  return false;
}
