/* Shared libraries: absolute paths only, never unloaded. */
#ifndef SONDE_OS_DL_H
#define SONDE_OS_DL_H

#include <stdbool.h>

#include "base/status.h"

/* What a file is, from its first bytes, without loading it. */
typedef enum dl_format {
  DL_UNREADABLE = 1,
  DL_NOT_A_LIBRARY,
  DL_OTHER_SYSTEM,
  DL_OTHER_MACHINE,
  DL_LIBRARY
} dl_format;

/* `what` gets words for a message: "a Windows library", "a library for 32-bit x86", "a text file" ...; at
 * least 64 bytes. */
dl_format dl_probe(const char *path, char *what, size_t what_size);

/* NULL: *e tells. Windows: LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | _SYSTEM32; Linux: RTLD_NOW | RTLD_LOCAL. */
void *dl_open(const char *absolute_path, error *e);
void *dl_symbol(void *library, const char *name);
extern const bool dl_for_windows; /* which libraries can be loaded here: PE, not ELF */
extern const char dl_suffix[]; /* ".so", ".dll" */

#endif
