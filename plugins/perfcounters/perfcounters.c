/* The table of the plugin: processes and the machine, by function, query and event. */
#include "base/memory.h"
#include "plugin.h"
#include "sonde_help.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): these expand to parts of initializers */
#define NAME_OF(name, kind, unit, flags, doc) #name " "
#define PROCESS_CHOICES PROCESS_MEASURES(NAME_OF) "name command user state"
#define ALL_CHOICES PROCESS_MEASURES(NAME_OF) SYSTEM_MEASURES(NAME_OF) "name command user state"

#define COLUMNS_DOC                                                                                          \
  "Expensive columns to read beside the others: private_resident, handles, switches and so on."
#define ONLY_DOC                                                                                             \
  "The only columns to read, beside pid, parent, started and processes; others are unknown (not asked)."

#define NAMES(NAME, CHOICES, DOC)                                                                            \
  { .name = NAME, .unit = "", .doc = DOC, .kind = SONDE_LIST, .item_kind = SONDE_TEXT, .choices = CHOICES }

static const sonde_field process_params[PROCESS_PARAMS] = {
    {.name = "pid",
        .unit = "pid",
        .doc = "Number of the process.",
        .kind = SONDE_I64,
        .least = "1",
        .most = "4294967295",
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
    {.name = "tree",
        .unit = "",
        .doc = "Sum the process and all its descendants.",
        .kind = SONDE_BOOL,
        .initial = "false"},
    {.name = "started",
        .unit = "time",
        .kind = SONDE_I64,
        .doc = "When it started, as told before: an error when the number belongs to another process now."},
    NAMES("columns", PROCESS_CHOICES, COLUMNS_DOC), NAMES("only", PROCESS_CHOICES, ONLY_DOC)};

#define RESULT(NAME, KIND, UNIT, FLAGS, DOC)                                                                 \
  {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .flags = FLAGS},
#define TEXTS(KIND, AT)                                                                                      \
  {.name = "name", .unit = "", .doc = "Name of the program.", .kind = KIND, .offset = AT(0)},                \
      {.name = "command",                                                                                    \
          .unit = "",                                                                                        \
          .doc = "Its command line; [name] where there is none.",                                            \
          .kind = KIND,                                                                                      \
          .offset = AT(1)},                                                                                  \
      {.name = "user", .unit = "", .doc = "Account that runs it.", .kind = KIND, .offset = AT(2)}, {         \
    .name = "state", .unit = "", .kind = KIND, .offset = AT(3),                                              \
    .doc = "running sleeping disk stopped traced idle ended: of the main thread when read; Linux only."      \
  }
#define AT_NONE(i) 0
#define AT_TEXT(i) COLUMN(P_COUNT + (i))

static const sonde_field process_results[P_COUNT + TEXT_COUNT] = {
    PROCESS_MEASURES(RESULT) TEXTS(SONDE_TEXT, AT_NONE)};

static const sonde_field system_params[SYSTEM_PARAMS] = {
    NAMES("only", ALL_CHOICES, "The only values to read."),
    {.name = "disks",
        .unit = "",
        .kind = SONDE_BOOL,
        .initial = "true",
        .doc = "Read the space of file systems too."}};

static const sonde_field disk_members[] = {
    {.name = "path", .unit = "", .doc = "Where it is mounted, or the drive.", .kind = SONDE_TEXT},
    {.name = "type",
        .unit = "",
        .doc = "Type of the file system; empty where it is not known.",
        .kind = SONDE_TEXT},
    {.name = "total", .unit = "bytes", .doc = "Its size.", .kind = SONDE_I64},
    {.name = "free", .unit = "bytes", .doc = "What ordinary users may still fill.", .kind = SONDE_I64}};

#define SHARED_RESULT(NAME, KIND, UNIT, DOC) {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND},

static const sonde_field system_results[] = {
    SYSTEM_SHARED(SHARED_RESULT) SYSTEM_MEASURES(RESULT){.name = "disks",
        .unit = "",
        .doc = "Local file systems that keep files, each once.",
        .kind = SONDE_LIST,
        .item_kind = SONDE_MAP,
        SONDE_MEMBERS(disk_members)}};

static const sonde_field processes_params[PROCESSES_PARAMS] = {
    {.name = "name",
        .unit = "",
        .doc = "Pattern of the names to list, with * and ?.",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_POSITIONAL},
    {.name = "pid",
        .unit = "pid",
        .doc = "List this process only.",
        .kind = SONDE_I64,
        .least = "1",
        .most = "4294967295"},
    NAMES("columns", PROCESS_CHOICES, COLUMNS_DOC), NAMES("only", PROCESS_CHOICES, ONLY_DOC)};

#define PROCESS_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                         \
  {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .flags = FLAGS, .offset = COLUMN(P_##NAME)},
#define SYSTEM_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                          \
  {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .flags = FLAGS, .offset = COLUMN(S_##NAME)},
#define QUALITY(NAME, INDEX)                                                                                 \
  {                                                                                                          \
    .name = NAME, .unit = "flags", .doc = "Why columns are unknown.", .kind = SONDE_U64,                     \
    .flags = SONDE_FIELD_QUALITY, .offset = COLUMN(INDEX)                                                    \
  }

static const sonde_field processes_fields[PROCESSES_COLUMN_COUNT] = {
    PROCESS_MEASURES(PROCESS_COLUMN) TEXTS(SONDE_TEXT, AT_TEXT), QUALITY("quality_0", P_COUNT + TEXT_COUNT),
    QUALITY("quality_1", P_COUNT + TEXT_COUNT + 1), QUALITY("quality_2", P_COUNT + TEXT_COUNT + 2)};

static const sonde_field sample_params[SAMPLE_PARAMS] = {
    {.name = "pid",
        .unit = "pid",
        .doc = "Number of the process; 0 or missing: the machine.",
        .kind = SONDE_I64,
        .initial = "0",
        .least = "0",
        .most = "4294967295",
        .flags = SONDE_FIELD_POSITIONAL},
    {.name = "tree",
        .unit = "",
        .doc = "The process and all its descendants, summed.",
        .kind = SONDE_BOOL,
        .initial = "false"},
    {.name = "each",
        .unit = "",
        .kind = SONDE_BOOL,
        .initial = "false",
        .doc = "With tree: a record for each process of the tree, none for the sum."},
    {.name = "interval",
        .unit = "ns",
        .doc = "Time between samples.",
        .kind = SONDE_I64,
        .initial = "100ms",
        .least = "10ms",
        .most = "1h"},
    NAMES("columns", ALL_CHOICES, COLUMNS_DOC), NAMES("only", ALL_CHOICES, ONLY_DOC)};

static const sonde_field sample_fields[] = {
    PROCESS_MEASURES(PROCESS_COLUMN) SYSTEM_MEASURES(SYSTEM_COLUMN){.name = "missed",
        .unit = "count",
        .kind = SONDE_I64,
        .offset = COLUMN(SAMPLE_MISSED),
        .doc = "Samples left out before this one, since the thread ran late."},
    QUALITY("quality_0", SAMPLE_FIRST_QUALITY), QUALITY("quality_1", SAMPLE_FIRST_QUALITY + 1),
    QUALITY("quality_2", SAMPLE_FIRST_QUALITY + 2), QUALITY("quality_3", SAMPLE_FIRST_QUALITY + 3),
    {.name = "subject",
        .unit = "",
        .doc = "What is sampled: \"system\" or \"name (pid)\".",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT}};

/* NOLINTEND(bugprone-macro-parentheses) */

static const sonde_fn fns[] = {
    {.name = "process",
        .needs = "process.read",
        .call = process_call,
        .doc = "What one process uses: CPU, memory, threads, input and output. With `tree`, together with "
               "its descendants. Values "
               "that cannot be had are unknown, with the reason.",
        SONDE_PARAMS(process_params),
        SONDE_RESULTS(process_results)},
    {.name = "system",
        .needs = "process.read",
        .call = system_call,
        .doc = "How the machine is: CPU, memory, load, processes, disk space.",
        SONDE_PARAMS(system_params),
        SONDE_RESULTS(system_results)},
};

static const sonde_query queries[] = {
    {.name = "processes",
        .needs = "process.read",
        .open = processes_open,
        .next = processes_next,
        .close = processes_close,
        .doc = "All processes. Only what the consumer uses is read, and what is expensive only when "
               "`columns` names it. cpu_share is "
               "since the last list, or since the process's start.",
        SONDE_PARAMS(processes_params),
        SONDE_FIELDS(processes_fields),
        .record_size = COLUMN(PROCESSES_COLUMN_COUNT)},
    {.name = "counters",
        .needs = "process.read",
        .open = counters_open,
        .next = counters_next,
        .close = counters_close,
        .doc = "Values by counter paths as Windows writes them, on both platforms: a row for each counter "
               "of each instance that the paths mean. Rates need two readings, `interval` apart.",
        SONDE_PARAMS(counters_params),
        SONDE_FIELDS(counters_fields),
        .record_size = COLUMN(COUNTERS_COLUMNS),
        .flags = SONDE_ROW_SLOW},
    {.name = "counter_names",
        .needs = "process.read",
        .open = counter_names_open,
        .next = counter_names_next,
        .close = counter_names_close,
        .doc = "The counters that paths may name, with unit and meaning, and who gives them on this machine. "
               "Others that this machine's PDH knows may be named too.",
        SONDE_PARAMS(counter_names_params),
        SONDE_FIELDS(counter_names_fields),
        .record_size = COLUMN(COUNTER_NAMES_COLUMNS),
        .flags = SONDE_ROW_SLOW},
};

static const sonde_event events[] = {
    {.name = "sample",
        .needs = "process.read",
        .subscribe = sample_subscribe,
        .unsubscribe = sample_unsubscribe,
        .doc = "A process, a tree of processes or the machine, read at a fixed interval. Ends after a last "
               "record when the process "
               "has ended.",
        SONDE_PARAMS(sample_params),
        SONDE_FIELDS(sample_fields),
        .record_size = COLUMN(SAMPLE_WORDS)},
    {.name = "counter",
        .needs = "process.read",
        .subscribe = counter_subscribe,
        .unsubscribe = counter_unsubscribe,
        .doc = "Counters by their paths, read at a fixed interval: a record for each counter of each "
               "instance, first after one interval.",
        SONDE_PARAMS(counter_params),
        SONDE_FIELDS(counter_fields),
        .record_size = COLUMN(COUNTER_WORDS)},
};

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *settings, sonde_self **out) {
  (void)settings;
  error e = {0};
  collect *c = collect_new(NULL, &e);
  if (!c) return plugin_fail(host, call, &e);
  sonde_self *self = NEW(sonde_self);
  self->host = host;
  self->collect = c;
  self->threads = host->get_interface(host, SONDE_THREAD_1);
  self->lanes = host->get_interface(host, SONDE_LANE_1);
  *out = self;
  return SONDE_OK;
}

static void SONDE_CALL stop(sonde_self *self) {
  sample_stop(self);
  counter_stop(self);
}

static void SONDE_CALL destroy(sonde_self *self) {
  collect_free(self->collect);
  memory_free(self);
}

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "perfcounters",
    .version = "0.1.0",
    .summary = "What processes and the machine use: CPU, memory, threads, handles, input and output",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_EVENTS(events),
    SONDE_ROW_SIZES,
    .create = create,
    .stop = stop,
    .destroy = destroy,
};

SONDE_PLUGIN(table);
