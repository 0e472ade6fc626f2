/* The one list of what is known about a process and about the machine. Enumerations, results and columns are
 * made of it. */
#ifndef PERFCOUNTERS_MEASURES_H
#define PERFCOUNTERS_MEASURES_H

#include "sonde.h"

/* X(name, kind, unit, flags, doc): whole numbers are int64_t, F64 a double; EXPENSIVE ones are read only when
 * asked by name. */
#define PROCESS_MEASURES(X)                                                                                  \
  X(pid, I64, "pid", 0, "Number of the process.")                                                            \
  X(parent, I64, "pid", 0, "Number of its parent; 0: none.")                                                 \
  X(started, I64, "time", 0, "When it started, since 1970; with the pid it is the identity of the process.") \
  X(processes, I64, "count", 0,                                                                              \
      "Processes that are summed here, ended ones that nobody waited for yet not counted.")                  \
  X(cpu_time, I64, "ns", 0,                                                                                  \
      "CPU time, user and kernel; of a tree with its ended processes, so that it never shrinks.")            \
  X(cpu_user, I64, "ns", 0, "CPU time in the program's own code.")                                           \
  X(cpu_kernel, I64, "ns", 0, "CPU time in the system on behalf of the process.")                            \
  X(cpu_share, F64, "ratio", 0,                                                                              \
      "CPU time by elapsed time since the last reading of the same process, or since its start: 1 is one "   \
      "CPU fully "                                                                                           \
      "used. Of the machine: by the time of all CPUs.")                                                      \
  X(cpu_children, I64, "ns", 0, "CPU time of its ended children that were waited for; Linux only.")          \
  X(resident, I64, "bytes", 0, "Memory in RAM: resident set or working set.")                                \
  X(resident_peak, I64, "bytes", 0, "Largest resident so far; of a tree the sum of the peaks.")              \
  X(private, I64, "bytes", 0,                                                                                \
      "Memory that belongs to the process alone, in RAM or swapped out: anonymous and swapped pages on "     \
      "Linux, "                                                                                              \
      "committed private pages on Windows.")                                                                 \
  X(private_resident, I64, "bytes", SONDE_FIELD_EXPENSIVE,                                                   \
      "Pages in RAM that no other process shares, counted exactly page by page.")                            \
  X(virtual, I64, "bytes", 0, "Address space in use.")                                                       \
  X(threads, I64, "count", 0, "Threads.")                                                                    \
  X(handles, I64, "count", SONDE_FIELD_EXPENSIVE, "Open handles (Windows) or file descriptors (Linux).")     \
  X(io_read, I64, "bytes", 0,                                                                                \
      "Bytes read by read calls, from caches too; on Linux with its ended children.")                        \
  X(io_written, I64, "bytes", 0,                                                                             \
      "Bytes written by write calls, to caches too; on Linux with its ended children.")                      \
  X(io_reads, I64, "count", 0, "Read calls.")                                                                \
  X(io_writes, I64, "count", 0, "Write calls.")                                                              \
  X(storage_read, I64, "bytes", 0, "Bytes that storage devices had to deliver for it; Linux only.")          \
  X(storage_written, I64, "bytes", 0, "Bytes of its writing that go to storage devices; Linux only.")        \
  X(faults_minor, I64, "count", 0, "Page faults served without a storage device.")                           \
  X(faults_major, I64, "count", 0, "Page faults that had to wait for a storage device.")                     \
  X(switches_voluntary, I64, "count", SONDE_FIELD_EXPENSIVE,                                                 \
      "Times its present threads gave up the CPU to wait; Linux only.")                                      \
  X(switches_involuntary, I64, "count", SONDE_FIELD_EXPENSIVE,                                               \
      "Times its present threads were taken off the CPU; Linux only.")                                       \
  X(switches, I64, "count", SONDE_FIELD_EXPENSIVE,                                                           \
      "Context switches of its present threads, of both sorts.")                                             \
  X(disk_wait, I64, "ns", 0,                                                                                 \
      "Time it waited for storage devices; unsupported unless the kernel counts it "                         \
      "(kernel.task_delayacct).")                                                                            \
  X(disk_blocked, I64, "count", 0,                                                                           \
      "Processes here whose main thread stood in an uninterruptible wait, mostly for a disk, when read; "    \
      "Linux only.")

