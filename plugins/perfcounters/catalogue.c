/* The objects and counters. Units are those of Windows, so that a threshold keeps its number. */
#include "catalogue.h"

#include <string.h>

#include "base/memory.h"
#include "base/schema.h"

#define BIT(slot) (UINT64_C(1) << (slot))
#define PERCENT_OF_NS 1e-7 /* ns of CPU time in a second, as percent of one CPU */

#define GAUGE(NAME, UNIT, SLOTS, SCALE, DOC)                                                                 \
  { .name = (NAME), .unit = (UNIT), .kind = COUNTER_GAUGE, .slots = (SLOTS), .scale = (SCALE), .doc = (DOC) }
#define NUMBER(NAME, UNIT, SLOTS, SCALE, DOC)                                                                \
  {                                                                                                          \
    .name = (NAME), .unit = (UNIT), .kind = COUNTER_GAUGE, .no_total = true, .slots = (SLOTS),               \
    .scale = (SCALE), .doc = (DOC)                                                                           \
  }
#define RATE(NAME, UNIT, SLOTS, SCALE, DOC)                                                                  \
  { .name = (NAME), .unit = (UNIT), .kind = COUNTER_RATE, .slots = (SLOTS), .scale = (SCALE), .doc = (DOC) }
#define PART(NAME, SLOTS, BY, DOC)                                                                           \
  {                                                                                                          \
    .name = (NAME), .unit = "percent", .kind = COUNTER_PART, .slots = (SLOTS), .by = (BY), .scale = 100,     \
    .doc = (DOC)                                                                                             \
  }
#define SHARE(NAME, UNIT, SLOTS, BY, SCALE, DOC)                                                             \
  {                                                                                                          \
    .name = (NAME), .unit = (UNIT), .kind = COUNTER_SHARE, .slots = (SLOTS), .by = (BY), .scale = (SCALE),   \
    .doc = (DOC)                                                                                             \
  }

static const counter_info process_counters[] = {
    RATE("% Processor Time", "percent", BIT(P_cpu_time), PERCENT_OF_NS,
        "CPU time by elapsed time: 100 is one CPU fully used."),
    RATE("% User Time", "percent", BIT(P_cpu_user), PERCENT_OF_NS, "The part in the program's own code."),
    RATE("% Privileged Time", "percent", BIT(P_cpu_kernel), PERCENT_OF_NS, "The part in the system."),
    GAUGE("Working Set", "bytes", BIT(P_resident), 1, "Memory in RAM."),
    GAUGE("Working Set Peak", "bytes", BIT(P_resident_peak), 1, "Its largest value so far."),
    GAUGE("Working Set - Private", "bytes", BIT(P_private_resident), 1,
        "Memory in RAM that no other process shares."),
    GAUGE("Private Bytes", "bytes", BIT(P_private), 1,
        "Memory that belongs to the process alone, in RAM or swapped out."),
    GAUGE("Virtual Bytes", "bytes", BIT(P_virtual), 1, "Address space in use."),
    GAUGE("Thread Count", "count", BIT(P_threads), 1, "Threads."),
    GAUGE("Handle Count", "count", BIT(P_handles), 1, "Open handles or file descriptors."),
    NUMBER("ID Process", "pid", BIT(P_pid), 1, "Number of the process."),
    NUMBER("Creating Process ID", "pid", BIT(P_parent), 1, "Number of its parent."),
    NUMBER("Elapsed Time", "s", BIT(R_AGE_NS), 1e-9, "Time since it started."),
    RATE("Page Faults/sec", "1/s", BIT(P_faults_minor) | BIT(P_faults_major), 1, "Page faults of all sorts."),
    RATE("IO Read Bytes/sec", "bytes/s", BIT(P_io_read), 1, "Bytes of read calls, from caches too."),
    RATE("IO Write Bytes/sec", "bytes/s", BIT(P_io_written), 1, "Bytes of write calls, to caches too."),
    RATE("IO Data Bytes/sec", "bytes/s", BIT(P_io_read) | BIT(P_io_written), 1, "Both together."),
    RATE("IO Read Operations/sec", "1/s", BIT(P_io_reads), 1, "Read calls."),
    RATE("IO Write Operations/sec", "1/s", BIT(P_io_writes), 1, "Write calls."),
    RATE("IO Data Operations/sec", "1/s", BIT(P_io_reads) | BIT(P_io_writes), 1, "Both together."),
};

#define OF_CPU(NAME, SLOT, DOC) SHARE(NAME, "percent", BIT(SLOT), BIT(R_CPU_ALL), 100, DOC)

