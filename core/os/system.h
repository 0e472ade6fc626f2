/* Facts about the machine, for reports and tapes. */
#ifndef SONDE_OS_SYSTEM_H
#define SONDE_OS_SYSTEM_H

#include "base/arena.h"

const char *system_name(arena *
        a); /* "Debian GNU/Linux 12 (bookworm)", "Windows 10.0.18362"; under Wine " (Wine 8.0)" is appended */
const char *system_machine(arena *a); /* host name */
const char *system_boot_id(arena *a); /* changes with each boot */
const char *system_platform(void);    /* "linux-x64", "windows-x64" */
uint32_t system_cpus(void);           /* that this process may use */
/* Changes an error number to the system's sentence. */
const char *system_error_text(arena *a, uint32_t os_code);
/* "signal 9 (KILL)", "exception 0xC0000005": what ended a process. */
const char *system_signal_name(arena *a, uint32_t number);
int64_t system_own_peak_resident_bytes(void); /* of this process; -1: unknown */
const char *system_environment(arena *a, const char *name); /* NULL: not set */

#endif
