# Processes, signals, users, limits.

pid_t waitpid(pid_t pid, int *status, int options) : -1 errno waits
pid_t wait(int *status) : -1 errno waits
pid_t wait3(int *status, int options, struct rusage *usage) : -1 errno waits
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) : -1 errno waits
int waitid(idtype_t type, id_t id, siginfo_t *out, int options) : -1 errno waits
int posix_spawn(pid_t *out, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const argv[], char *const environment[]) : entry
int posix_spawnp(pid_t *out, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const argv[], char *const environment[]) : entry
int kill(pid_t pid, int signal) : -1 errno
int killpg(pid_t group, int signal) : -1 errno
int tgkill(pid_t process, pid_t thread, int signal) : -1 errno
int raise(int signal) : nonzero
int sigaction(int signal, const struct sigaction *action, struct sigaction *old) : -1 errno
sighandler_t signal(int number, sighandler_t handler) : -1 errno
int sigprocmask(int how, const sigset_t *set, sigset_t *old) : -1 errno
int sigsuspend(const sigset_t *mask) : waits
int sigwait(const sigset_t *set, int *out) : nonzero errno waits
int sigwaitinfo(const sigset_t *set, siginfo_t *out) : -1 errno waits
int sigtimedwait(const sigset_t *set, siginfo_t *out, const struct timespec *limit) : -1 errno waits
int sigqueue(pid_t pid, int signal, const union sigval value)
int sigaltstack(const stack_t *stack, stack_t *old) : -1 errno
int sigemptyset(sigset_t *set) : -1 errno cheap
int sigfillset(sigset_t *set) : -1 errno cheap
int sigaddset(sigset_t *set, int signal) : -1 errno cheap
int pause(void) : waits
pid_t getpid(void) : cheap
pid_t getppid(void) : cheap
pid_t gettid(void) : cheap
pid_t getpgrp(void) : cheap
pid_t getpgid(pid_t pid) : -1 errno
pid_t getsid(pid_t pid) : -1 errno
int setpgid(pid_t pid, pid_t group) : -1 errno
pid_t setsid(void) : -1 errno
uid_t getuid(void) : cheap
uid_t geteuid(void) : cheap
gid_t getgid(void) : cheap
gid_t getegid(void) : cheap
int setuid(uid_t user) : -1 errno
int setgid(gid_t group) : -1 errno
int seteuid(uid_t user) : -1 errno
int setegid(gid_t group) : -1 errno
int setreuid(uid_t real, uid_t effective) : -1 errno
int setresuid(uid_t real, uid_t effective, uid_t saved) : -1 errno
int getgroups(int size, gid_t list[]) : -1 errno
int setgroups(size_t count, const gid_t *list) : -1 errno
int initgroups(const char *user, gid_t group) : -1 errno text(user)
struct passwd *getpwnam(const char *name)
struct passwd *getpwuid(uid_t user)
int getpwnam_r(const char *name, struct passwd *out, char *buffer, size_t size, struct passwd **result) : nonzero errno text(name)
int getpwuid_r(uid_t user, struct passwd *out, char *buffer, size_t size, struct passwd **result) : nonzero errno
struct group *getgrnam(const char *name)
struct group *getgrgid(gid_t group)
int getrlimit(__rlimit_resource_t resource, struct rlimit *out) : -1 errno
int setrlimit(__rlimit_resource_t resource, const struct rlimit *in) : -1 errno
int prlimit(pid_t pid, enum __rlimit_resource resource, const struct rlimit *in, struct rlimit *out) : -1 errno
int getrusage(__rusage_who_t who, struct rusage *out) : -1 errno
int nice(int increment)
int getpriority(__priority_which_t which, id_t who)
int setpriority(__priority_which_t which, id_t who, int value) : -1 errno
int prctl(int option, ...) : -1 errno args(5)
long syscall(long number, ...)
long sysconf(int name) : cheap
int uname(struct utsname *out) : -1 errno
int sysinfo(struct sysinfo *out) : -1 errno
clock_t times(struct tms *out) : -1 errno
int getloadavg(double *out, int count) : -1
int unshare(int flags) : -1 errno
void openlog(const char *name, int options, int facility)
void syslog(int priority, const char *format, ...)
void closelog(void)
