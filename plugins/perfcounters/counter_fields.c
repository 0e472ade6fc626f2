/* Parameters and columns of the rows about counters. */
#include "plugin.h"

#define AT(i) COLUMN(i)
#define TEXT(NAME, I, DOC)                                                                                   \
  { .name = (NAME), .unit = "", .doc = (DOC), .kind = SONDE_TEXT, .offset = AT(I) }
#define WORD(NAME, I, DOC)                                                                                   \
  { .name = (NAME), .unit = "", .doc = (DOC), .kind = SONDE_SYMBOL, .offset = AT(I) }
#define VALUE(I)                                                                                             \
  {                                                                                                          \
    .name = "value", .unit = "", .kind = SONDE_F64, .offset = AT(I),                                         \
    .doc = "The value, in the unit of the column `unit`; unknown with a reason where it cannot be had."      \
  }
#define PID(I)                                                                                               \
  { .name = "pid", .unit = "pid", .doc = "Of counters of one process.", .kind = SONDE_I64, .offset = AT(I) }
#define QUALITY(I)                                                                                           \
  {                                                                                                          \
    .name = "quality", .unit = "flags", .doc = "Why columns are unknown.", .kind = SONDE_U64,                \
    .flags = SONDE_FIELD_QUALITY, .offset = AT(I)                                                            \
  }
#define PATH_DOC                                                                                             \
  "A counter path: \\Memory\\Available Bytes, \\Process(py*)\\*, \\Processor(_Total)\\% Processor Time."

#define PARAMS(INTERVAL, LEAST, MOST, INTERVAL_DOC)                                                          \
  {                                                                                                          \
    {.name = "path", .unit = "", .doc = PATH_DOC, .kind = SONDE_TEXT, .flags = SONDE_FIELD_POSITIONAL},      \
        {.name = "paths",                                                                                    \
            .unit = "",                                                                                      \
            .doc = "Several of them.",                                                                       \
            .kind = SONDE_LIST,                                                                              \
            .item_kind = SONDE_TEXT,                                                                         \
            .most = "256"},                                                                                  \
        {.name = "interval",                                                                                 \
            .unit = "ns",                                                                                    \
            .doc = (INTERVAL_DOC),                                                                           \
            .kind = SONDE_I64,                                                                               \
            .initial = (INTERVAL),                                                                           \
            .least = (LEAST),                                                                                \
            .most = (MOST)},                                                                                 \
    {                                                                                                        \
      .name = "source", .unit = "", .kind = SONDE_TEXT, .initial = "auto", .choices = "auto own pdh",        \
      .doc = "Whom to ask on Windows: auto asks PDH, where it answers sensibly, for all but processes."      \
    }                                                                                                        \
  }

const sonde_field counters_params[COUNTERS_PARAMS] = PARAMS(
    "1s", "0", "30s", "Time between the two readings of rates; 0: one reading only, rates are unknown.");
const sonde_field counter_params[COUNTERS_PARAMS] = PARAMS("1s", "100ms", "1h", "Time between readings.");

const sonde_field counters_fields[COUNTERS_COLUMNS] = {
    TEXT("path", ROW_PATH, "The counter's own path."),
    TEXT("object", ROW_OBJECT, "Process, Memory and so on."),
    TEXT("instance", ROW_INSTANCE,
        "Which of several; name#1 is the second of that name. Empty: there is but one."),
    TEXT("counter", ROW_COUNTER, "Name of the counter."),
    VALUE(ROW_VALUE),
    TEXT("unit", ROW_UNIT,
        "percent bytes KiB MiB bytes/s count 1/s s pid bit/s; empty where PDH does not tell it."),
    PID(ROW_PID),
    TEXT("source", ROW_SOURCE, "Who measured it: own or pdh."),
    QUALITY(ROW_QUALITY),
};

const sonde_field counter_names_params[NAMES_PARAMS] = {{.name = "object",
    .unit = "",
    .doc = "Objects to list, with * and ?.",
    .kind = SONDE_TEXT,
    .initial = "*",
    .flags = SONDE_FIELD_POSITIONAL}};

const sonde_field counter_names_fields[COUNTER_NAMES_COLUMNS] = {
    TEXT("path", NAME_PATH, "Its path, for all instances."),
    TEXT("object", NAME_OBJECT, "Process, Memory and so on."),
    TEXT("counter", NAME_COUNTER, "Name of the counter."),
    TEXT("unit", NAME_UNIT, "Unit of its value."),
    TEXT("kind", NAME_KIND, "gauge, or rate: by two readings."),
    TEXT("source", NAME_SOURCE, "Who gives it on this machine, own or pdh; unknown: nobody, for the reason."),
    TEXT("instances", NAME_INSTANCES, "What its instances are; empty: it has none."),
    TEXT("doc", NAME_DOC, "What it tells."),
    QUALITY(NAME_QUALITY),
};

const sonde_field counter_fields[COUNTER_COLUMNS] = {
    WORD("object", LIVE_OBJECT, "Process, Memory and so on."),
    WORD("instance", LIVE_INSTANCE, "Which of several; empty: there is but one."),
    WORD("counter", LIVE_COUNTER, "Name of the counter."),
    VALUE(LIVE_VALUE),
    WORD("unit", LIVE_UNIT,
        "percent bytes KiB MiB bytes/s count 1/s s pid bit/s; empty where PDH does not tell it."),
    PID(LIVE_PID),
    {.name = "missed",
        .unit = "count",
        .kind = SONDE_I64,
        .offset = AT(LIVE_MISSED),
        .doc = "Readings left out before this one, since the thread ran late."},
    QUALITY(LIVE_QUALITY),
    {.name = "path",
        .unit = "",
        .doc = "The counter's own path.",
        .kind = SONDE_SYMBOL,
        .offset = 4,
        .flags = SONDE_FIELD_SUBJECT},
};
