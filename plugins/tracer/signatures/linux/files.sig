# Files and folders: unistd.h, fcntl.h, sys/stat.h, dirent.h and their neighbours.
# PROTOTYPE : what says that it failed, which numbers say why, text(the parameter that says most about it)

int open(const char *path, int flags, ...) : -1 errno text(path) args(3)
int open64(const char *path, int flags, ...) : -1 errno text(path) args(3)
int openat(int dirfd, const char *path, int flags, ...) : -1 errno text(path) args(4)
int openat64(int dirfd, const char *path, int flags, ...) : -1 errno text(path) args(4)
int creat(const char *path, mode_t mode) : -1 errno text(path)
int creat64(const char *path, mode_t mode) : -1 errno text(path)
int close(int fd) : -1 errno
int close_range(unsigned int first, unsigned int last, int flags) : -1 errno
ssize_t read(int fd, void *buffer, size_t count) : -1 errno
ssize_t write(int fd, const void *buffer, size_t count) : -1 errno
ssize_t pread(int fd, void *buffer, size_t count, off_t offset) : -1 errno
ssize_t pread64(int fd, void *buffer, size_t count, off64_t offset) : -1 errno
ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) : -1 errno
ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset) : -1 errno
ssize_t readv(int fd, const struct iovec *iov, int count) : -1 errno
ssize_t writev(int fd, const struct iovec *iov, int count) : -1 errno
ssize_t preadv(int fd, const struct iovec *iov, int count, off_t offset) : -1 errno
ssize_t pwritev(int fd, const struct iovec *iov, int count, off_t offset) : -1 errno
off_t lseek(int fd, off_t offset, int whence) : -1 errno
off64_t lseek64(int fd, off64_t offset, int whence) : -1 errno
int ftruncate(int fd, off_t length) : -1 errno
int ftruncate64(int fd, off64_t length) : -1 errno
int truncate(const char *path, off_t length) : -1 errno text(path)
int truncate64(const char *path, off64_t length) : -1 errno text(path)
int fsync(int fd) : -1 errno
int fdatasync(int fd) : -1 errno
void sync(void)
int syncfs(int fd) : -1 errno
int posix_fallocate(int fd, off_t offset, off_t length) : nonzero errno
int posix_fallocate64(int fd, off64_t offset, off64_t length) : nonzero errno
int fallocate(int fd, int mode, off_t offset, off_t length) : -1 errno
int fallocate64(int fd, int mode, off64_t offset, off64_t length) : -1 errno
int posix_fadvise(int fd, off_t offset, off_t length, int advice) : nonzero errno
int posix_fadvise64(int fd, off64_t offset, off64_t length, int advice) : nonzero errno
int fcntl(int fd, int command, ...) : -1 errno args(3)
int fcntl64(int fd, int command, ...) : -1 errno args(3)
int flock(int fd, int operation) : -1 errno
int lockf(int fd, int command, off_t length) : -1 errno
int lockf64(int fd, int command, off64_t length) : -1 errno
int ioctl(int fd, unsigned long request, ...) : -1 errno args(3)
int dup(int fd) : -1 errno
int dup2(int fd, int wanted) : -1 errno
int dup3(int fd, int wanted, int flags) : -1 errno
int pipe(int fds[2]) : -1 errno
int pipe2(int fds[2], int flags) : -1 errno
int mkfifo(const char *path, mode_t mode) : -1 errno text(path)
int mknod(const char *path, mode_t mode, dev_t device) : -1 errno text(path)
ssize_t sendfile(int out, int in, off_t *offset, size_t count) : -1 errno
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) : -1 errno
ssize_t splice(int in, off64_t *offset_in, int out, off64_t *offset_out, size_t length, unsigned int flags) : -1 errno
ssize_t copy_file_range(int in, off64_t *offset_in, int out, off64_t *offset_out, size_t length, unsigned int flags) : -1 errno
int isatty(int fd)
int ttyname_r(int fd, char *buffer, size_t length) : nonzero errno
int access(const char *path, int mode) : -1 errno text(path)
int faccessat(int dirfd, const char *path, int mode, int flags) : -1 errno text(path)
int euidaccess(const char *path, int mode) : -1 errno text(path)
int stat(const char *path, struct stat *out) : -1 errno text(path)
int stat64(const char *path, struct stat64 *out) : -1 errno text(path)
int fstat(int fd, struct stat *out) : -1 errno
int fstat64(int fd, struct stat64 *out) : -1 errno
int lstat(const char *path, struct stat *out) : -1 errno text(path)
int lstat64(const char *path, struct stat64 *out) : -1 errno text(path)
int fstatat(int dirfd, const char *path, struct stat *out, int flags) : -1 errno text(path)
int fstatat64(int dirfd, const char *path, struct stat64 *out, int flags) : -1 errno text(path)
int statx(int dirfd, const char *path, int flags, unsigned int mask, struct statx *out) : -1 errno text(path)
int statfs(const char *path, struct statfs *out) : -1 errno text(path)
int fstatfs(int fd, struct statfs *out) : -1 errno
int statvfs(const char *path, struct statvfs *out) : -1 errno text(path)
int statvfs64(const char *path, struct statvfs64 *out) : -1 errno text(path)
int fstatvfs(int fd, struct statvfs *out) : -1 errno
int chmod(const char *path, mode_t mode) : -1 errno text(path)
int fchmod(int fd, mode_t mode) : -1 errno
int fchmodat(int dirfd, const char *path, mode_t mode, int flags) : -1 errno text(path)
int chown(const char *path, uid_t owner, gid_t group) : -1 errno text(path)
int lchown(const char *path, uid_t owner, gid_t group) : -1 errno text(path)
int fchown(int fd, uid_t owner, gid_t group) : -1 errno
int fchownat(int dirfd, const char *path, uid_t owner, gid_t group, int flags) : -1 errno text(path)
mode_t umask(mode_t mask)
int utimensat(int dirfd, const char *path, const struct timespec times[2], int flags) : -1 errno text(path)
int futimens(int fd, const struct timespec times[2]) : -1 errno
int utimes(const char *path, const struct timeval times[2]) : -1 errno text(path)
int link(const char *from, const char *to) : -1 errno text(to)
int linkat(int fromfd, const char *from, int tofd, const char *to, int flags) : -1 errno text(to)
int symlink(const char *target, const char *path) : -1 errno text(path)
int symlinkat(const char *target, int dirfd, const char *path) : -1 errno text(path)
ssize_t readlink(const char *path, char *buffer, size_t size) : -1 errno text(path)
ssize_t readlinkat(int dirfd, const char *path, char *buffer, size_t size) : -1 errno text(path)
char *realpath(const char *path, char *resolved) : NULL errno text(path)
char *canonicalize_file_name(const char *path) : NULL errno text(path)
int unlink(const char *path) : -1 errno text(path)
int unlinkat(int dirfd, const char *path, int flags) : -1 errno text(path)
int remove(const char *path) : -1 errno text(path)
int rename(const char *from, const char *to) : -1 errno text(from)
int renameat(int fromfd, const char *from, int tofd, const char *to) : -1 errno text(from)
int renameat2(int fromfd, const char *from, int tofd, const char *to, unsigned int flags) : -1 errno text(from)
int mkdir(const char *path, mode_t mode) : -1 errno text(path)
int mkdirat(int dirfd, const char *path, mode_t mode) : -1 errno text(path)
int rmdir(const char *path) : -1 errno text(path)
int chdir(const char *path) : -1 errno text(path)
int fchdir(int fd) : -1 errno
int chroot(const char *path) : -1 errno text(path)
char *getcwd(char *buffer, size_t size) : NULL errno
char *get_current_dir_name(void) : NULL errno
DIR *opendir(const char *path) : NULL errno text(path)
DIR *fdopendir(int fd) : NULL errno
struct dirent *readdir(DIR *folder)
struct dirent64 *readdir64(DIR *folder)
int closedir(DIR *folder) : -1 errno
void rewinddir(DIR *folder)
int dirfd(DIR *folder) : -1 errno
int scandir(const char *path, struct dirent ***list, int (*filter)(const struct dirent *), int (*compare)(const struct dirent **, const struct dirent **)) : -1 errno text(path)
int glob(const char *pattern, int flags, int (*failed)(const char *, int), glob_t *out) : nonzero text(pattern)
void globfree(glob_t *out)
int mkstemp(char *pattern) : -1 errno text(pattern)
int mkstemp64(char *pattern) : -1 errno text(pattern)
int mkostemp(char *pattern, int flags) : -1 errno text(pattern)
int mkostemp64(char *pattern, int flags) : -1 errno text(pattern)
char *mkdtemp(char *pattern) : NULL errno text(pattern)
long pathconf(const char *path, int name)
long fpathconf(int fd, int name)
int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data) : -1 errno text(target)
int umount2(const char *target, int flags) : -1 errno text(target)
ssize_t getxattr(const char *path, const char *name, void *value, size_t size) : -1 errno text(path)
ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size) : -1 errno text(path)
ssize_t fgetxattr(int fd, const char *name, void *value, size_t size) : -1 errno text(name)
ssize_t listxattr(const char *path, char *list, size_t size) : -1 errno text(path)
ssize_t llistxattr(const char *path, char *list, size_t size) : -1 errno text(path)
int setxattr(const char *path, const char *name, const void *value, size_t size, int flags) : -1 errno text(path)
int inotify_init1(int flags) : -1 errno
int inotify_add_watch(int fd, const char *path, uint32_t mask) : -1 errno text(path)
int inotify_rm_watch(int fd, int watch) : -1 errno
int tcgetattr(int fd, struct termios *out) : -1 errno
int tcsetattr(int fd, int actions, const struct termios *in) : -1 errno
pid_t tcgetpgrp(int fd) : -1 errno
int posix_openpt(int flags) : -1 errno
int grantpt(int fd) : -1 errno
int unlockpt(int fd) : -1 errno
ssize_t getrandom(void *buffer, size_t size, unsigned int flags) : -1 errno
int getentropy(void *buffer, size_t size) : -1 errno
