# Streams. Those with an open number of arguments are seen by their entry only.

FILE *fopen(const char *path, const char *mode) : NULL errno text(path)
FILE *fopen64(const char *path, const char *mode) : NULL errno text(path)
FILE *freopen(const char *path, const char *mode, FILE *stream) : NULL errno text(path)
FILE *freopen64(const char *path, const char *mode, FILE *stream) : NULL errno text(path)
FILE *fdopen(int fd, const char *mode) : NULL errno
FILE *fmemopen(void *buffer, size_t size, const char *mode) : NULL errno
FILE *open_memstream(char **buffer, size_t *size) : NULL errno
FILE *tmpfile(void) : NULL errno
FILE *tmpfile64(void) : NULL errno
int fclose(FILE *stream) : -1 errno
int fflush(FILE *stream) : -1 errno
int fflush_unlocked(FILE *stream) : -1 errno
size_t fread(void *buffer, size_t size, size_t count, FILE *stream)
size_t fread_unlocked(void *buffer, size_t size, size_t count, FILE *stream)
size_t fwrite(const void *buffer, size_t size, size_t count, FILE *stream)
size_t fwrite_unlocked(const void *buffer, size_t size, size_t count, FILE *stream)
char *fgets(char *buffer, int size, FILE *stream)
char *fgets_unlocked(char *buffer, int size, FILE *stream)
int fputs(const char *s, FILE *stream) : -1 errno
int fputs_unlocked(const char *s, FILE *stream) : -1 errno
int puts(const char *s) : -1 errno
int fgetc(FILE *stream) : cheap
int getc(FILE *stream) : cheap
int getchar(void) : cheap
int fputc(int c, FILE *stream) : -1 errno cheap
int putc(int c, FILE *stream) : -1 errno cheap
int putchar(int c) : -1 errno cheap
int ungetc(int c, FILE *stream) : cheap
ssize_t getline(char **line, size_t *size, FILE *stream)
ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *stream)
int fseek(FILE *stream, long offset, int whence) : -1 errno
int fseeko(FILE *stream, off_t offset, int whence) : -1 errno
int fseeko64(FILE *stream, off64_t offset, int whence) : -1 errno
long ftell(FILE *stream) : -1 errno
off_t ftello(FILE *stream) : -1 errno
off64_t ftello64(FILE *stream) : -1 errno
void rewind(FILE *stream)
int feof(FILE *stream) : cheap
int ferror(FILE *stream) : cheap
void clearerr(FILE *stream) : cheap
int fileno(FILE *stream) : -1 errno cheap
int setvbuf(FILE *stream, char *buffer, int mode, size_t size) : nonzero
void setbuf(FILE *stream, char *buffer)
FILE *popen(const char *command, const char *mode) : NULL errno text(command)
int pclose(FILE *stream) : -1 errno waits
void perror(const char *s)
void flockfile(FILE *stream)
void funlockfile(FILE *stream)
int printf(const char *format, ...)
int fprintf(FILE *stream, const char *format, ...)
int dprintf(int fd, const char *format, ...)
int sprintf(char *buffer, const char *format, ...)
int snprintf(char *buffer, size_t size, const char *format, ...)
int asprintf(char **out, const char *format, ...)
int scanf(const char *format, ...)
int fscanf(FILE *stream, const char *format, ...)
int sscanf(const char *s, const char *format, ...)
