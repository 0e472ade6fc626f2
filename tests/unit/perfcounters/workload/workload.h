/* A child process that does a stated amount of work on order, and answers when it is done. */
#ifndef TEST_WORKLOAD_H
#define TEST_WORKLOAD_H

#include "servant.h"

#define WORKLOAD_MEMORY (50 << 20)
#define WORKLOAD_HANDLES 137
#define WORKLOAD_CPU_NS 300000000
#define WORKLOAD_THREADS 5
#define WORKLOAD_FILE (10 << 20)
#define WORKLOAD_WRITES 160 /* of 64 KiB */
#define WORKLOAD_READS 320  /* the file is read twice */
#define WORKLOAD_SLEEPS 50
#define WORKLOAD_TRAFFIC (1 << 20)

/* The orders. */
#define DO_TOUCH 'm'      /* WORKLOAD_MEMORY, each page written */
#define DO_FREE 'u'       /* gives it back */
#define DO_HANDLES 'h'    /* opens WORKLOAD_HANDLES more */
#define DO_SPIN 'c'       /* uses WORKLOAD_CPU_NS of CPU time */
#define DO_THREADS 't'    /* starts WORKLOAD_THREADS that wait */
#define DO_FILE 'f'       /* writes WORKLOAD_FILE bytes to a file and reads them twice */
#define DO_SLEEP 's'      /* sleeps WORKLOAD_SLEEPS times */
#define DO_TRAFFIC 'b'   /* sends WORKLOAD_TRAFFIC bytes to itself through the loopback interface */
#define DO_CHILD 'p'      /* starts a child of its own, which spins and then waits */
#define DO_GRANDCHILD 'g' /* its child starts one, likewise */
#define DO_REAP 'r'       /* ends its child, and waits for its end */

/* In main(): when the program was started as a child, never returns. */
void workload_main(int argc, char **argv);
/* Ends it if need be, and waits for its end. */
void workload_free(workload *w);

/* What a platform gives. */
void workload_unmap(void *block, uint64_t bytes);
bool workload_open_handle(void);
bool workload_file(const char *path);
bool workload_traffic(void);

/* Values this platform does not have (they must be unsupported), and those that a poor one may call
 * implausible; names between blanks. */
extern const char *const workload_unsupported;
extern const char *const workload_doubtful;

#endif
