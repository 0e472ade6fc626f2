/* The table of the plugin: calls across library borders, seen from inside the target. */
#include "agent/tracer.h"
#include "base/memory.h"
#include "plugin.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): these expand to parts of initializers */
#define PATTERNS(NAME, FLAGS, DOC)                                                                           \
  { .name = NAME, .unit = "", .doc = DOC, .kind = SONDE_TEXT, .flags = FLAGS }

#define ASK                                                                                                  \
  {.name = "target",                                                                                         \
      .unit = "handle:target",                                                                               \
      .doc = "What target.main gave; none: what stands behind --.",                                          \
      .kind = SONDE_HANDLE},                                                                                 \
      PATTERNS("name", SONDE_FIELD_POSITIONAL,                                                               \
          "Functions: patterns with * and ?, separated by spaces or commas; none: all that have a "          \
          "signature "                                                                                       \
          "and are not marked `cheap`."),                                                                    \
      PATTERNS("library", 0,                                                                                 \
          "Only functions of these libraries: patterns of their file names, as libc.so*; none: all."),       \
      PATTERNS("from", 0, "Only calls that these libraries or programs make; none: all."),                   \
      PATTERNS("exclude", 0, "Functions that are not watched."), {                                           \
    .name = "unknown", .unit = "", .kind = SONDE_BOOL,                                                       \
    .doc =                                                                                                   \
        "Functions without a signature too: when they are called, no more. As it is not given: true with "   \
        "`name` or `library`."                                                                               \
  }

static const sonde_field call_params[CALL_PARAMS] = {ASK,
    {.name = "failed_only",
        .unit = "",
        .kind = SONDE_BOOL,
        .initial = "false",
        .doc = "Record failed calls only: the others cost the target less."},
    {.name = "policy",
        .unit = "",
        .kind = SONDE_TEXT,
        .initial = "block",
        .choices = "block drop",
        .doc = "When records come faster than they are read: block lets the target wait, drop loses and "
               "counts."},
    {.name = "lanes",
        .unit = "count",
        .kind = SONDE_I64,
        .initial = "64",
        .least = "1",
        .most = "256",
        .doc = "Threads that can be watched at once."}};

static const sonde_field ask_params[ASK_PARAMS] = {ASK};

#define AT(MEMBER) ((uint32_t)offsetof(tracer_call, MEMBER))
#define ARGUMENT(N, WORD)                                                                                    \
  {                                                                                                          \
    .name = "a" #N, .unit = "address", .kind = SONDE_U64, .offset = AT(arguments) + 8 * ((N)-1),             \
    .doc = "The " WORD " argument, as its register held it."                                                 \
  }

static const sonde_field call_fields[] = {{.name = "name",
                                              .unit = "",
                                              .doc = "The function.",
                                              .kind = SONDE_SYMBOL,
                                              .offset = 4,
                                              .flags = SONDE_FIELD_SUBJECT},
    {.name = "duration",
        .unit = "ticks",
        .doc = "From its call to its return; `time` is that of the return.",
        .kind = SONDE_U64,
        .offset = AT(about),
        .shift = TRACER_DURATION_SHIFT,
        .width = TRACER_DURATION_BITS},
    {.name = "failed",
        .unit = "",
        .doc = "Whether its result says that it failed; false as well where nothing tells.",
        .kind = SONDE_BOOL,
        .offset = AT(about),
        .shift = 0,
        .width = 1},
    {.name = "error",
        .unit = "",
        .doc =
            "errno or GetLastError of a failed call; 0 where the result itself is the code. `code` names it.",
        .kind = SONDE_U64,
        .offset = AT(about),
        .shift = TRACER_ERROR_SHIFT,
        .width = TRACER_ERROR_BITS},
    {.name = "result",
        .unit = "flags",
        .doc = "As its register held it.",
        .kind = SONDE_U64,
        .offset = AT(result)},
    ARGUMENT(1, "first"), ARGUMENT(2, "second"), ARGUMENT(3, "third"), ARGUMENT(4, "fourth"),
    ARGUMENT(5, "fifth"), ARGUMENT(6, "sixth"),
    {.name = "text",
        .unit = "",
        .doc = "Of a failed call: the text among its arguments that tells most, such as the path.",
        .kind = SONDE_TEXT,
        .offset = AT(text)},
    {.name = "quality",
        .unit = "flags",
        .doc = "Why a column holds no value.",
        .kind = SONDE_U64,
        .offset = AT(quality),
        .flags = SONDE_FIELD_QUALITY}};

