/* A process as this folder's files share it. */
#ifndef SONDE_OS_LINUX_PROCESS_H
#define SONDE_OS_LINUX_PROCESS_H

#include <sys/types.h>

#include "os/internal.h"
#include "os/process.h"

/* What inject.c knows of a process that it holds. */
typedef struct holding {
  bool traced;         /* by us */
  bool at_entry;       /* stopped there, with a breakpoint on the entry point */
  uint8_t original;    /* the byte that the breakpoint hides */
  uint64_t entry;      /* the entry point's address */
  uint64_t agent_bias; /* of the loaded library; 0: not loaded yet */
  int memory_fd;       /* /proc/PID/mem; valid while traced */
  error refusal;       /* why it cannot be held */
} holding;

struct process {
  pid_t pid;
  int pidfd;         /* -1: the system has none */
  int go_fd;         /* a byte written here lets the child run; -1: it runs */
  int start_code;    /* errno of a failed exec; 0: none */
  int report_fd;     /* what the child says before and about exec */
  int64_t floor_kib; /* resident peak of the child before exec: Sonde's own memory, not the target's */
  uint64_t start_id;
  char *path;        /* of the program, launched only */
  holding held;
  bool launched, ended;
  process_end end;
  process *next; /* in the list of all */
};

/* What the child writes: once before exec (code 0), once more when exec failed (errno). */
typedef struct launch_report {
  int64_t code, floor_kib;
} launch_report;

/* Whether this running child was launched by us, and not adopted. */
bool process_was_launched(pid_t pid);

/* Lets the forked child exec; start_code tells how that went. */
void process_exec(process *p);
/* inject.c: lets a held process run on; nothing for one that is not. */
void holding_end(process *p);

/* Sets pid, go_fd and report_fd of a child that stands before exec; 0 or errno. */
int launch_fork(process *p, const char *path, const char *const *argv);

/* The program's file, by PATH when the name has no '/'; freed with memory_free. NULL: *e tells. */
char *lookup_program(const char *name, error *e);

typedef struct proc_stat {
  pid_t pid, parent;
  char state;
  uint64_t start_id; /* clock ticks since boot */
} proc_stat;

/* From /proc/PID/stat; false: no such process. */
bool proc_stat_read(pid_t pid, proc_stat *out);

#endif
