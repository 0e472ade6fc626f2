/* The table of the plugin: where a process's memory is, what it has open, what grew, and where it was
 * allocated. */
#include <string.h>

#include "base/memory.h"
#include "fields.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): these expand to parts of initializers */
#define KIND_CHOICE(NAME, DOC) #NAME " "
#define KIND_CHOICES REGION_KINDS(KIND_CHOICE)

#define PID                                                                                                  \
  {                                                                                                          \
    .name = "pid", .unit = "pid", .doc = "Number of the process.", .kind = SONDE_I64, .least = "1",          \
    .most = "4294967295", .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL                             \
  }
#define FIGURE(NAME, DOC) FIELD(#NAME, I64, "bytes", DOC),

static const sonde_field pid_params[] = {PID};

static const sonde_field kind_members[] = {FIELD("regions", I64, "count", "Number of regions."),
    FIELD("size", I64, "bytes", "Bytes of addresses."), REGION_FIGURES(FIGURE)};

#define KIND_RESULT(NAME, DOC)                                                                               \
  {.name = #NAME, .unit = "", .doc = DOC, .kind = SONDE_MAP, SONDE_MEMBERS(kind_members)},

static const sonde_field info_results[INFO_RESULTS] = {FIELD("name", TEXT, "", "Name of the program."),
    FIELD("resident", I64, "bytes", "Memory in RAM: resident set or working set."),
    FIELD("peak", I64, "bytes", "Largest resident so far."),
    FIELD("virtual", I64, "bytes", "Addresses in use or set aside."),
    FIELD("swap", I64, "bytes", "Bytes that were moved out to swap; Linux only."),
    FIELD("commit", I64, "bytes",
        "Bytes that the system has promised to have when they are used: private memory that can be written."),
    FIELD("regions", I64, "count", "Regions of the address space."),
    FIELD(
        "private", I64, "bytes", "Bytes in RAM that no other process shares: what its end would give back."),
    FIELD("shared", I64, "bytes", "Bytes in RAM that another process has mapped too."),
    FIELD("proportional", I64, "bytes",
        "Bytes in RAM, each page divided by the number of processes that share it; Linux only."),
    FIELD("dirty", I64, "bytes", "Bytes in RAM that were written; Linux only."), REGION_KINDS(KIND_RESULT)};

static const sonde_field map_params[] = {PID, {.name = "kind",
                                                  .unit = "",
                                                  .doc = "Only regions of this kind.",
                                                  .kind = SONDE_TEXT,
                                                  .choices = KIND_CHOICES}};

#define FIGURE_COLUMN(NAME, DOC) COLUMN_OF(#NAME, I64, "bytes", MAP_FIGURES + F_##NAME, DOC),

static const sonde_field map_fields[] = {
    COLUMN_OF("address", U64, "address", MAP_ADDRESS, "Where it begins."),
    COLUMN_OF("size", I64, "bytes", MAP_SIZE, "Bytes of addresses."),
    COLUMN_OF("kind", TEXT, "", MAP_KIND,
        "heap stack anonymous image mapped shared_memory guard reserved system: what it is for."),
    COLUMN_OF("protection", TEXT, "", MAP_PROTECTION,
        "What may be done: r read, w write, x run; s when writes are shared with others, else p."),
    COLUMN_OF("name", TEXT, "", MAP_NAME, "File, or the system's name for it; empty where there is none."),
    REGION_FIGURES(FIGURE_COLUMN) QUALITY(MAP_QUALITY)};

static const sonde_field handles_params[] = {
    PID, {.name = "type",
             .unit = "",
             .kind = SONDE_TEXT,
             .doc = "Only this type. Linux: file folder device pipe socket epoll eventfd timerfd signalfd "
                    "inotify memfd "
                    "and so on; Windows: File Event Key and so on."}};

static const sonde_field handles_fields[] = {
    COLUMN_OF("handle", I64, "", HANDLES_HANDLE, "Its number in the process."),
    COLUMN_OF("type", TEXT, "", HANDLES_TYPE, "What it is."),
    COLUMN_OF("name", TEXT, "", HANDLES_NAME,
        "Path, object name, or of a socket its protocol, addresses and state."),
    COLUMN_OF("flags", U64, "flags", HANDLES_FLAGS,
        "As it was opened: open(2) flags, or granted access (Windows)."),
    COLUMN_OF("offset", I64, "bytes", HANDLES_OFFSET,
        "Where in the file the next read or write begins; Linux only."),
    COLUMN_OF(
        "id", U64, "id", HANDLES_ID, "Number of the object: inode, or address in the kernel (Windows)."),
    QUALITY(HANDLES_QUALITY)};

#define SNAPSHOT(NAME, DOC, FLAGS)                                                                           \
  { .name = NAME, .unit = "handle:" SNAPSHOT_HANDLE, .doc = DOC, .kind = SONDE_HANDLE, .flags = FLAGS }
#define PATH(NAME, DOC, FLAGS)                                                                               \
  { .name = NAME, .unit = "", .doc = DOC, .kind = SONDE_TEXT, .flags = SONDE_FIELD_REQUIRED | (FLAGS) }

static const sonde_field snapshot_results[] = {SNAPSHOT("value", "The snapshot.", SONDE_FIELD_REQUIRED)};

static const sonde_field record_params[] = {PID, PATH("path", "File to write; an older one is replaced.", 0)};
static const sonde_field record_results[] = {FIELD("regions", I64, "count", "Regions that were saved."),
    FIELD("size", I64, "bytes", "Bytes of addresses."), FIELD("resident", I64, "bytes", "Bytes in RAM.")};
static const sonde_field load_params[] = {
    PATH("path", "A file that record has written.", SONDE_FIELD_POSITIONAL)};

#define TOP                                                                                                  \
  {                                                                                                          \
    .name = "top", .unit = "count", .doc = "How many regions to list.", .kind = SONDE_I64, .initial = "20",  \
    .least = "0", .most = "10000"                                                                            \
  }
static const sonde_field compare_params[] = {
    SNAPSHOT("before", "The earlier snapshot.", SONDE_FIELD_REQUIRED),
    SNAPSHOT("after", "The later one, or one of another run.", SONDE_FIELD_REQUIRED), TOP};
static const sonde_field compare_files_params[] = {
    PATH("before", "File of the earlier snapshot.", 0), PATH("after", "File of the later one.", 0), TOP};

static const sonde_field gain_members[] = {FIELD("kind", TEXT, "", "What the regions are for."),
    FIELD("regions", I64, "count", "Regions more; negative: fewer."),
    FIELD("size", I64, "bytes", "Bytes of addresses more."), REGION_FIGURES(FIGURE)};
static const sonde_field change_members[] = {
    FIELD("change", TEXT, "", "new gone grown shrunk, or changed: of the same size."),
    FIELD("kind", TEXT, "", "What it is for."), FIELD("name", TEXT, "", "Its file or name."),
    FIELD("address", U64, "address", "Where it begins, or began."),
    FIELD("size", I64, "bytes", "Bytes of addresses gained; negative: lost."), REGION_FIGURES(FIGURE)};

#define LIST(NAME, MEMBERS, DOC)                                                                             \
  { .name = NAME, .unit = "", .doc = DOC, .kind = SONDE_LIST, .item_kind = SONDE_MAP, SONDE_MEMBERS(MEMBERS) }
static const sonde_field compare_results[COMPARE_RESULTS] = {
    FIELD("elapsed", I64, "ns", "Time between the snapshots."),
    FIELD("size", I64, "bytes", "Bytes of addresses gained; negative: lost."),
    FIELD("commit", I64, "bytes", "Promised bytes gained."),
    REGION_FIGURES(FIGURE) LIST("kinds", gain_members, "What each kind of region gained."),
    LIST("regions", change_members, "Regions that changed, the largest change of resident first.")};

#define ROW(NAME, CALL, NEEDS, PARAMS, RESULTS, FLAGS, DOC)                                                  \
  {                                                                                                          \
    .name = NAME, .doc = DOC, .needs = NEEDS, SONDE_PARAMS(PARAMS), SONDE_RESULTS(RESULTS), .call = CALL,    \
    .flags = FLAGS                                                                                           \
  }

static const sonde_fn fns[] = {
    ROW("info", info_call, "process.read", pid_params, info_results, SONDE_ROW_SLOW,
        "Where the memory of a process is: totals, and of each kind of region. Values that cannot be had are "
        "unknown, with the reason."),
    ROW("snapshot", snapshot_call, "process.read", pid_params, snapshot_results, SONDE_ROW_SLOW,
        "Keeps the memory map of a process as it is now, to be compared with a later one."),
    ROW("record", record_call, "process.read file.write", record_params, record_results,
        SONDE_ROW_SLOW | SONDE_ROW_CHANGES, "Takes a snapshot and saves it to a file."),
    ROW("load", load_call, "file.read", load_params, snapshot_results, SONDE_ROW_SLOW,
        "Reads a saved snapshot."),
    ROW("compare", compare_call, "process.read", compare_params, compare_results,
        SONDE_ROW_SLOW | SONDE_ROW_METHOD,
        "What grew between two snapshots: in all, by kind, and the regions that changed most. Regions belong "
        "together when they overlap and have one name; in another run, when they have one name."),
    ROW("compare_files", compare_files_call, "file.read", compare_files_params, compare_results,
        SONDE_ROW_SLOW, "What grew between two saved snapshots."),
    ROW("track", track_call, "process.launch memory.agent", track_params, track_results, 0,
        "Records every allocation and free of a program that Sonde starts, with its stack, from the first "
        "instruction of the program on; before its first wait only. The answer is a heap: what is allocated "
        "and "
        "not freed, also after the end of the program."),
    ROW("totals", totals_call, "memory.agent", totals_params, totals_results, SONDE_ROW_METHOD,
        "Sums over a heap, and what is missing in them."),
    ROW("mark", mark_call, "memory.agent", mark_params, mark_results, SONDE_ROW_METHOD,
        "Keeps what is live of a heap now under a label, to be compared with later by sites{from=, to=}.")};

#define QUERY(NAME, STEM, PARAMS, FIELDS, COLUMNS, DOC)                                                      \
  {                                                                                                          \
    .name = NAME, .doc = DOC, .needs = "process.read", SONDE_PARAMS(PARAMS), SONDE_FIELDS(FIELDS),           \
    .open = STEM##_open, .next = STEM##_next, .close = STEM##_close, .record_size = COLUMN(COLUMNS),         \
    .flags = SONDE_ROW_SLOW                                                                                  \
  }

/* Rows about heaps are not SLOW: sonde.target/1 belongs to the host thread. */
static const sonde_query queries[] = {QUERY("map", map_query, map_params, map_fields, MAP_COLUMNS,
                                          "The regions of the address space of a process."),
    QUERY("handles", handles_query, handles_params, handles_fields, HANDLES_COLUMNS,
        "What a process has open: handles (Windows) or descriptors (Linux)."),
    {.name = "sites",
        .doc = "Where a heap's live blocks and mappings were allocated: a row for each stack, the largest "
               "first.",
        .needs = "memory.agent",
        SONDE_PARAMS(sites_params),
        SONDE_FIELDS(sites_fields),
        .open = sites_query_open,
        .next = sites_query_next,
        .close = sites_query_close,
        .record_size = COLUMN(SITES_COLUMNS),
        .flags = SONDE_ROW_METHOD}};
/* NOLINTEND(bugprone-macro-parentheses) */

static sonde_status SONDE_CALL create(
    const sonde_host *host, sonde_call *call, const sonde_value *settings, sonde_self **out) {
  (void)call;
  (void)settings;
  *out = NEW(sonde_self);
  (*out)->host = host;
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  memory_free(self);
}

static void SONDE_CALL release(sonde_self *self, const char *type, uint64_t cookie) {
  (void)self;
  if (strcmp(type, HEAP_HANDLE) == 0) {
    heap_user *u = (heap_user *)(uintptr_t)cookie;
    heap_leave(u->heap);
    memory_free(u);
  } else
    snapshot_free((snapshot *)(uintptr_t)cookie);
}

static const sonde_plugin table = {
    .head = SONDE_HEAD(sonde_plugin),
    .name = "memory",
    .version = "0.1.0",
    .summary = "Where the memory of a process is, what it has open, and what grew",
    .vendor = "Sonde",
    SONDE_FUNCTIONS(fns),
    SONDE_QUERIES(queries),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy,
    .release = release,
};

SONDE_PLUGIN(table);
