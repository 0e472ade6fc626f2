/* The table of the plugin: what type libraries say about COM classes, interfaces and their members. */
#include "base/memory.h"
#include "plugin.h"
#include "sonde_help.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): these expand to parts of initializers */
#define PATH                                                                                                 \
  {                                                                                                          \
    .name = "path", .unit = "", .kind = SONDE_TEXT, .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL,  \
    .doc = "The .tlb file, or a DLL, program or control that holds a type library."                          \
  }
#define RESOURCE                                                                                             \
  {                                                                                                          \
    .name = "resource", .unit = "", .kind = SONDE_I64, .least = "1", .most = "65535",                        \
    .doc = "Number of the TYPELIB resource of a DLL or program; missing: the first one."                     \
  }
#define COLUMNS                                                                                              \
  {                                                                                                          \
    .name = "columns", .unit = "", .kind = SONDE_LIST, .item_kind = SONDE_TEXT, .choices = "line",           \
    .doc = "Columns to make beside the others: line."                                                        \
  }
#define RESULT(NAME, KIND, UNIT, FLAGS, DOC)                                                                 \
  {.name = #NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_##KIND, .flags = FLAGS},
#define LIBRARY_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                         \
  {.name = #NAME,                                                                                            \
      .unit = UNIT,                                                                                          \
      .doc = DOC,                                                                                            \
      .kind = SONDE_##KIND,                                                                                  \
      .flags = FLAGS,                                                                                        \
      .offset = COLUMN(LIBRARY_##NAME)},
#define MEMBERS_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                         \
  {.name = #NAME,                                                                                            \
      .unit = UNIT,                                                                                          \
      .doc = DOC,                                                                                            \
      .kind = SONDE_##KIND,                                                                                  \
      .flags = FLAGS,                                                                                        \
      .offset = COLUMN(MEMBERS_##NAME)},
#define CLASSES_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                         \
  {.name = #NAME,                                                                                            \
      .unit = UNIT,                                                                                          \
      .doc = DOC,                                                                                            \
      .kind = SONDE_##KIND,                                                                                  \
      .flags = FLAGS,                                                                                        \
      .offset = COLUMN(CLASSES_##NAME)},
#define PROGIDS_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                         \
  {.name = #NAME,                                                                                            \
      .unit = UNIT,                                                                                          \
      .doc = DOC,                                                                                            \
      .kind = SONDE_##KIND,                                                                                  \
      .flags = FLAGS,                                                                                        \
      .offset = COLUMN(PROGIDS_##NAME)},
#define RUNNING_COLUMN(NAME, KIND, UNIT, FLAGS, DOC)                                                         \
  {.name = #NAME,                                                                                            \
      .unit = UNIT,                                                                                          \
      .doc = DOC,                                                                                            \
      .kind = SONDE_##KIND,                                                                                  \
      .flags = FLAGS,                                                                                        \
      .offset = COLUMN(RUNNING_##NAME)},
#define TIMEOUT                                                                                              \
  {                                                                                                          \
    .name = "timeout", .unit = "ns", .kind = SONDE_I64, .initial = "10s", .least = "100ms", .most = "10m",   \
    .doc = "The helper process is ended after this time."                                                    \
  }
#define NAMES(NAME, DOC)                                                                                     \
  { .name = NAME, .unit = "", .doc = DOC, .kind = SONDE_LIST, .item_kind = SONDE_TEXT }
#define INTERFACES NAMES("interfaces", "Those of these interfaces that it answers to.")
#define QUALITY(INDEX)                                                                                       \
  {                                                                                                          \
    .name = "quality", .unit = "flags", .doc = "Why columns are unknown.", .kind = SONDE_U64,                \
    .flags = SONDE_FIELD_QUALITY, .offset = COLUMN(INDEX)                                                    \
  }
/* NOLINTEND(bugprone-macro-parentheses) */

static const sonde_field info_params[INFO_PARAMS] = {PATH, RESOURCE};

static const sonde_field resource_members[] = {
    {.name = "id", .unit = "", .doc = "Its number; 0: it has a name instead.", .kind = SONDE_I64},
    {.name = "language", .unit = "id", .doc = "Its language.", .kind = SONDE_I64},
    {.name = "bytes", .unit = "bytes", .doc = "Its size.", .kind = SONDE_I64}};

static const sonde_field import_members[] = {
    {.name = "guid", .unit = "", .doc = "GUID of the library.", .kind = SONDE_TEXT},
    {.name = "version", .unit = "", .doc = "Its version.", .kind = SONDE_TEXT},
    {.name = "file", .unit = "", .doc = "Its file, as the compiler knew it.", .kind = SONDE_TEXT}};

static const sonde_field info_results[INFO_COUNT] = {INFO_RESULTS(RESULT){.name = "resources",
                                                         .unit = "",
                                                         .doc = "All TYPELIB resources of the file.",
                                                         .kind = SONDE_LIST,
                                                         .item_kind = SONDE_MAP,
                                                         SONDE_MEMBERS(resource_members)},
    {.name = "imports",
        .unit = "",
        .doc = "Libraries that it refers to.",
        .kind = SONDE_LIST,
        .item_kind = SONDE_MAP,
        SONDE_MEMBERS(import_members)},
    {.name = "damage",
        .unit = "",
        .doc = "What could not be read first, and where; empty: all was read.",
        .kind = SONDE_TEXT}};

static const sonde_field inspect_params[INSPECT_PARAMS] = {
    {.name = "class",
        .unit = "",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL,
        .doc = "ProgID, or CLSID in braces."},
    {.name = "describe",
        .unit = "",
        .kind = SONDE_BOOL,
        .initial = "true",
        .doc = "Look for the library that describes it; false: registry and server file only."}};

#define INSPECTED                                                                                            \
  INSPECT_RESULTS(RESULT)                                                                                    \
  NAMES("methods", "Names of the interface's methods."), NAMES("properties", "Names of its properties.")
static const sonde_field inspect_results[INSPECT_COUNT] = {INSPECTED};

static const sonde_field create_params[CREATE_PARAMS] = {
    {.name = "class",
        .unit = "",
        .kind = SONDE_TEXT,
        .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL,
        .most = "300",
        .doc = "ProgID, or CLSID in braces."},
    {.name = "context",
        .unit = "",
        .kind = SONDE_TEXT,
        .initial = "any",
        .choices = "any inproc local",
        .doc = "Which kind of server may answer; any: a DLL, else a program."},
    TIMEOUT,
    {.name = "interfaces",
        .unit = "",
        .kind = SONDE_TEXT,
        .initial = "known",
        .choices = "known registered",
        .doc = "What it is asked for: known interfaces of general use, or all that are registered too."}};
static const sonde_field create_results[CREATE_COUNT] = {
    CREATE_RESULTS(RESULT) OUTCOME_RESULTS(RESULT) INTERFACES};
static const sonde_field live_results[LIVE_COUNT] = {INSPECTED, OUTCOME_RESULTS(RESULT) INTERFACES,
    NAMES("tried", "What did not describe the object, each with its answer.")};

static const sonde_field running_params[RUNNING_PARAMS] = {TIMEOUT};
static const sonde_field running_fields[RUNNING_COUNT] = {
    RUNNING_FIELDS(RUNNING_COLUMN) QUALITY(RUNNING_QUALITY)};

static const sonde_field library_params[LIBRARY_PARAMS] = {PATH, RESOURCE, COLUMNS};
static const sonde_field library_fields[LIBRARY_COUNT] = {
    LIBRARY_FIELDS(LIBRARY_COLUMN) QUALITY(LIBRARY_QUALITY)};

static const sonde_field members_params[MEMBERS_PARAMS] = {PATH,
    {.name = "type",
        .unit = "",
        .kind = SONDE_TEXT,
        .doc = "Name of the type, or a pattern with * and ?; missing: all types."},
    RESOURCE, COLUMNS};
static const sonde_field members_fields[MEMBERS_COUNT] = {
    MEMBERS_FIELDS(MEMBERS_COLUMN) QUALITY(MEMBERS_QUALITY)};

static const sonde_field classes_params[] = {{.name = "clsid",
    .unit = "",
    .kind = SONDE_TEXT,
    .flags = SONDE_FIELD_POSITIONAL,
    .doc = "CLSID in braces, or a pattern with * and ?; missing: all."}};
static const sonde_field classes_fields[] = {CLASSES_FIELDS(CLASSES_COLUMN)};

static const sonde_field progids_params[] = {{.name = "progid",
    .unit = "",
    .kind = SONDE_TEXT,
    .flags = SONDE_FIELD_POSITIONAL,
    .doc = "The name, or a pattern with * and ?; missing: all."}};
static const sonde_field progids_fields[] = {PROGIDS_FIELDS(PROGIDS_COLUMN)};

static const sonde_fn fns[] = {
    {.name = "info",
        .needs = "file.read",
        .call = info_call,
        .flags = SONDE_ROW_SLOW,
        .doc = "What a type library is: name, GUID, version, help, how many types and members of each kind, "
               "and which other "
               "libraries it refers to.",
        SONDE_PARAMS(info_params),
        SONDE_RESULTS(info_results)},
    {.name = "inspect",
        .needs = "file.read",
        .call = inspect_call,
        .flags = SONDE_ROW_SLOW,
        .doc = "What a registered class is and offers, by its type library: no object is created, so a class "
               "that cannot be "
               "created is described too. Needs Windows.",
        SONDE_PARAMS(inspect_params),
        SONDE_RESULTS(inspect_results)},
    {.name = "create",
        .needs = "com.create",
        .call = create_call,
        .flags = SONDE_ROW_SLOW | SONDE_ROW_CHANGES,
        .doc = "Makes an object of a class and lets it go, in a process of its own that is ended when it "
               "takes too long: whether that works, else why not. Runs code of the class. Needs Windows.",
        SONDE_PARAMS(create_params),
        SONDE_RESULTS(create_results)},
    {.name = "inspect_live",
        .needs = "com.create file.read",
        .call = inspect_live_call,
        .flags = SONDE_ROW_SLOW | SONDE_ROW_CHANGES,
        .doc = "What an object of a class says of itself, and where it says nothing, its type library: as "
               "`inspect` and `create` together. Runs code of the class. Needs Windows.",
        SONDE_PARAMS(create_params),
        SONDE_RESULTS(live_results)},
};

static const sonde_query queries[] = {
    {.name = "library",
        .needs = "file.read",
        .open = library_open,
        .next = library_next,
        .close = library_close,
        .flags = SONDE_ROW_SLOW,
        .doc = "The types of a type library: classes, interfaces, enumerations, structures and so on.",
        SONDE_PARAMS(library_params),
        SONDE_FIELDS(library_fields),
        .record_size = COLUMN(LIBRARY_COUNT)},
    {.name = "members",
        .needs = "file.read",
        .open = members_open,
        .next = members_next,
        .close = members_close,
        .flags = SONDE_ROW_SLOW,
        .doc = "The functions, properties, constants and fields of the types of a library. Of an interface "
               "those of its own, "
               "without what it inherits.",
        SONDE_PARAMS(members_params),
        SONDE_FIELDS(members_fields),
        .record_size = COLUMN(MEMBERS_COUNT)},
    {.name = "classes",
        .needs = "file.read",
        .open = classes_open,
        .next = registered_next,
        .close = registered_close,
        .flags = SONDE_ROW_SLOW,
        .doc = "The classes that are registered for this user and this machine. Needs Windows.",
        SONDE_PARAMS(classes_params),
        SONDE_FIELDS(classes_fields),
        .record_size = COLUMN(CLASSES_COUNT)},
    {.name = "progids",
        .needs = "file.read",
        .open = progids_open,
        .next = registered_next,
        .close = registered_close,
        .flags = SONDE_ROW_SLOW,
        .doc = "The names of registered classes, as CreateObject takes them. Needs Windows.",
        SONDE_PARAMS(progids_params),
        SONDE_FIELDS(progids_fields),
        .record_size = COLUMN(PROGIDS_COUNT)},
    {.name = "running",
        .needs = "process.read",
        .open = running_open,
        .next = running_next,
        .close = running_close,
        .flags = SONDE_ROW_SLOW,
        .doc = "What programs offer to others in the running object table: documents and applications by "
               "their names. Needs Windows.",
        SONDE_PARAMS(running_params),
        SONDE_FIELDS(running_fields),
        .record_size = COLUMN(RUNNING_COUNT)},
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
    .name = "comintrospect",
    .version = "0.1.0",
    .summary = "What COM classes, their objects and type libraries offer",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
};

SONDE_PLUGIN(table);
