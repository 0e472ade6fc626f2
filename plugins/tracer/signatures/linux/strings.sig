# Strings and blocks of memory. All of them are cheap and called very often: watched only when `name` asks for them.

size_t strlen(const char *s) : cheap
size_t strnlen(const char *s, size_t most) : cheap
int strcmp(const char *a, const char *b) : cheap
int strncmp(const char *a, const char *b, size_t n) : cheap
int strcasecmp(const char *a, const char *b) : cheap
int strncasecmp(const char *a, const char *b, size_t n) : cheap
int strcoll(const char *a, const char *b) : cheap
size_t strxfrm(char *out, const char *s, size_t n) : cheap
char *strcpy(char *out, const char *s) : cheap
char *strncpy(char *out, const char *s, size_t n) : cheap
char *stpcpy(char *out, const char *s) : cheap
char *strcat(char *out, const char *s) : cheap
char *strncat(char *out, const char *s, size_t n) : cheap
char *strchr(const char *s, int c) : cheap
char *strrchr(const char *s, int c) : cheap
char *strchrnul(const char *s, int c) : cheap
char *strstr(const char *s, const char *part) : cheap
char *strcasestr(const char *s, const char *part) : cheap
char *strpbrk(const char *s, const char *accept) : cheap
size_t strspn(const char *s, const char *accept) : cheap
size_t strcspn(const char *s, const char *reject) : cheap
char *strtok(char *s, const char *delimiters) : cheap
char *strtok_r(char *s, const char *delimiters, char **save) : cheap
char *strsep(char **s, const char *delimiters) : cheap
char *strdup(const char *s) : NULL errno cheap
char *strndup(const char *s, size_t n) : NULL errno cheap
void *memcpy(void *to, const void *from, size_t n) : cheap
void *mempcpy(void *to, const void *from, size_t n) : cheap
void *memmove(void *to, const void *from, size_t n) : cheap
void *memset(void *to, int c, size_t n) : cheap
int memcmp(const void *a, const void *b, size_t n) : cheap
void *memchr(const void *s, int c, size_t n) : cheap
void *memrchr(const void *s, int c, size_t n) : cheap
void *memmem(const void *s, size_t n, const void *part, size_t part_n) : cheap
size_t wcslen(const wchar_t *s) : cheap
int wcscmp(const wchar_t *a, const wchar_t *b) : cheap
wchar_t *wcscpy(wchar_t *out, const wchar_t *s) : cheap
wchar_t *wcschr(const wchar_t *s, wchar_t c) : cheap
int toupper(int c) : cheap
int tolower(int c) : cheap
int isalpha(int c) : cheap
int isdigit(int c) : cheap
int isspace(int c) : cheap
int isalnum(int c) : cheap
