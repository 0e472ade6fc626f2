# The library of the sample `calls`.
long long checked_mix(long long a, long long b, long long c)
int checked_open(const char *name, int number) : -1 @ text(name)
void *checked_find(const char *name) : NULL @ text(name)
int checked_status(int number) : nonzero @
double checked_half(double x)
long long checked_many(int a, int b, int c, int d, int e, int f, int g, int h)
long long checked_sum(int n, ...)
void checked_sleep(int ms)
