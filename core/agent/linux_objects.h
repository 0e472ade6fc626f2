/* Loaded objects as the dynamic linker lists them, and their tables. Everything is read from the target's own
 * memory, which can be wrong or go away. */
#ifndef SONDE_AGENT_LINUX_OBJECTS_H
#define SONDE_AGENT_LINUX_OBJECTS_H

#include <elf.h>
#include <stdint.h>

typedef struct object {
  uint64_t map;  /* link map: tells two loads at one place apart most of the time */
  uint64_t bias; /* added to the file's addresses */
  uint64_t base, end;
  uint64_t code, code_end; /* all executable segments */
  char path[256];
  const char *name; /* in path, behind the folder; of the program: of its file */
  const Elf64_Dyn *dynamic;
  const Elf64_Sym *symbols;
  const char *strings;
  uint64_t strings_bytes;
  const uint32_t *gnu_hash, *hash;
  const uint16_t *versions; /* of each symbol */
  const Elf64_Verdef *defined;
  const Elf64_Verneed *needed;
  const Elf64_Rela *jump_slots, *others;
  uint64_t njump_slots, nothers;
  uint32_t ndefined, nneeded;
  uint32_t is_symbolic; /* looks in itself first */
  uint32_t kind;        /* OBJECT_* */
  uint32_t is_hooked, is_seen;
  uint32_t published;
} object;

#define OBJECT_PLAIN 0u
#define OBJECT_PROGRAM 1u
#define OBJECT_LOADER 2u
#define OBJECT_VDSO 3u
#define OBJECT_AGENT 4u

#define OBJECTS_MOST 4096u

extern object *objects;
extern uint32_t nobjects;

/* Brings `objects` up to date. An object that has gone is told to the modules. 0: the list cannot be found.
 */
uint32_t objects_update(void);
object *object_at(uint64_t address);

/* The C library's __errno_location; NULL: not found. */
extern int *(*errno_place)(void);

#endif
