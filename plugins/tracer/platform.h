/* What the plugin needs of the system. */
#ifndef TRACER_PLATFORM_H
#define TRACER_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

extern const uint32_t platform_long_bits;       /* of the C type long */
extern const uint32_t platform_most_parameters; /* that a framed thunk can pass on */

/* The plugin's own file, with '/' between folders. False: unknown. */
bool platform_own_file(text *out);

typedef enum platform_kind { PLATFORM_MISSING, PLATFORM_FILE, PLATFORM_FOLDER } platform_kind;
platform_kind platform_probe(const char *path);
/* The names of all files that end in .sig, each with a zero byte behind it, in no order. */
sonde_status platform_list(const char *folder, text *names, error *e);
/* A whole file, at most 4 MiB. */
sonde_status platform_read(const char *path, text *out, error *e);
int64_t platform_wall_ns(void); /* since 1970 */

#endif
