/* A library whose calls can be recomputed from what was recorded. */
#ifndef WORK_H
#define WORK_H

#ifdef __cplusplus
extern "C" {
#endif

long work3(long a, long b, long c);
long work6(long a, long b, long c, long d, long e, long f);
double work_mixed(int a, double x, const char *text, float y);
int work_fail(const char *text, int number); /* errno = number, -1 */
void *work_null(const char *text);           /* ENOENT, NULL */
int work_call(int (*f)(void *), void *self);
int work_unknown(int n);

#ifdef __cplusplus
}
#endif
#endif
