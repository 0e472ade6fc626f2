/* What the Windows files share: one snapshot of all processes in a buffer that is used again. */
#ifndef PERFCOUNTERS_WIN32_PROVIDER_H
#define PERFCOUNTERS_WIN32_PROVIDER_H

#include <windows.h>

#include "nt.h"

/* Classes of NtQuerySystemInformation. */
#define NT_PROCESSES 5
#define NT_HANDLES 64
#define NT_TIME 3
#define NT_PROCESSOR_TIMES 8

typedef struct nt_buffer {
  uint8_t *bytes;
  size_t capacity, len;
} nt_buffer;

struct platform {
  nt_buffer processes, handles; /* handles: taken once for each pass or reading */
  bool have_handles, held;
  int64_t taken_filetime;
  size_t at; /* of the scan */
  kin *census;
  size_t census_n, census_capacity;
  uint64_t census_number;
  struct users *users;
  char name[256 * 3];
  char command[32768];
};

/* Fills the buffer with a class; false: the system refused. */
bool nt_query(int information, nt_buffer *b, uint32_t *status);
int64_t nt_now_filetime(void);
/* Takes a new snapshot of all processes. */
sonde_status nt_take_processes(platform *p, error *e);
/* From the snapshot, and by further calls for what `wanted` needs. */
void nt_read(platform *p, const nt_process *process, uint64_t wanted, reading *out);

void nt_read_handles(platform *p, uint32_t pid, reading *out);
/* Makes peak and address space implausible on systems that do not really tell them. */
void nt_doubt_memory(reading *out);

struct users *users_new(void);
void users_free(struct users *u);
/* The account of a process; 0, or why it is unknown. Lives as long as u. */
uint32_t users_of(struct users *u, HANDLE process, const char **name, size_t *len);

#endif
