/* Bringing a library of ours into a launched process before its program begins. Used from the thread that launched it. */
#ifndef SONDE_OS_INJECT_H
#define SONDE_OS_INJECT_H

#include <stddef.h>

#include "base/status.h"
#include "os/process.h"

/*
 * Lets a launched process, which was not let go yet, run up to its entry point and holds it there: its program and libraries are loaded and bound, nothing
 * of the program's own has run. Nothing is added to its environment. A second call does nothing. process_go lets it run on. SONDE_UNSUPPORTED: this kind
 * of program can't be held (static, 32-bit, ...); it can still be let go. A failed exec is told here, as by process_go.
 */
sonde_status inject_hold(process *p, error *e);

/*
 * In a held process: loads the library (once; absolute path) and calls its entry (Linux: the ELF file's entry; Windows: the function exported as ordinal 1)
 * on the held thread with the address of a copy of the argument. *answer: what it returned. The process is held again afterwards.
 */
sonde_status inject_call(
    process *p, const char *library, const void *argument, size_t bytes, uint64_t *answer, error *e);

#endif
