/* Where the C library of the target keeps errno. */
#ifndef SONDE_AGENT_LINUX_ERRNO_H
#define SONDE_AGENT_LINUX_ERRNO_H

/* Its __errno_location; NULL: not found. */
extern int *(*errno_place)(void);

#endif
