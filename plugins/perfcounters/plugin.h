/* The plugin's state and what its rows share. */
#ifndef PERFCOUNTERS_PLUGIN_H
#define PERFCOUNTERS_PLUGIN_H

#include "collect.h"
#include "counter_set.h"
#include "sonde_lane.h"
#include "sonde_thread.h"

struct sonde_self {
  const sonde_host *host;
  const sonde_thread_api *threads; /* NULL: this host has none */
  const sonde_lane_api *lanes;
  collect *collect; /* of functions; queries and samples have their own */
  struct sampler *samplers;
  struct counting *countings;
  bool tried_pdh;
  const pdh_api *pdh; /* NULL: not to be asked, for this reason */
  const char *pdh_refusal;
};

/* Columns: measure m at COLUMN(m); behind the measures, the texts or other columns, then the quality words.
 */
#define COLUMN(i) (16u + 8u * (uint32_t)(i))

/* Whether a measure is a double. */
bool measure_is_real(int m);

/* The set that `columns` (adds expensive ones to all that are cheap) and `only` (nothing else but the
 * identity) name. */
sonde_status ask_measures(sonde_call *call, const sonde_host *host, const sonde_value *columns,
    const sonde_value *only, uint64_t *wanted);

/* A measure or text of a reading as a value; a text is copied into the call's memory. */
sonde_value answer_measure(const reading *r, int m);
sonde_value answer_text(const sonde_host *host, sonde_call *call, const reading *r, int t);

/* Writes measures 0 to n-1 to a record's columns and their quality into the words, four bits each; measures
 * not `wanted` are not_asked. */
void answer_record(const reading *r, uint64_t wanted, int n, void *record, uint64_t *quality);
void answer_quality(uint64_t *quality, uint32_t column, uint32_t why);

/* A failed call: hands the error to the host. */
sonde_status plugin_fail(const sonde_host *host, sonde_call *call, const error *e);

/* The rows (see sonde.h). */
sonde_status SONDE_CALL process_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL system_call(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
sonde_status SONDE_CALL processes_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL processes_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL processes_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL sample_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie);
void SONDE_CALL sample_unsubscribe(sonde_self *self, void *cookie);

sonde_status SONDE_CALL counters_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL counters_next(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL counters_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL counter_names_open(
    sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
sonde_status SONDE_CALL counter_names_next(
    sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
void SONDE_CALL counter_names_close(sonde_self *self, void *cursor);
sonde_status SONDE_CALL counter_subscribe(
    sonde_self *self, sonde_call *call, const sonde_value *args, uint64_t subscription, void **cookie);
void SONDE_CALL counter_unsubscribe(sonde_self *self, void *cookie);
void counter_stop(sonde_self *self);

/* PDH, tried once. choice: SOURCE_*. */
counter_sources plugin_sources(sonde_self *self, int choice);
/* The set that the arguments path, paths and source name; NULL: the call has failed. */
counter_set *counter_args(sonde_self *self, sonde_call *call, const sonde_value *path,
    const sonde_value *paths, const sonde_value *source, sonde_status *status);

/* The next time of the fixed grid that is still to come; *missed: how many were passed over. */
int64_t sample_next_due(int64_t due_ns, int64_t now_ns, int64_t interval_ns, int64_t *missed);

/* Joins all threads of samples. */
void sample_stop(sonde_self *self);

/* Order of the parameters, as their fields in perfcounters.c. */
enum { PROCESS_PID, PROCESS_TREE, PROCESS_STARTED, PROCESS_COLUMNS, PROCESS_ONLY, PROCESS_PARAMS };
enum { SYSTEM_ONLY, SYSTEM_DISKS, SYSTEM_PARAMS };
enum { PROCESSES_NAME, PROCESSES_PID, PROCESSES_COLUMNS, PROCESSES_ONLY, PROCESSES_PARAMS };
enum { SAMPLE_PID, SAMPLE_TREE, SAMPLE_EACH, SAMPLE_INTERVAL, SAMPLE_COLUMNS, SAMPLE_ONLY, SAMPLE_PARAMS };

enum { COUNTERS_PATH, COUNTERS_PATHS, COUNTERS_INTERVAL, COUNTERS_SOURCE, COUNTERS_PARAMS };
enum { NAMES_OBJECT, NAMES_PARAMS };

/* Columns of the rows about counters, described in counter_fields.c. */
enum {
  ROW_PATH,
  ROW_OBJECT,
  ROW_INSTANCE,
  ROW_COUNTER,
  ROW_VALUE,
  ROW_UNIT,
  ROW_PID,
  ROW_SOURCE,
  ROW_QUALITY,
  COUNTERS_COLUMNS
};
enum {
  NAME_PATH,
  NAME_OBJECT,
  NAME_COUNTER,
  NAME_UNIT,
  NAME_KIND,
  NAME_SOURCE,
  NAME_INSTANCES,
  NAME_DOC,
  NAME_QUALITY,
  COUNTER_NAMES_COLUMNS
};
enum {
  LIVE_OBJECT,
  LIVE_INSTANCE,
  LIVE_COUNTER,
  LIVE_VALUE,
  LIVE_UNIT,
  LIVE_PID,
  LIVE_MISSED,
  LIVE_QUALITY,
  COUNTER_WORDS,
  COUNTER_COLUMNS /* the subject is in the header */
};
extern const sonde_field counters_params[COUNTERS_PARAMS], counters_fields[COUNTERS_COLUMNS];
extern const sonde_field counter_names_params[NAMES_PARAMS], counter_names_fields[COUNTER_NAMES_COLUMNS];
extern const sonde_field counter_params[COUNTERS_PARAMS], counter_fields[COUNTER_COLUMNS];

#define PROCESSES_QUALITY 3 /* words */
enum { PROCESSES_COLUMN_COUNT = P_COUNT + TEXT_COUNT + PROCESSES_QUALITY };

#define SAMPLE_QUALITY 4
enum { SAMPLE_MISSED = M_COUNT, SAMPLE_FIRST_QUALITY, SAMPLE_WORDS = SAMPLE_FIRST_QUALITY + SAMPLE_QUALITY };

/* Measures of a process that the machine has too, in the order of the results of `system`. */
#define SYSTEM_SHARED(X)                                                                                     \
  X(processes, I64, "count", "Processes.")                                                                   \
  X(threads, I64, "count", "Threads of all processes.")                                                      \
  X(cpu_time, I64, "ns", "Time that CPUs were busy, of all together, since boot.")                           \
  X(cpu_user, I64, "ns", "Time in programs' own code.")                                                      \
  X(cpu_kernel, I64, "ns", "Time in the system.")                                                            \
  X(cpu_share, F64, "ratio",                                                                                 \
      "cpu_time by the time of all CPUs, since the last call or since boot: 1 is all CPUs.")                 \
  X(handles, I64, "count", "Open handles of all processes (Windows) or open files (Linux).")                 \
  X(faults_minor, I64, "count", "Page faults served without a storage device, since boot.")                  \
  X(faults_major, I64, "count", "Page faults that waited for a storage device, since boot; Linux only.")     \
  X(switches, I64, "count", "Context switches since boot.")

#endif
