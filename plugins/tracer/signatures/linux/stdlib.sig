# stdlib.h and what belongs to it: memory, environment, sorting, numbers, locale, time.

void *malloc(size_t size) : NULL errno
void *calloc(size_t count, size_t size) : NULL errno
void *realloc(void *block, size_t size)
void *reallocarray(void *block, size_t count, size_t size)
void free(void *block)
void *aligned_alloc(size_t alignment, size_t size) : NULL errno
int posix_memalign(void **out, size_t alignment, size_t size) : nonzero errno
void *memalign(size_t alignment, size_t size) : NULL errno
size_t malloc_usable_size(void *block) : cheap
int malloc_trim(size_t pad)
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) : -1 errno
void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset) : -1 errno
int munmap(void *address, size_t length) : -1 errno
int mprotect(void *address, size_t length, int protection) : -1 errno
int msync(void *address, size_t length, int flags) : -1 errno
int madvise(void *address, size_t length, int advice) : -1 errno
int mlock(const void *address, size_t length) : -1 errno
int munlock(const void *address, size_t length) : -1 errno
int mlockall(int flags) : -1 errno
int mincore(void *address, size_t length, unsigned char *out) : -1 errno
void *mremap(void *address, size_t old_size, size_t new_size, int flags, ...) : -1 errno args(5)
int memfd_create(const char *name, unsigned int flags) : -1 errno text(name)
int shm_open(const char *name, int flags, mode_t mode) : -1 errno text(name)
int shm_unlink(const char *name) : -1 errno text(name)
int shmget(key_t key, size_t size, int flags) : -1 errno
void *shmat(int id, const void *address, int flags) : -1 errno
int shmdt(const void *address) : -1 errno
int brk(void *address) : -1 errno
void *sbrk(intptr_t increment) : -1 errno
char *getenv(const char *name)
char *secure_getenv(const char *name)
int setenv(const char *name, const char *value, int overwrite) : -1 errno text(name)
int unsetenv(const char *name) : -1 errno text(name)
int putenv(char *text) : nonzero
int clearenv(void) : nonzero
int atexit(void (*function)(void)) : nonzero
int system(const char *command) : -1 errno text(command) waits
void qsort(void *base, size_t count, size_t size, __compar_fn_t compare)
void *bsearch(const void *key, const void *base, size_t count, size_t size, __compar_fn_t compare)
long strtol(const char *s, char **end, int base) : cheap
long long strtoll(const char *s, char **end, int base) : cheap
unsigned long strtoul(const char *s, char **end, int base) : cheap
unsigned long long strtoull(const char *s, char **end, int base) : cheap
int atoi(const char *s) : cheap
long atol(const char *s) : cheap
double strtod(const char *s, char **end)
double atof(const char *s)
int rand(void) : cheap
void srand(unsigned int seed) : cheap
long random(void) : cheap
char *setlocale(int category, const char *locale) : NULL text(locale)
locale_t newlocale(int mask, const char *locale, locale_t base) : 0 errno text(locale)
struct lconv *localeconv(void)
char *nl_langinfo(int item) : cheap
char *gettext(const char *message)
char *dgettext(const char *domain, const char *message)
char *dcgettext(const char *domain, const char *message, int category)
char *bindtextdomain(const char *domain, const char *folder) : NULL errno text(folder)
char *textdomain(const char *domain)
iconv_t iconv_open(const char *to, const char *from) : -1 errno text(to)
size_t iconv(iconv_t converter, char **in, size_t *in_left, char **out, size_t *out_left) : -1 errno
int iconv_close(iconv_t converter) : -1 errno
size_t mbstowcs(wchar_t *out, const char *s, size_t n) : -1 errno
size_t wcstombs(char *out, const wchar_t *s, size_t n) : -1 errno
size_t mbrtowc(wchar_t *out, const char *s, size_t n, mbstate_t *state) : cheap
size_t wcrtomb(char *out, wchar_t c, mbstate_t *state) : cheap
time_t time(time_t *out) : -1 errno
int gettimeofday(struct timeval *out, void *zone) : -1 errno
int clock_gettime(clockid_t clock, struct timespec *out) : -1 errno
int clock_settime(clockid_t clock, const struct timespec *in) : -1 errno
int clock_getres(clockid_t clock, struct timespec *out) : -1 errno
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *left) : nonzero errno waits
int nanosleep(const struct timespec *request, struct timespec *left) : -1 errno waits
int usleep(useconds_t us) : -1 errno waits
unsigned int sleep(unsigned int seconds) : waits
unsigned int alarm(unsigned int seconds)
clock_t clock(void) : -1
struct tm *gmtime(const time_t *t) : NULL errno
struct tm *localtime(const time_t *t) : NULL errno
struct tm *gmtime_r(const time_t *t, struct tm *out) : NULL errno
struct tm *localtime_r(const time_t *t, struct tm *out) : NULL errno
time_t mktime(struct tm *tm) : -1 errno
time_t timegm(struct tm *tm) : -1 errno
size_t strftime(char *out, size_t size, const char *format, const struct tm *tm)
char *strptime(const char *s, const char *format, struct tm *tm)
void tzset(void)
double difftime(time_t a, time_t b)
char *strerror(int number) : cheap
int regcomp(regex_t *out, const char *pattern, int flags) : nonzero text(pattern)
int regexec(const regex_t *compiled, const char *s, size_t count, regmatch_t *matches, int flags)
void regfree(regex_t *compiled)
int fnmatch(const char *pattern, const char *s, int flags) : cheap
int getopt(int argc, char *const argv[], const char *options) : cheap
int getopt_long(int argc, char *const argv[], const char *options, const struct option *longs, int *index) : cheap
int wordexp(const char *words, wordexp_t *out, int flags) : nonzero text(words)
