/* Launching and watching the examined program: the target. */
#ifndef SONDE_OS_PROCESS_H
#define SONDE_OS_PROCESS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* Launched by us, or attached to. All of this is used from one thread. While a launched process exists, every
 * ended child of ours is reaped: start children by process_launch only. */
typedef struct process process;

/*
 * Starts the program stopped before its first instruction (Linux: forked child that waits before exec and is
 * seen as "not found" when exec fails; Windows: suspended in a job without kill-on-close). argv[0] is looked
 * up in PATH. The standard streams, working folder and environment are ours; it stays in our foreground
 * process group. Descendants that lose their parent stay ours to see (Linux: PR_SET_CHILD_SUBREAPER; Windows:
 * the job). *e: SONDE_MISSING "command not found", SONDE_DENIED "not executable", SONDE_OS.
 */
process *process_launch(const char *const *argv, error *e);
/* A running one; identity is pid + start time. SONDE_MISSING when there is none. */
process *process_attach(uint32_t pid, error *e);
/* Lets a launched process run; later calls only say again how that went. On Linux a failed exec is reported here. */
sonde_status process_go(process *p, error *e);
void process_free(
    process *p); /* never ends the process; one that was never let go is ended, since it has not begun */

bool process_is_launched(const process *p); /* by us; else attached to */
uint32_t process_pid(const process *p);
uint64_t process_start_id(const process *p); /* with the pid, a unique identity while the machine runs */
bool process_alive(process *p);              /* reaps children, also adopted ones */

typedef struct process_end {
  bool known;                         /* false: not a child of ours, or still alive */
  bool signalled;                     /* Linux: ended by a signal; Windows: exit code 0xC0000000 and up */
  uint32_t code;                      /* exit code, signal number, or NTSTATUS */
  int64_t cpu_user_ns, cpu_kernel_ns; /* of the root with all descendants that were waited for; -1: unknown */
  int64_t peak_resident_bytes; /* the largest of any of them; -1: unknown (Linux: not above what Sonde itself
                                  held at the launch) */
  int64_t start_mono_ns, end_mono_ns; /* from go to the end as we saw it */
} process_end;
void process_get_end(process *p, process_end *out);

/* Waits until it ends, a signal for Sonde arrives, or the monotonic time is reached; true: ended. */
bool process_wait_until(process *p, int64_t mono_ns);
/* Whether this thread of a process still exists; true when that can't be told. */
bool process_has_thread(uint32_t pid, uint32_t tid);
/* Root and all descendants alive now, root first; at most `most`; the number found. */
size_t process_tree(process *p, uint32_t *pids, size_t most);
/* The program's name, without folder; "": unknown. */
const char *process_name(arena *a, uint32_t pid);
/* Ends it (SIGTERM / TerminateProcess) or, hard, at once (SIGKILL). For tests and for a refused start; Sonde
 * never ends a target by itself. */
sonde_status process_end_now(process *p, bool hard, error *e);

/* Signals to Sonde. After process_signals_start, SIGINT reaches the target by the terminal itself and is only
 * noted here; SIGTERM and SIGHUP are noted and forwarded to `p` if we launched it (may be NULL); a second one
 * of either ends Sonde. Each wakes process_wait_until once. */
void process_signals_start(process *p);
int process_signal_seen(void); /* 0: none; else the number (Windows: 2 for Ctrl-C, 15 for close) */

/* The user that runs us, and whether with full rights, for reports. */
const char *process_user(arena *a, bool *elevated);
uint32_t process_self(void);

#endif
