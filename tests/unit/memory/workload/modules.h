/* The modules of the running test itself. */
#ifndef TEST_MEMORY_MODULES_H
#define TEST_MEMORY_MODULES_H

#include <stdint.h>

typedef struct own_module {
  char path[1200];
  uint64_t base, end, bias;
} own_module;

/* The one in which this address lies; all zero: none. */
void own_module_of(uint64_t address, own_module *out);
/* A function of the system that allocates, as code in its own module, and its name. No sanitizer replaces it.
 */
uint64_t own_exported(const char **name);

#endif