static const counter_info processor_counters[] = {
    OF_CPU("% Processor Time", R_CPU_BUSY, "Time that the CPU was busy; _Total: of all CPUs, at most 100."),
    OF_CPU("% User Time", R_CPU_USER, "Time in programs' own code."),
    OF_CPU("% Privileged Time", R_CPU_KERNEL, "Time in the system, interrupts included."),
    OF_CPU("% Interrupt Time", R_CPU_INTERRUPT, "Time that served interrupts of devices."),
    OF_CPU("% DPC Time", R_CPU_DEFERRED, "Time in work that interrupts left for later; softirq on Linux."),
    OF_CPU("% Idle Time", R_CPU_IDLE, "Time that the CPU idled, also while a disk owed an answer."),
    RATE("Interrupts/sec", "1/s", BIT(R_CPU_INTERRUPTS), 1, "Interrupts served; on Linux of _Total only."),
};

static const counter_info memory_counters[] = {
    GAUGE("Available Bytes", "bytes", BIT(R_MEMORY_AVAILABLE), 1,
        "RAM that programs can have without swapping."),
    GAUGE("Available KBytes", "KiB", BIT(R_MEMORY_AVAILABLE), 1.0 / 1024, "The same in KiB."),
    GAUGE("Available MBytes", "MiB", BIT(R_MEMORY_AVAILABLE), 1.0 / 1048576, "The same in MiB."),
    GAUGE("Committed Bytes", "bytes", BIT(R_MEMORY_COMMITTED), 1, "Memory promised to programs."),
    GAUGE("Commit Limit", "bytes", BIT(R_MEMORY_LIMIT), 1, "What could be promised without more swap space."),
    PART("% Committed Bytes In Use", BIT(R_MEMORY_COMMITTED), BIT(R_MEMORY_LIMIT), "The one by the other."),
    GAUGE("Cache Bytes", "bytes", BIT(R_MEMORY_CACHE), 1, "RAM that holds contents of files."),
    RATE("Page Faults/sec", "1/s", BIT(R_MEMORY_FAULTS), 1, "Page faults of all sorts, of all programs."),
    RATE("Page Reads/sec", "1/s", BIT(R_MEMORY_HARD_FAULTS), 1,
        "Page faults that waited for a storage device."),
};

static const counter_info system_counters[] = {
    GAUGE("Processes", "count", BIT(R_SYSTEM_PROCESSES), 1, "Processes."),
    GAUGE("Threads", "count", BIT(R_SYSTEM_THREADS), 1, "Threads of all processes."),
    GAUGE("System Up Time", "s", BIT(R_SYSTEM_UPTIME_NS), 1e-9, "Time since the system was started."),
    RATE("Context Switches/sec", "1/s", BIT(R_SYSTEM_SWITCHES), 1, "Changes from one thread to another."),
    GAUGE("Processor Queue Length", "count", BIT(R_SYSTEM_QUEUE), 1,
        "Threads that wait for a CPU; on Linux runnable ones less CPUs, not below 0."),
};

static const counter_info paging_counters[] = {
    PART("% Usage", BIT(R_PAGING_USED), BIT(R_PAGING_SIZE), "Swap space or paging files in use."),
};

static const counter_info volume_counters[] = {
    PART("% Free Space", BIT(R_VOLUME_FREE), BIT(R_VOLUME_SIZE), "Space that ordinary users may still fill."),
    GAUGE("Free Megabytes", "MiB", BIT(R_VOLUME_FREE), 1.0 / 1048576, "The same in MiB."),
};

#define READS BIT(R_DISK_READS)
#define WRITES BIT(R_DISK_WRITES)

static const counter_info disk_counters[] = {
    RATE("Disk Reads/sec", "1/s", READS, 1, "Read operations that ended."),
    RATE("Disk Writes/sec", "1/s", WRITES, 1, "Write operations that ended."),
    RATE("Disk Transfers/sec", "1/s", READS | WRITES, 1, "Both together."),
    RATE("Disk Read Bytes/sec", "bytes/s", BIT(R_DISK_READ_BYTES), 1, "Bytes read."),
    RATE("Disk Write Bytes/sec", "bytes/s", BIT(R_DISK_WRITTEN_BYTES), 1, "Bytes written."),
    RATE(
        "Disk Bytes/sec", "bytes/s", BIT(R_DISK_READ_BYTES) | BIT(R_DISK_WRITTEN_BYTES), 1, "Both together."),
    SHARE("Avg. Disk sec/Read", "s", BIT(R_DISK_READ_NS), READS, 1e-9,
        "Mean time of a read; unknown when there was none."),
    SHARE("Avg. Disk sec/Write", "s", BIT(R_DISK_WRITE_NS), WRITES, 1e-9, "Mean time of a write, likewise."),
    SHARE("Avg. Disk sec/Transfer", "s", BIT(R_DISK_READ_NS) | BIT(R_DISK_WRITE_NS), READS | WRITES, 1e-9,
        "Mean time of both."),
    {.name = "% Idle Time",
        .unit = "percent",
        .kind = COUNTER_SHARE,
        .rest = true,
        .slots = BIT(R_DISK_BUSY_NS),
        .by = BIT(R_DISK_CLOCK_NS),
        .scale = 100,
        .doc = "Time in which no operation was under way; _Total: mean of all disks."},
    GAUGE("Current Disk Queue Length", "count", BIT(R_DISK_QUEUE), 1, "Operations under way now."),
    RATE("Avg. Disk Queue Length", "count", BIT(R_DISK_PENDING_NS), 1e-9,
        "Mean number of operations under way."),
};

