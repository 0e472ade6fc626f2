/* A child process that does a stated amount of work on order, and answers when it is done. */
#ifndef TEST_WORKLOAD_H
#define TEST_WORKLOAD_H

#include <stdbool.h>
#include <stdint.h>

#define WORKLOAD_MEMORY (50 << 20)
#define WORKLOAD_HANDLES 137
#define WORKLOAD_CPU_NS 300000000
#define WORKLOAD_THREADS 5
#define WORKLOAD_FILE (10 << 20)
#define WORKLOAD_WRITES 160 /* of 64 KiB */
#define WORKLOAD_READS 320  /* the file is read twice */
#define WORKLOAD_SLEEPS 50

/* The orders. */
#define DO_NOTHING 'n'
#define DO_TOUCH 'm'      /* WORKLOAD_MEMORY, each page written */
#define DO_FREE 'u'       /* gives it back */
#define DO_HANDLES 'h'    /* opens WORKLOAD_HANDLES more */
#define DO_SPIN 'c'       /* uses WORKLOAD_CPU_NS of CPU time */
#define DO_THREADS 't'    /* starts WORKLOAD_THREADS that wait */
#define DO_FILE 'f'       /* writes WORKLOAD_FILE bytes to a file and reads them twice */
#define DO_SLEEP 's'      /* sleeps WORKLOAD_SLEEPS times */
#define DO_CHILD 'p'      /* starts a child of its own, which spins and then waits */
#define DO_GRANDCHILD 'g' /* its child starts one, likewise */
#define DO_REAP 'r'       /* ends its child, and waits for its end */

typedef struct workload workload;

/* In main(): when the program was started as a child, never returns. */
void workload_main(int argc, char **argv);
/* NULL: it could not be started. */
workload *workload_start(void);
uint32_t workload_pid(const workload *w);
/* Does it and waits until it is done; false: the child is gone. */
bool workload_do(workload *w, char order);
/* It ends; on Linux it stays as a zombie until workload_free. */
void workload_end(workload *w);
/* Ends it if need be, and waits for its end. */
void workload_free(workload *w);

/* What a platform gives: a started copy of this program with a pipe each way. */
struct workload_process;
struct workload_process *workload_spawn(void);
uint32_t workload_process_pid(const struct workload_process *p);
bool workload_send(struct workload_process *p, char c);
bool workload_receive(struct workload_process *p, char *c);
void workload_close(struct workload_process *p); /* it reads the end of its orders; waits for its end */
bool workload_read_order(char *c);               /* in the child */
bool workload_answer(char c);
void *workload_map(uint64_t bytes); /* fresh pages */
void workload_unmap(void *block, uint64_t bytes);
bool workload_open_handle(void);
bool workload_file(const char *path);
const char *workload_program(void); /* path of this program */

/* Values this platform does not have (they must be unsupported), and those that a poor one may call
 * implausible; names between blanks. */
extern const char *const workload_unsupported;
extern const char *const workload_doubtful;

#endif
