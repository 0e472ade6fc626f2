/* What is needed of an ELF file for x86-64: pure, on bytes that are hostile until parsed. */
#ifndef SONDE_OS_ELF_H
#define SONDE_OS_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct elf_facts {
  bool is_elf, is_x64;  /* the rest is only told of x86-64 */
  bool has_interpreter; /* else linked statically */
  uint64_t entry;       /* address in the file's own numbering */
} elf_facts;

/* From the start of a file; 4 KiB usually hold the program headers. */
elf_facts elf_read_facts(const uint8_t *bytes, size_t len);
/* The value of a function that a library exports, in the file's own numbering; false: it exports none of this name. bytes: the whole file. */
bool elf_find_export(const uint8_t *bytes, size_t len, const char *name, uint64_t *value);

#endif
