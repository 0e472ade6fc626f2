/* What a file is, read from its first bytes: the pure half of dl_probe. The bytes are hostile. */
#ifndef SONDE_OS_LIBRARY_H
#define SONDE_OS_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os/dl.h"

/* How many bytes of a file's start suffice. */
enum { LIBRARY_HEAD = 4096 };

/* `windows`: which system asks; x64 is the only machine. `what` as for dl_probe. */
dl_format library_classify(const uint8_t *head, size_t len, bool windows, char *what, size_t what_size);

#endif
