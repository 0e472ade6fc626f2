/* Recognises ELF and PE libraries and names what else a file is. All offsets are checked against the bytes at
 * hand. */
#include "os/library.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* ELF: ELF-64 Object File Format 1.5; PE: Microsoft PE and COFF Specification. */
enum { ELF_RELOCATABLE = 1, ELF_PROGRAM = 2, ELF_SHARED = 3, PE_IS_DLL = 0x2000 };

static uint32_t read_u16(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t read_u32(const uint8_t *p) {
  return read_u16(p) | read_u16(p + 2) << 16;
}

static const char *elf_machine(uint32_t machine) {
  switch (machine) {
  case 3: return "32-bit x86";
  case 40: return "32-bit ARM";
  case 62: return "x64";
  case 183: return "ARM64";
  case 243: return "RISC-V";
  default: return "another machine";
  }
}

static const char *pe_machine(uint32_t machine) {
  switch (machine) {
  case 0x014C: return "32-bit x86";
  case 0x01C4: return "32-bit ARM";
  case 0x8664: return "x64";
  case 0xAA64: return "ARM64";
  default: return "another machine";
  }
}

typedef struct image {
  const char *system, *format, *machine; /* "Linux", "ELF", "x64" */
  bool library, native_system;
} image;

static dl_format classify_image(const image *i, char *what, size_t what_size) {
  const char *kind = i->library ? "library" : "program";
  if (!i->native_system) {
    snprintf(what, what_size, "a %s %s (%s, %s)", i->system, kind, i->format, i->machine);
    return DL_OTHER_SYSTEM;
  }
  if (!i->library) {
    snprintf(what, what_size, "a program (%s, %s)", i->format, i->machine);
    return DL_NOT_A_LIBRARY;
  }
  snprintf(what, what_size, "a library for %s", i->machine);
  return strcmp(i->machine, "x64") ? DL_OTHER_MACHINE : DL_LIBRARY;
}

static dl_format classify_elf(const uint8_t *head, size_t len, bool windows, char *what, size_t what_size) {
  enum { CLASS = 4, DATA = 5, TYPE = 16, MACHINE = 18, LEAST = 52 };
  if (len < LEAST) {
    snprintf(what, what_size, "a cut-off ELF file");
    return DL_NOT_A_LIBRARY;
  }
  bool big = head[DATA] == 2;
  uint32_t type = big ? head[TYPE + 1] : read_u16(head + TYPE);
  const char *machine = big ? "a big-endian machine" : elf_machine(read_u16(head + MACHINE));
  if (!big && head[CLASS] == 1 && !strcmp(machine, "x64")) machine = "x32 (32-bit pointers)";
  if (type != ELF_PROGRAM && type != ELF_SHARED) {
    snprintf(what, what_size,
        type == ELF_RELOCATABLE ? "an object file (ELF)" : "an ELF file without code to load");
    return DL_NOT_A_LIBRARY;
  }
  image i = {"Linux", "ELF", machine, type == ELF_SHARED, !windows};
  return classify_image(&i, what, what_size);
}

static dl_format classify_pe(const uint8_t *head, size_t len, bool windows, char *what, size_t what_size) {
  enum { HEADER_AT = 0x3C, MACHINE = 4, FLAGS = 22, HEADER = 24 };
  uint32_t at = len >= HEADER_AT + 4 ? read_u32(head + HEADER_AT) : UINT32_MAX;
  if (at > len || len - at < HEADER || memcmp(head + at, "PE\0\0", 4) != 0) {
    snprintf(what, what_size, "a DOS program or a cut-off Windows file");
    return DL_NOT_A_LIBRARY;
  }
  bool library = (read_u16(head + at + FLAGS) & PE_IS_DLL) != 0;
  image i = {"Windows", "PE", pe_machine(read_u16(head + at + MACHINE)), library, windows};
  return classify_image(&i, what, what_size);
}

/* Valid UTF-8 (a character may be cut at the end) without control characters other than white space. */
static bool is_text(const uint8_t *head, size_t len) {
  size_t valid = utf8_valid_prefix((const char *)head, len);
  if (len - valid > 3) return false;
  for (size_t i = 0; i < valid; i++)
    if (head[i] < 0x20 && !strchr("\t\n\r\f\v\x1b", head[i] ? head[i] : '\x01')) return false;
  return valid > 0;
}

dl_format library_classify(const uint8_t *head, size_t len, bool windows, char *what, size_t what_size) {
  if (len >= 4 && memcmp(head,
                      "\x7f"
                      "ELF",
                      4) == 0)
    return classify_elf(head, len, windows, what, what_size);
  if (len >= 2 && memcmp(head, "MZ", 2) == 0 && !(is_text(head, len)))
    return classify_pe(head, len, windows, what, what_size);
  const char *name = "a file of unknown format";
  if (len == 0)
    name = "an empty file";
  else if (len >= 4 && (memcmp(head, "\xcf\xfa\xed\xfe", 4) == 0 || memcmp(head, "\xca\xfe\xba\xbe", 4) == 0))
    name = "a macOS or Java file";
  else if (len >= 8 && memcmp(head, "!<arch>\n", 8) == 0)
    name = "a static library (archive)";
  else if (is_text(head, len))
    name = "a text file";
  snprintf(what, what_size, "%s", name);
  return DL_NOT_A_LIBRARY;
}
