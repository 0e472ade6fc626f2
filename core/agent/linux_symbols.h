/* Functions by name, as the dynamic linker would find them. */
#ifndef SONDE_AGENT_LINUX_SYMBOLS_H
#define SONDE_AGENT_LINUX_SYMBOLS_H

#include "agent/linux_objects.h"

typedef struct symbol {
  const object *owner; /* NULL: not found */
  const Elf64_Sym *entry;
} symbol;

/* What symbol number `index` of `o`, which it needs or defines itself, refers to. */
symbol symbol_resolve(const object *o, uint32_t index);
/* The definition of a name in any object, whatever its version. */
symbol symbol_find(const char *name);
static inline uint32_t symbol_is_function(symbol s) {
  uint32_t type = s.owner ? ELF64_ST_TYPE(s.entry->st_info) : STT_NOTYPE;
  return type == STT_FUNC || type == STT_GNU_IFUNC;
}
/* Where it lies; of an indirect one: what its resolver answers. */
uint64_t symbol_address(symbol s);
/* Whether the program itself has this address for an undefined function of the name: its own jump, which
 * stands for the function everywhere. */
uint32_t symbol_is_jump_of_program(const char *name, uint64_t address);

#endif
