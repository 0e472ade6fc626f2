/* The table of the plugin: events of log files. */
#include "base/memory.h"
#include "columns.h"
#include "plugin.h"
#include "sonde_help.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): these expand to parts of initializers */
#define LEVELS "critical error warning information verbose"

#define ASK_FIELDS(PATH_FLAGS, PATH_DOC)                                                                     \
  {.name = "path",                                                                                           \
      .unit = "",                                                                                            \
      .doc = PATH_DOC,                                                                                       \
      .kind = SONDE_TEXT,                                                                                    \
      .flags = SONDE_FIELD_POSITIONAL | (PATH_FLAGS)},                                                       \
      {.name = "source",                                                                                     \
          .unit = "",                                                                                        \
          .doc = "Pattern of providers, with * and ?, without regard to case.",                              \
          .kind = SONDE_TEXT},                                                                               \
      {.name = "ids", .unit = "", .doc = "Event ids.", .kind = SONDE_LIST, .item_kind = SONDE_I64},          \
      {.name = "level",                                                                                      \
          .unit = "",                                                                                        \
          .doc = "This level and the more severe ones; events of level 0 count as information.",             \
          .kind = SONDE_TEXT,                                                                                \
          .choices = LEVELS},                                                                                \
      {.name = "text",                                                                                       \
          .unit = "",                                                                                        \
          .doc = "What their text (see the column) must hold, without regard to case.",                      \
          .kind = SONDE_TEXT},                                                                               \
      {.name = "from",                                                                                       \
          .unit = "",                                                                                        \
          .doc = "Not before this time: 2024-01-31 or 2024-01-31T12:30:00Z, UTC.",                           \
          .kind = SONDE_TEXT},                                                                               \
      {.name = "to", .unit = "", .doc = "Not after this time.", .kind = SONDE_TEXT}, {                       \
    .name = "last", .unit = "ns", .doc = "Not older than this.", .kind = SONDE_I64, .least = "1ns"           \
  }

#define LOG_FIELD                                                                                            \
  {                                                                                                          \
    .name = "log", .unit = "", .kind = SONDE_TEXT,                                                           \
    .doc = "Instead of a path: a channel (Windows; default System) or a folder of journal files (Linux)."    \
  }

static const sonde_field read_params[READ_PARAMS] = {
    ASK_FIELDS(0, "File of .evtx or of syslog lines; none: the live log."), LOG_FIELD,
    {.name = "columns",
        .unit = "",
        .kind = SONDE_LIST,
        .item_kind = SONDE_TEXT,
        .doc = "Names of event data to give as columns: of <Data Name='...'>, or of elements and attributes "
               "of UserData. "
               "Empty where the event has none."}};

