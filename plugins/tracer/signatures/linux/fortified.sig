# What programs call that were built with _FORTIFY_SOURCE: the same functions with a size or flag more.

ssize_t __read_chk(int fd, void *buffer, size_t count, size_t room) : -1 errno
ssize_t __pread_chk(int fd, void *buffer, size_t count, off_t offset, size_t room) : -1 errno
ssize_t __pread64_chk(int fd, void *buffer, size_t count, off64_t offset, size_t room) : -1 errno
ssize_t __readlink_chk(const char *path, char *buffer, size_t size, size_t room) : -1 errno text(path)
char *__realpath_chk(const char *path, char *resolved, size_t room) : NULL errno text(path)
char *__getcwd_chk(char *buffer, size_t size, size_t room) : NULL errno
ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t room, int flags) : -1 errno
int __poll_chk(struct pollfd *fds, nfds_t count, int timeout_ms, size_t room) : -1 errno waits
size_t __fread_chk(void *buffer, size_t room, size_t size, size_t count, FILE *stream)
char *__fgets_chk(char *buffer, size_t room, int size, FILE *stream)
int __printf_chk(int flag, const char *format, ...)
int __fprintf_chk(FILE *stream, int flag, const char *format, ...)
int __dprintf_chk(int fd, int flag, const char *format, ...)
int __sprintf_chk(char *buffer, int flag, size_t room, const char *format, ...)
int __snprintf_chk(char *buffer, size_t size, int flag, size_t room, const char *format, ...)
int __asprintf_chk(char **out, int flag, const char *format, ...)
int __open_2(const char *path, int flags) : -1 errno text(path)
int __open64_2(const char *path, int flags) : -1 errno text(path)
int __openat_2(int dirfd, const char *path, int flags) : -1 errno text(path)
int __openat64_2(int dirfd, const char *path, int flags) : -1 errno text(path)
