/* Starting a program that is to outlive Sonde and has nothing in common with it: a supervised service. */
#ifndef SONDE_OS_SPAWN_H
#define SONDE_OS_SPAWN_H

#include "base/status.h"

/*
 * Starts it in a session of its own (Windows: without a console, in a group of its own), input empty, output
 * and errors appended to log_path, no handle of ours inherited. argv[0] is looked up in PATH; a failed start
 * is told. *start_id makes the pid unique, as in process.h.
 */
sonde_status spawn_detached(
    const char *const *argv, const char *log_path, uint32_t *pid, uint64_t *start_id, error *e);
/* The process that started us; 0: unknown. */
uint32_t spawn_parent(void);

#endif
