/* A process as this folder's files share it. */
#ifndef SONDE_OS_WIN32_PROCESS_H
#define SONDE_OS_WIN32_PROCESS_H

#include <stdbool.h>
#include <windows.h>

#include "os/internal.h"
#include "os/process.h"

typedef struct hold hold; /* inject.c */

struct process {
  DWORD pid;
  HANDLE handle, thread; /* thread: the first one, suspended or held until it is let go; NULL: it runs */
  hold *hold;            /* it waits at its entry point for what we want of it; NULL: not held */
  HANDLE job;            /* NULL: attached to, or the system allowed none */
  uint64_t start_id;     /* creation time, 100 ns since 1601 */
  bool launched, ended;
  bool times_lie; /* the system gave our own times as those of another process */
  process_end end;
};

/* Sets pid, handle, thread and job of a suspended process. */
sonde_status launch_suspended(process *p, const char *path, const char *const *argv, error *e);

/* Lets a held process run on, and forgets the hold. */
void hold_release(process *p);

/* The program's file, by PATH and the usual suffixes; freed with memory_free. NULL: *e tells. */
char *lookup_program(const char *name, error *e);

/* Readable once for each signal noted; NULL: process_signals_start was not called. */
HANDLE signals_wake_event(void);

#endif
