/* On which line of a script's text a key of its declaration stands. Best effort: reads the table that is
 * returned, token by token. */
#ifndef SONDE_SCRIPT_LOCATE_H
#define SONDE_SCRIPT_LOCATE_H

#include <stddef.h>
#include <stdint.h>

/* key_path: "params.share.default", "tests[2].expect", "needs[1]", "" the table itself. 0: not found. */
uint32_t locate_key(const char *source, size_t len, const char *key_path);

#endif
