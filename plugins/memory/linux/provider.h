/* What the Linux files share. */
#ifndef MEMORY_LINUX_PROVIDER_H
#define MEMORY_LINUX_PROVIDER_H

#include "platform.h"

/* Opens /proc/PID/WHAT; a descriptor, or -errno. */
int proc_open(uint32_t pid, const char *what);
/* One read of /proc/PID/WHAT; bytes, or -errno. What does not fit is cut. */
long proc_read(uint32_t pid, const char *what, char *out, size_t size);
/* Whether the process exists; a zombie does. */
bool proc_exists(uint32_t pid);
/* The error for an errno of a file of this process. */
sonde_status proc_fail(error *e, uint32_t pid, const char *what, int error_number);

/* Calls `use` with each number that names an entry of /proc/PID/FOLDER; false: it cannot be read, errno
 * tells. */
typedef bool (*proc_number)(void *self, uint32_t number); /* false: enough */
bool proc_numbers(uint32_t pid, const char *folder, proc_number use, void *self);

#endif