static const sonde_field code_params[] = {{.name = "name",
                                              .unit = "",
                                              .doc = "The function.",
                                              .kind = SONDE_TEXT,
                                              .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL},
    {.name = "error", .unit = "", .doc = "The column `error`.", .kind = SONDE_U64},
    {.name = "result", .unit = "flags", .doc = "The column `result`.", .kind = SONDE_U64}};

static const sonde_field code_results[] = {{.name = "value",
    .unit = "",
    .doc = "Why the call failed, as host.classify and `sonde explain` read it: \"errno:ENOENT\"; nil: "
           "nothing tells.",
    .kind = SONDE_TEXT}};

#define TEXT_COLUMN(NAME, INDEX, DOC)                                                                        \
  { .name = NAME, .unit = "", .doc = DOC, .kind = SONDE_TEXT, .offset = COLUMN(INDEX) }
#define COLUMN_OF(NAME, KIND, UNIT, INDEX, DOC)                                                              \
  { .name = NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .offset = COLUMN(INDEX) }

static const sonde_field functions_fields[] = {TEXT_COLUMN("name", FUNCTIONS_NAME, "The function."),
    TEXT_COLUMN("library", FUNCTIONS_LIBRARY, "Where it is."),
    TEXT_COLUMN("form", FUNCTIONS_FORM,
        "call: arguments, result, duration, error; entry: only that it was called, and when; none: not "
        "watched."),
    COLUMN_OF("slots", I64, "count", FUNCTIONS_SLOTS, "Places through which it is called that are watched."),
    COLUMN_OF("address", U64, "address", FUNCTIONS_ADDRESS, "Where it begins."),
    TEXT_COLUMN("signature", FUNCTIONS_SIGNATURE, "Its prototype; empty where none is known."),
    TEXT_COLUMN("failure", FUNCTIONS_FAILURE,
        "Which result says that it failed: -1 0 nonzero negative; empty: none."),
    TEXT_COLUMN(
        "errors", FUNCTIONS_ERRORS, "Which numbers tell why: errno win32 hresult ntstatus; empty: none."),
    COLUMN_OF(
        "waits", BOOL, "", FUNCTIONS_WAITS, "Whether it is made to wait, so that a long call is no fault."),
    TEXT_COLUMN("why", FUNCTIONS_WHY, "Why it is not watched; empty where it is.")};

static const sonde_field libraries_fields[] = {TEXT_COLUMN("path", LIBRARIES_PATH, "Its file."),
    COLUMN_OF("address", U64, "address", LIBRARIES_ADDRESS, "Where it is loaded."),
    COLUMN_OF("size", I64, "bytes", LIBRARIES_SIZE, "Bytes of addresses."),
    TEXT_COLUMN(
        "unseen", LIBRARIES_UNSEEN, "Which of its calls cannot be seen, and why; empty: none known.")};

static const sonde_field signatures_params[] = {
    PATTERNS("name", SONDE_FIELD_POSITIONAL, "Functions: patterns with * and ?; none: all.")};

