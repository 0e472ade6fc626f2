/* A started copy of the test program that carries out orders of one byte and answers each when it is done. */
#ifndef TEST_SERVANT_H
#define TEST_SERVANT_H

#include <stdbool.h>
#include <stdint.h>

#define DO_NOTHING 'n' /* an order that every child knows */

typedef struct workload workload;

/* In main(): when the program was started as a child it never returns. False of carry_out: it failed. */
void workload_serve(int argc, char **argv, bool (*carry_out)(char order));

/* NULL: it could not be started. It runs by the return. */
workload *workload_start(void);
uint32_t workload_pid(const workload *w);
/* Does it and waits until it is done; false: it failed, or the child is gone. */
bool workload_do(workload *w, char order);
/* It ends; on Linux it stays as a zombie until workload_close. */
void workload_end(workload *w);
void workload_close(workload *w); /* it reads the end of its orders, and ends; waits for its end */

const char *workload_program(void); /* path of this program */
void *workload_map(uint64_t bytes); /* fresh pages */

/* What a platform gives: the child with a pipe each way. */
workload *workload_spawn(void);
bool workload_send(workload *w, char c);
bool workload_receive(workload *w, char *c);
bool workload_read_order(char *c); /* in the child */
bool workload_answer(char c);

#endif
