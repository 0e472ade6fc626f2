/* Functions of a library whose results follow from their arguments. */
#ifndef SONDE_TESTS_CHECKED_H
#define SONDE_TESTS_CHECKED_H

long long checked_mix(long long a, long long b, long long c);
int checked_open(
    const char *name, int number);    /* -1 for odd numbers, with errno or GetLastError; else the number */
void *checked_find(const char *name); /* NULL, with the error of a missing file */
int checked_status(int number);       /* the number of an error */
double checked_half(double x);        /* in and out by floating-point registers */
long long checked_many(int a, int b, int c, int d, int e, int f, int g, int h); /* two on the stack */
long long checked_sum(int n, ...);                                              /* of n long longs */
void checked_sleep(int ms);

#endif