#define NUMBER_FIELD(NAME, KIND, UNIT, DOC)                                                                  \
  {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .offset = COLUMN(N_##NAME)},
#define TEXT_FIELD(NAME, DOC)                                                                                \
  {.name = #NAME, .unit = "", .doc = DOC, .kind = SONDE_TEXT, .offset = COLUMN(N_COUNT + T_##NAME)},
#define QUALITY(NAME, INDEX)                                                                                 \
  {                                                                                                          \
    .name = NAME, .unit = "flags", .doc = "Why columns are unknown.", .kind = SONDE_U64,                     \
    .flags = SONDE_FIELD_QUALITY, .offset = COLUMN(N_COUNT + T_COUNT + (INDEX))                              \
  }

static const sonde_field read_fields[] = {
    READ_NUMBERS(NUMBER_FIELD) READ_TEXTS(TEXT_FIELD) QUALITY("quality_0", 0), QUALITY("quality_1", 1)};

static const sonde_field dump_params[DUMP_PARAMS] = {
    ASK_FIELDS(SONDE_FIELD_REQUIRED, "File of .evtx."), {.name = "format",
                                                            .unit = "",
                                                            .kind = SONDE_TEXT,
                                                            .initial = "xml",
                                                            .choices = "xml jsonl",
                                                            .doc = "How each event is written."}};

static const sonde_field dump_fields[DUMP_COLUMNS] = {{.name = "time",
                                                          .unit = "time",
                                                          .doc = "When it happened.",
                                                          .kind = SONDE_I64,
                                                          .offset = COLUMN(DUMP_TIME)},
    {.name = "record",
        .unit = "",
        .doc = "Number that the event gives itself.",
        .kind = SONDE_I64,
        .offset = COLUMN(DUMP_RECORD)},
    {.name = "offset",
        .unit = "",
        .doc = "Byte of the file where the record begins.",
        .kind = SONDE_I64,
        .offset = COLUMN(DUMP_OFFSET)},
    {.name = "text", .unit = "", .doc = "The event.", .kind = SONDE_TEXT, .offset = COLUMN(DUMP_TEXT)},
    {.name = "error",
        .unit = "",
        .doc = "Why a part of it could not be read; empty when all was.",
        .kind = SONDE_TEXT,
        .offset = COLUMN(DUMP_ERROR)},
    {.name = "quality",
        .unit = "flags",
        .doc = "Why columns are unknown.",
        .kind = SONDE_U64,
        .flags = SONDE_FIELD_QUALITY,
        .offset = COLUMN(DUMP_QUALITY)}};

static const sonde_field info_params[] = {{.name = "path",
    .unit = "",
    .doc = "File of .evtx.",
    .kind = SONDE_TEXT,
    .flags = SONDE_FIELD_POSITIONAL | SONDE_FIELD_REQUIRED}};

#define INFO_FIELD(NAME, UNIT, KIND, DOC) {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND},
static const sonde_field info_results[INFO_COUNT] = {INFO_RESULTS(INFO_FIELD)};

static const sonde_field stats_params[STATS_PARAMS] = {
    ASK_FIELDS(0, "File of .evtx or of syslog lines; none: the live log."), LOG_FIELD};

/* NOLINTEND(bugprone-macro-parentheses) */

static const sonde_field group_members[] = {
    {.name = "provider", .unit = "", .doc = "Who wrote them.", .kind = SONDE_TEXT},
    {.name = "event", .unit = "", .doc = "Event id.", .kind = SONDE_I64},
    {.name = "count", .unit = "count", .doc = "Events.", .kind = SONDE_I64},
    {.name = "first", .unit = "time", .doc = "Time of the oldest, since 1970.", .kind = SONDE_I64},
    {.name = "last", .unit = "time", .doc = "Time of the newest, since 1970.", .kind = SONDE_I64}};

static const sonde_field stats_results[STATS_COUNT] = {
    {.name = "events", .unit = "count", .doc = "That passed the filter.", .kind = SONDE_I64},
    {.name = "unreadable",
        .unit = "count",
        .doc = "Of these, with something that could not be read.",
        .kind = SONDE_I64},
    {.name = "levels",
        .unit = "",
        .doc = "Events of each level; those above 5 count as verbose.",
        .kind = SONDE_MAP},
    {.name = "by",
        .unit = "",
        .doc = "By provider and event id, most first.",
        .kind = SONDE_LIST,
        .item_kind = SONDE_MAP,
        SONDE_MEMBERS(group_members)},
    {.name = "others",
        .unit = "count",
        .doc = "Events in none of these: provider or id unknown, or past 4,096 pairs.",
        .kind = SONDE_I64}};

static const sonde_field write_params[WRITE_PARAMS] = {
    {.name = "text",
        .unit = "",
        .doc = "What happened.",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_POSITIONAL | SONDE_FIELD_REQUIRED},
    {.name = "source",
        .unit = "",
        .doc = "Who says so.",
        .kind = SONDE_TEXT,
        .initial = "sonde",
        .most = "200"},
    {.name = "level",
        .unit = "",
        .doc = "How bad it is.",
        .kind = SONDE_TEXT,
        .initial = "information",
        .choices = LEVELS},
    {.name = "event",
        .unit = "",
        .doc = "Event id; Windows only.",
        .kind = SONDE_I64,
        .initial = "1",
        .least = "0",
        .most = "65535"}};

static const sonde_field write_results[] = {{.name = "value",
    .unit = "",
    .doc = "Where it went: journald, syslog or Application.",
    .kind = SONDE_TEXT}};

static const sonde_fn fns[] = {
    {.name = "info",
        .needs = "eventlog.read",
        .call = info_call,
        .doc = "What a file of .evtx holds and how healthy it is: its header, and a walk over all of it.",
        SONDE_PARAMS(info_params),
        SONDE_RESULTS(info_results),
        .flags = SONDE_ROW_SLOW},
    {.name = "stats",
        .needs = "eventlog.read",
        .call = stats_call,
        .doc = "How many events, by level, and by provider and id with the first and last time.",
        SONDE_PARAMS(stats_params),
        SONDE_RESULTS(stats_results),
        .flags = SONDE_ROW_SLOW},
    {.name = "write",
        .needs = "eventlog.write",
        .call = write_call,
        .doc = "Writes one event: to journald, else syslog (Linux), to the Application log (Windows). A text "
               "that does not "
               "fit is refused, never cut.",
        SONDE_PARAMS(write_params),
        SONDE_RESULTS(write_results),
        .flags = SONDE_ROW_CHANGES},
};

static const sonde_query queries[] = {
    {.name = "read",
        .needs = "eventlog.read",
        .open = read_open,
        .next = read_next,
        .close = read_close,
        .doc =
            "Events of a log, in the order in which they are stored. Every whole record of a damaged file is "
            "given, with what can be read of it and the error; the filter does not drop what it cannot "
            "judge.",
        SONDE_PARAMS(read_params),
        SONDE_FIELDS(read_fields),
        .record_size = COLUMN(N_COUNT + T_COUNT + 2),
        .flags = SONDE_ROW_COLUMNS},
    {.name = "dump",
        .needs = "eventlog.read",
        .open = dump_open,
        .next = dump_next,
        .close = dump_close,
        .doc = "Events of a file, each as one text: XML 1.0 or one line of JSON of a constant shape. A text "
               "of more than "
               "1 MiB is left out and told in `error`.",
        SONDE_PARAMS(dump_params),
        SONDE_FIELDS(dump_fields),
        .record_size = COLUMN(DUMP_COLUMNS)},
};

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *settings, sonde_self **out) {
  (void)call;
  (void)settings;
  sonde_self *self = NEW(sonde_self);
  self->host = host;
  *out = self;
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  memory_free(self);
}

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "eventlog",
    .version = "0.1.0",
    .summary = "Event logs: .evtx files on every system, and what is written to the live log",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
};

SONDE_PLUGIN(table);
