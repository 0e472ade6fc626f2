/* From addresses of a target to functions, files and lines, read from the module files when they are asked
 * for. What a platform must provide. */
#ifndef MEMORY_SYMBOLS_H
#define MEMORY_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* A module as it lies in the target. */
typedef struct module_place {
  const char *path;         /* UTF-8 */
  uint64_t base, end, bias; /* bias: what is added to the file's addresses */
} module_place;

/* Texts live until the next call or symbols_free. */
typedef struct symbol {
  const char *function; /* NULL: none known */
  uint64_t offset;      /* from its start */
  const char *file;     /* NULL: no debug information */
  uint32_t line;        /* 0: not known */
} symbol;

typedef struct symbols symbols;

symbols *symbols_new(void);
void symbols_free(symbols *s); /* NULL is allowed */
/* What lies at this address of the module. Modules are told apart by their base and path. */
void symbols_find(symbols *s, const module_place *module, uint64_t address, symbol *out);
/* Why nothing can be found at all; "": it can. */
const char *symbols_lacking(const symbols *s);

#endif
