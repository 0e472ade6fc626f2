/* Texts and bytes without a C library. */
#ifndef SONDE_AGENT_BYTES_H
#define SONDE_AGENT_BYTES_H

#include <stdint.h>
#include <string.h>

uint64_t bytes_length(const char *text);
/* As strcmp. */
int32_t bytes_compare(const char *a, const char *b);
/* Behind the last / or \ of a path. */
const char *bytes_file_name(const char *path);
uint64_t bytes_hash(const char *text);

#endif
