/* The table of the plugin: events of log files. */
#include "base/memory.h"
#include "columns.h"
#include "plugin.h"

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

static const sonde_field read_params[READ_PARAMS] = {ASK_FIELDS(SONDE_FIELD_REQUIRED, "File of .evtx."),
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
        .params = read_params,
        .nparams = READ_PARAMS,
        .fields = read_fields,
        .nfields = COUNT(read_fields),
        .record_size = COLUMN(N_COUNT + T_COUNT + 2),
        .flags = SONDE_ROW_COLUMNS},
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
    .queries = queries,
    .nqueries = COUNT(queries),
    .fn_size = sizeof(sonde_fn),
    .query_size = sizeof(sonde_query),
    .event_size = sizeof(sonde_event),
    .field_size = sizeof(sonde_field),
    .create = create,
    .destroy = destroy,
};

SONDE_EXPORT const sonde_plugin *SONDE_CALL sonde_plugin_v0(void) {
  return &table;
}
