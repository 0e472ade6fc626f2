/* Shared by the files of core/os only. */
#ifndef SONDE_OS_INTERNAL_H
#define SONDE_OS_INTERNAL_H

#include "base/format.h"
#include "base/status.h"

/* The status that an error number of the system means. */
sonde_status os_status(uint32_t os_code);

/* Sets the error: the formatted text, then ": " and the system's sentence for the number. The status follows
 * from it. */
sonde_status os_fail(error *e, uint32_t os_code, const char *format, ...) FORMAT_PRINTF(3, 4);

#endif
