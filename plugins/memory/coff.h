/* The symbol table that GNU linkers leave in programs for Windows (PE/COFF): functions by address. DbgHelp
 * does not read it. Pure; the bytes are hostile. */
#ifndef MEMORY_COFF_H
#define MEMORY_COFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define COFF_HEAD 8192u             /* bytes of a file's start that are looked at */
#define COFF_MOST_BYTES (64u << 20) /* of symbols and their names */

/* Where in the file the symbols lie, by its start; behind them their names. False: it has none. */
bool coff_place(const uint8_t *head, size_t len, uint64_t *offset, uint64_t *bytes);

typedef struct coff_function {
  uint32_t address; /* from the module's start */
  uint32_t name;    /* in the names, zero-terminated */
} coff_function;

/* All zero is empty. */
typedef struct coff {
  coff_function *list; /* by rising address */
  size_t n;
  text names;
} coff;

/* table: the bytes from coff_place's offset on, as many as there are up to COFF_MOST_BYTES. */
void coff_read(coff *c, const uint8_t *head, size_t head_len, const uint8_t *table, size_t len);
/* The function that begins last at or before the address; NULL: none. */
const char *coff_find(const coff *c, uint32_t address, uint32_t *offset);
void coff_free(coff *c);

#endif
