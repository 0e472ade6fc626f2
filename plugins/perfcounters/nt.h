/* Bounds-checked walking of what NtQuerySystemInformation gives. The layouts are those of 64-bit Windows;
 * nothing here calls the system. */
#ifndef PERFCOUNTERS_NT_H
#define PERFCOUNTERS_NT_H

#include "perfcounters.h"

/* One process of class 5 (SYSTEM_PROCESS_INFORMATION). Times in 100 ns, created since 1601. */
typedef struct nt_process {
  uint32_t pid, parent, threads, handles;
  int64_t created, user, kernel;
  uint64_t virtual_bytes, working_set, working_set_peak, working_set_private, pagefile, private_bytes;
  uint64_t faults, hard_faults;
  uint64_t io[4]; /* read and write operations, bytes read and written */
  uint64_t io_other;
  uint64_t switches;   /* of its present threads */
  const uint8_t *name; /* UTF-16, little-endian, in the buffer */
  uint32_t name_bytes;
} nt_process;

/* The process at *at, which starts at 0 and moves on; false at the end, or when the rest cannot be true.
 * base: the address that the buffer had when the system filled it, for the pointers in it. */
bool nt_next_process(const uint8_t *buffer, size_t len, uint64_t base, size_t *at, nt_process *out);

/* Handles of a process in class 64 (SYSTEM_HANDLE_INFORMATION_EX). */
uint64_t nt_count_handles(const uint8_t *buffer, size_t len, uint64_t pid);

/* UTF-16 to UTF-8; unpaired surrogates become '?', what does not fit is cut. The bytes written; no zero
 * behind. */
size_t nt_utf8(const uint8_t *utf16, size_t bytes, char *out, size_t size);

/* 100 ns since 1601 as ns since 1970; 0 for times before. */
int64_t nt_wall_ns(int64_t filetime);

/* Fills a reading from what class 5 tells. A value that cannot be true of a live process is implausible: no
 * page fault, no thread, no read and no write at all, no switch of context. */
void nt_use_process(const nt_process *p, int64_t now_filetime, reading *out);

#endif