static const sonde_field signatures_fields[] = {TEXT_COLUMN("name", SIGNATURES_NAME, "The function."),
    TEXT_COLUMN("prototype", SIGNATURES_PROTOTYPE, "As in C."),
    TEXT_COLUMN("failure", SIGNATURES_FAILURE,
        "Which result says that it failed: -1 0 nonzero negative; empty: none."),
    TEXT_COLUMN(
        "errors", SIGNATURES_ERRORS, "Which numbers tell why: errno win32 hresult ntstatus; empty: none."),
    TEXT_COLUMN("result", SIGNATURES_RESULT, "void i32 u32 i64 u64 pointer text utf16 other float struct."),
    TEXT_COLUMN("parameters", SIGNATURES_PARAMETERS,
        "The same of each parameter; ... at the end: an open number of them."),
    COLUMN_OF("recorded", I64, "", SIGNATURES_RECORDED, "How many arguments a record of its call holds."),
    COLUMN_OF("text", I64, "", SIGNATURES_TEXT,
        "Number of the argument whose text is taken of failed calls; 0: none."),
    COLUMN_OF("entry", BOOL, "", SIGNATURES_ENTRY, "Whether only its entry is seen."),
    COLUMN_OF("cheap", BOOL, "", SIGNATURES_CHEAP, "Whether it is watched only when `name` asks for it."),
    COLUMN_OF(
        "waits", BOOL, "", SIGNATURES_WAITS, "Whether it is made to wait, so that a long call is no fault."),
    TEXT_COLUMN("file", SIGNATURES_FILE, "Where it is declared."),
    COLUMN_OF("line", I64, "", SIGNATURES_LINE, "In which line.")};

static const sonde_field settings[] = {{.name = "signatures",
    .unit = "",
    .kind = SONDE_LIST,
    .item_kind = SONDE_TEXT,
    .doc = "Signature files of your own, or folders of them; they win over those that come with Sonde."}};

/* NOLINTEND(bugprone-macro-parentheses) */

static const sonde_fn fns[] = {{.name = "code",
    .needs = "",
    .call = code_call,
    .doc = "The name of the error of a failed call, from its columns: code { name = row.name, error = "
           "row.error, result = row.result }.",
    SONDE_PARAMS(code_params),
    SONDE_RESULTS(code_results)}};

static const sonde_query queries[] = {
    {.name = "functions",
        .needs = "process.launch tracer.attach",
        .open = functions_open,
        .next = functions_next,
        .close = listing_close,
        .doc = "The functions of the target: which are watched, how, and why not. Of the running "
               "subscription to `call`; without "
               "one, as these parameters would watch them.",
        SONDE_PARAMS(ask_params),
        SONDE_FIELDS(functions_fields),
        .record_size = COLUMN(FUNCTIONS_COLUMNS)},
    {.name = "libraries",
        .needs = "process.launch tracer.attach",
        .open = libraries_open,
        .next = libraries_next,
        .close = listing_close,
        .doc = "The program and the libraries in the target, and which of their calls cannot be seen. "
               "Parameters as of functions.",
        SONDE_PARAMS(ask_params),
        SONDE_FIELDS(libraries_fields),
        .record_size = COLUMN(LIBRARIES_COLUMNS)},
    {.name = "signatures",
        .needs = "",
        .open = signatures_open,
        .next = signatures_next,
        .close = listing_close,
        .doc = "The functions whose prototype is known, and how each says that it failed.",
        SONDE_PARAMS(signatures_params),
        SONDE_FIELDS(signatures_fields),
        .record_size = COLUMN(SIGNATURES_COLUMNS)},
};

static const sonde_event events[] = {{.name = "call",
    .needs = "process.launch tracer.attach",
    .subscribe = call_subscribe,
    .unsubscribe = call_unsubscribe,
    .doc =
        "Calls of library functions in the target, as they return: which function, how long, whether it "
        "failed and why, its arguments "
        "and result. Of a function without a signature only the entry. A target takes one set of parameters.",
    SONDE_PARAMS(call_params),
    SONDE_FIELDS(call_fields),
    .record_size = sizeof(tracer_call)}};

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *given, sonde_self **out) {
  (void)call;
  sonde_self *self = NEW(sonde_self);
  self->host = host;
  self->targets = host->get_interface(host, SONDE_TARGET_1);
  value_copy(&self->memory, &given[0], &self->places, NULL);
  *out = self;
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  signatures_free(&self->signatures);
  arena_free(&self->memory);
  memory_free(self);
}

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "tracer",
    .version = "0.1.0",
    .summary = "Library calls of a program: arguments, results, errors, durations",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_EVENTS(events),
    SONDE_SETTINGS(settings),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
};

SONDE_PLUGIN(table);
