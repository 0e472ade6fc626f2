/* What the shop does wrong when told, each with an account of what really happened. */
#ifndef SHOP_FAULTS_H
#define SHOP_FAULTS_H

#include <stdio.h>

#include "options.h"

typedef struct faults faults;

faults *faults_new(const shop_faults *wanted, uint64_t seed);
void faults_free(faults *f);

void faults_idle(faults *f);       /* start: nothing happens for the time asked for */
void faults_start_spin(faults *f); /* spin: threads begin */
void faults_load(faults *f);       /* start: then the work that was put off */
void faults_tick(faults *f);       /* memory, handles: leaks what is due */
bool faults_wants_time(faults *f); /* spin: not yet 5 s of CPU time in each thread */
void faults_stop(faults *f);       /* spin: threads end, accounts close */

/* One line for each fault that is on: "KIND key=value ...". */
void faults_print(const faults *f, FILE *out);

/* Burns CPU time of this thread. */
void faults_burn(int64_t cpu_ns);

#endif
