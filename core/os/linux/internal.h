/* Signals to Sonde, shared by the files of this folder only; the public half is in process.h. */
#ifndef SONDE_OS_LINUX_INTERNAL_H
#define SONDE_OS_LINUX_INTERNAL_H

/* A write to a closed pipe gives an error from now on. Children get the disposition that Sonde was started
 * with. */
void signals_ignore_pipe(void);
/* Started with SIGCHLD ignored, the system would throw the ends of our children away. */
void signals_want_children(void);
/* In a forked child: everything as Sonde was started, except the mask, which the caller restores. */
void signals_restore(void);
/* Begins to note signals; SIGTERM and SIGHUP go on to this child; 0: none. */
void signals_start(int pid);
/* Readable when a signal was noted; -1: signals_start was not called. */
int signals_wake_fd(void);
/* Forgets that wake-up. */
void signals_drain(void);
/* The process's pid is not ours any more: nothing is forwarded to it. */
void signals_forget(int pid);

#endif