/* Of the machine, beside those that the list above names already: processes, cpu_time to cpu_share, threads,
 * handles, faults, switches. */
#define SYSTEM_MEASURES(X)                                                                                   \
  X(cpus, I64, "count", 0, "CPUs that are on line.")                                                         \
  X(cpu_iowait, I64, "ns", 0, "Time CPUs idled while a storage device owed an answer; Linux only.")          \
  X(cpu_interrupt, I64, "ns", 0, "CPU time that served interrupts.")                                         \
  X(cpu_steal, I64, "ns", 0, "Time a virtual machine's CPUs had to wait for the real ones; Linux only.")     \
  X(cpu_idle, I64, "ns", 0, "Time CPUs idled, cpu_iowait not included.")                                     \
  X(user_share, F64, "ratio", 0, "cpu_user by the time of all CPUs, since the last reading or since boot.")  \
  X(kernel_share, F64, "ratio", 0, "cpu_kernel, likewise.")                                                  \
  X(iowait_share, F64, "ratio", 0, "cpu_iowait, likewise.")                                                  \
  X(steal_share, F64, "ratio", 0, "cpu_steal, likewise.")                                                    \
  X(memory_total, I64, "bytes", 0, "RAM that the system can use.")                                           \
  X(memory_available, I64, "bytes", 0, "RAM that programs can have without swapping.")                       \
  X(memory_used, I64, "bytes", 0, "memory_total less memory_available.")                                     \
  X(swap_total, I64, "bytes", 0, "Size of swap space or paging files.")                                      \
  X(swap_used, I64, "bytes", 0, "Swap space or paging files in use.")                                        \
  X(load_1, F64, "ratio", 0, "Mean number of running and disk-blocked threads over 1 minute; Linux only.")   \
  X(load_5, F64, "ratio", 0, "The same over 5 minutes; Linux only.")                                         \
  X(load_15, F64, "ratio", 0, "The same over 15 minutes; Linux only.")                                       \
  X(running, I64, "count", 0, "Threads that run or are ready to run, the reading one included; Linux only.") \
  X(booted, I64, "time", 0, "When the system was started, since 1970.")                                      \
  X(uptime, I64, "ns", 0, "Time since the system was started.")

#define ENUM_MEMBER_P(name, kind, unit, flags, doc) P_##name,
#define ENUM_MEMBER_S(name, kind, unit, flags, doc) S_##name,

/* Measures of a process; those of the machine follow in the same numbering, so that one reading can hold
 * either. */
enum measure {
  PROCESS_MEASURES(ENUM_MEMBER_P) P_COUNT,
  S_FIRST = P_COUNT - 1,
  SYSTEM_MEASURES(ENUM_MEMBER_S) M_COUNT
};

/* Bits of a set of measures, as in sonde_span.wanted. The texts come behind the numbers. */
#define M_BIT(m) (UINT64_C(1) << (m))
#define T_NAME M_BIT(M_COUNT)
#define T_COMMAND M_BIT(M_COUNT + 1)
#define T_USER M_BIT(M_COUNT + 2)
#define T_STATE M_BIT(M_COUNT + 3)
#define M_ALL (M_BIT(M_COUNT + 4) - 1)

#define M_IDENTITY (M_BIT(P_pid) | M_BIT(P_parent) | M_BIT(P_started) | M_BIT(P_processes))
#define M_EXPENSIVE                                                                                          \
  (M_BIT(P_private_resident) | M_BIT(P_handles) | M_BIT(P_switches_voluntary) |                              \
      M_BIT(P_switches_involuntary) | M_BIT(P_switches))

/* Totals that only grow while a process lives: what a tree must keep of its ended members. */
#define M_COUNTERS                                                                                           \
  (M_BIT(P_cpu_time) | M_BIT(P_cpu_user) | M_BIT(P_cpu_kernel) | M_BIT(P_cpu_children) | M_BIT(P_io_read) |  \
      M_BIT(P_io_written) | M_BIT(P_io_reads) | M_BIT(P_io_writes) | M_BIT(P_storage_read) |                 \
      M_BIT(P_storage_written) | M_BIT(P_faults_minor) | M_BIT(P_faults_major) | M_BIT(P_disk_wait))

SONDE_ASSERT(M_COUNT + 4 < 60, perfcounters_measures_fit_a_mask);

#endif
