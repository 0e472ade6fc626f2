/* Loaded objects as the dynamic linker lists them, and their tables. */
#ifndef SONDE_AGENT_LINUX_OBJECTS_H
#define SONDE_AGENT_LINUX_OBJECTS_H

#include <elf.h>
#include <stdint.h>

#define OBJECT_PLAIN 0u
#define OBJECT_PROGRAM 1u
#define OBJECT_LOADER 2u
#define OBJECT_VDSO 3u
#define OBJECT_AGENT 4u

typedef struct object {
  uint64_t map;  /* address of its link map; 0: this entry is free */
  uint64_t bias; /* added to the file's addresses */
  uint64_t base, end;
  uint64_t code, code_end; /* the executable segment */
  uint64_t dynamic;
  char path[256];
  const char *name;     /* in path, behind the folder */
  uint32_t kind;        /* OBJECT_* */
  uint32_t is_seen;     /* in the last walk */
  uint32_t is_initial;  /* was there at the first walk: its symbols are everybody's */
  uint32_t is_symbolic; /* looks in itself first */
  const Elf64_Sym *symbols;
  const char *strings;
  const uint32_t *gnu_hash, *hash;
  const uint16_t *versions; /* of each symbol */
  const Elf64_Verdef *defined;
  const Elf64_Verneed *needed;
  const Elf64_Rela *relocations[2]; /* DT_JMPREL, DT_RELA */
  uint64_t nrelocations[2];
  uint8_t *uses; /* calls.c: of each word from uses_low to uses_high */
  uint64_t uses_low, uses_high;
  uint64_t shadow; /* calls.c: a second set of those words for the object's calls; 0: none */
  /* patch.c: the functions behind the places of each relocation; 0: none of ours. */
  uint64_t *functions[2];
  uint32_t state; /* of patch.c */
} object;

/* All entries below nobjects, in the dynamic linker's order as far as it was seen; some are free. */
extern object *objects;
extern uint32_t nobjects;

/* Brings `objects` up to date; gone: called before an entry becomes free. 0: the list cannot be read. */
uint32_t objects_update(void (*gone)(object *o));
/* Whether the dynamic linker's list is longer than at the last update. */
uint32_t objects_have_grown(void);
/* That holds this address; NULL: none. */
object *object_at(uint64_t address);

#endif
