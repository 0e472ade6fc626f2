/* What the Linux files share: one descriptor of /proc, buffers that are used again, and what never changes.
 */
#ifndef PERFCOUNTERS_LINUX_PROVIDER_H
#define PERFCOUNTERS_LINUX_PROVIDER_H

#include "proc_text.h"

/* The entries of one folder of /proc whose names are numbers. */
typedef struct numbers {
  int folder; /* -1: not open */
  size_t len, at;
  char buffer[32768];
} numbers;

struct platform {
  int proc; /* the folder /proc */
  int64_t tick_ns, page_bytes;
  bool counts_disk_wait;
  struct users *users;
  numbers pids; /* of the scan; its folder is `proc` */
  struct census *census;
  char name[64];
  char file[16384];
  char command[4096];
};

/* One read of /proc/PID/WHAT (pid 0: /proc/WHAT) into out; bytes, or -errno. What does not fit is cut. */
long proc_read(const platform *p, uint32_t pid, const char *what, char *out, size_t size);
/* A whole file of /proc, in as many reads as it takes, with at most 1 MiB; NULL: none. The caller frees it. */
char *proc_read_all(const platform *p, const char *what, size_t *len);
/* Opens /proc/PID/WHAT as a folder; a descriptor or -errno. */
int proc_open_folder(const platform *p, uint32_t pid, const char *what);
/* The next number with its inode; false at the end. */
bool numbers_next(numbers *n, uint32_t *number, uint64_t *inode);
void numbers_restart(numbers *n, int folder);
/* Why a value is unknown when a read failed with this errno. */
uint32_t proc_why(long error_number);
/* Wall clock at boot; the same for the life of the process, also when the clock is set. */
int64_t proc_boot_wall_ns(void);
int64_t proc_since_boot_ns(void);
/* Fills from a parsed stat. */
void proc_use_stat(const platform *p, const proc_stat *s, uint64_t wanted, reading *out);
/* Reads the other files that `wanted` needs. */
void proc_read_more(platform *p, uint32_t pid, uint64_t wanted, reading *out);
/* The expensive ones: by the page, by the descriptor, by the thread. */
void proc_read_expensive(platform *p, uint32_t pid, uint64_t wanted, reading *out);

struct users *users_new(void);
void users_free(struct users *u);
/* The account's name, or its number as text. Lives as long as u. */
const char *users_name(struct users *u, uint32_t uid, size_t *len);
void census_free(struct census *c);

#endif