static const counter_info network_counters[] = {
    RATE("Bytes Received/sec", "bytes/s", BIT(R_NET_RECEIVED), 1, "Bytes that came in."),
    RATE("Bytes Sent/sec", "bytes/s", BIT(R_NET_SENT), 1, "Bytes that went out."),
    RATE("Bytes Total/sec", "bytes/s", BIT(R_NET_RECEIVED) | BIT(R_NET_SENT), 1, "Both together."),
    RATE("Packets Received/sec", "1/s", BIT(R_NET_PACKETS_IN), 1, "Packets that came in."),
    RATE("Packets Sent/sec", "1/s", BIT(R_NET_PACKETS_OUT), 1, "Packets that went out."),
    RATE("Packets/sec", "1/s", BIT(R_NET_PACKETS_IN) | BIT(R_NET_PACKETS_OUT), 1, "Both together."),
    GAUGE("Packets Received Errors", "count", BIT(R_NET_ERRORS_IN), 1, "Damaged packets since boot."),
    GAUGE("Packets Outbound Errors", "count", BIT(R_NET_ERRORS_OUT), 1, "Packets that could not be sent."),
    GAUGE("Packets Received Discarded", "count", BIT(R_NET_DISCARDS_IN), 1, "Packets dropped on the way in."),
    GAUGE(
        "Packets Outbound Discarded", "count", BIT(R_NET_DISCARDS_OUT), 1, "Packets dropped on the way out."),
    GAUGE("Current Bandwidth", "bit/s", BIT(R_NET_BITS_PER_S), 1, "Speed of the link."),
};

#define OBJECT(ID, NAME, INSTANCES, TOTAL, COUNTERS)                                                         \
  [ID] = {.name = (NAME),                                                                                    \
      .instances = (INSTANCES),                                                                              \
      .has_total = (TOTAL),                                                                                  \
      .ncounters = (uint8_t)COUNT(COUNTERS),                                                                 \
      .counters = (COUNTERS)}

const object_info catalogue[OBJECT_COUNT] = {
    OBJECT(OBJECT_PROCESS, "Process", "name, name#1 ... of processes, or pid:NUMBER", true, process_counters),
    OBJECT(OBJECT_PROCESSOR, "Processor", "number of the CPU, from 0", true, processor_counters),
    OBJECT(OBJECT_MEMORY, "Memory", NULL, false, memory_counters),
    OBJECT(OBJECT_SYSTEM, "System", NULL, false, system_counters),
    OBJECT(OBJECT_PAGING_FILE, "Paging File", "_Total only", true, paging_counters),
    OBJECT(OBJECT_LOGICAL_DISK, "LogicalDisk", "C: D: ... or mount point", true, volume_counters),
    OBJECT(OBJECT_PHYSICAL_DISK, "PhysicalDisk", "name of the disk", true, disk_counters),
    OBJECT(OBJECT_NETWORK, "Network Interface", "name of the interface", false, network_counters),
};

int catalogue_object(path_part name) {
  for (int i = 0; i < OBJECT_COUNT; i++)
    if (path_like(name, catalogue[i].name, strlen(catalogue[i].name))) return i;
  return -1;
}

uint64_t catalogue_counters(const object_info *o, path_part name) {
  uint64_t set = 0;
  for (int i = 0; i < o->ncounters; i++)
    if (path_like(name, o->counters[i].name, strlen(o->counters[i].name))) set |= BIT(i);
  return set;
}

static const char *nearest(const char *const *words, size_t n, path_part name) {
  char word[64];
  if (name.len >= sizeof word) return NULL;
  memcpy(word, name.s, name.len);
  word[name.len] = 0;
  return schema_suggest(words, n, word);
}

const char *catalogue_near_object(path_part name) {
  const char *words[OBJECT_COUNT];
  for (int i = 0; i < OBJECT_COUNT; i++)
    words[i] = catalogue[i].name;
  return nearest(words, OBJECT_COUNT, name);
}

const char *catalogue_near_counter(const object_info *o, path_part name) {
  const char *words[64];
  for (int i = 0; i < o->ncounters; i++)
    words[i] = o->counters[i].name;
  return nearest(words, o->ncounters, name);
}

const char *counter_kind_word(const counter_info *c) {
  return counter_needs_two(c) ? "rate" : "gauge";
}
