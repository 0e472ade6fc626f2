/* Fields of the rows about tracked heaps. */
#include "fields.h"

#define HEAP                                                                                                 \
  {                                                                                                          \
    .name = "heap", .unit = "handle:" HEAP_HANDLE, .doc = "What track has answered.", .kind = SONDE_HANDLE,  \
    .flags = SONDE_FIELD_REQUIRED                                                                            \
  }
#define WHAT(DOC)                                                                                            \
  {                                                                                                          \
    .name = "what", .unit = "", .doc = DOC, .kind = SONDE_TEXT, .initial = "all",                            \
    .choices = "all blocks mappings"                                                                         \
  }
#define LIMITED(NAME, UNIT, INITIAL, LEAST, MOST, DOC)                                                       \
  {                                                                                                          \
    .name = NAME, .unit = UNIT, .doc = DOC, .kind = SONDE_I64, .initial = INITIAL, .least = LEAST,           \
    .most = MOST                                                                                             \
  }

const sonde_field track_params[TRACK_PARAMS] = {
    {.name = "target",
        .unit = "handle:target",
        .doc = "The program; without it the one that the command line names.",
        .kind = SONDE_HANDLE,
        .flags = SONDE_FIELD_POSITIONAL},
    WHAT("What to record: blocks (malloc, new, HeapAlloc ...), mappings (mmap, VirtualAlloc), or all."),
    LIMITED("frames", "count", "32", "1", "64", "Frames to keep of each stack, the innermost ones."),
    LIMITED("least", "bytes", "0", "0", "1 TiB",
        "Smaller allocations are not recorded; what frees them is counted as unknown then."),
    LIMITED("threads", "count", "64", "1", "256",
        "Threads that can allocate at once; calls of others are counted and not recorded.")};

const sonde_field track_results[1] = {{.name = "value",
    .unit = "handle:" HEAP_HANDLE,
    .doc = "The heap.",
    .kind = SONDE_HANDLE,
    .flags = SONDE_FIELD_REQUIRED}};

const sonde_field totals_params[1] = {HEAP};

const sonde_field totals_results[TOTALS_RESULTS] = {
    FIELD("live_bytes", I64, "bytes", "Bytes allocated and not freed, as they were asked for."),
    FIELD("live_blocks", I64, "count", "Blocks allocated and not freed."),
    FIELD("allocations", I64, "count", "All allocations; realloc counts as a free and an allocation."),
    FIELD("allocated_bytes", I64, "bytes", "Bytes of all allocations."),
    FIELD("peak_bytes", I64, "bytes", "Most bytes that were live at once."),
    FIELD("frees", I64, "count", "All frees."),
    FIELD("unknown_frees", I64, "count",
        "Frees of blocks that were not allocated under watch: before the program's first instruction, or "
        "below "
        "`least`."),
    FIELD("mapped_bytes", I64, "bytes", "Bytes mapped and not unmapped."),
    FIELD("mapped_pieces", I64, "count", "Pieces of address space that are mapped."),
    FIELD("mappings", I64, "count", "All mappings that were made."),
    FIELD("mapped_all_bytes", I64, "bytes", "Bytes of all mappings."),
    FIELD("mapped_peak_bytes", I64, "bytes", "Most bytes that were mapped at once."),
    FIELD("unmaps", I64, "count", "All calls that unmap."),
    FIELD("unknown_unmaps", I64, "count", "Those that met nothing mapped under watch."),
    FIELD("ended", BOOL, "", "Whether the program has ended: what is live now was never freed."),
    FIELD("complete", BOOL, "",
        "Whether everything was recorded. If not, the sums are at least right for what was: the true ones "
        "may be "
        "larger, and blocks may be called live that are not."),
    FIELD("lost", I64, "count", "Records that were lost or could not be."),
    FIELD("unseen_calls", I64, "count", "Calls of threads for which there was no room; see `threads`."),
    FIELD(
        "unmatched", I64, "count", "Blocks whose free was never seen although their address was used again."),
    FIELD("stacks_lost", I64, "count", "Allocations whose stack found no room: they have no site."),
    FIELD("stacks_cut", I64, "count", "Stacks deeper than `frames`."),
    FIELD("stacks_ended", I64, "count", "Stacks whose outer part could not be found."),
    FIELD("descendants", I64, "count", "Changes in processes that the program has made: not in these sums."),
    FIELD("replaced", BOOL, "",
        "Whether the program has replaced itself by another (exec): the sums are of what it had then, and "
        "nothing "
        "of the other one is seen.")};

const sonde_field mark_params[2] = {HEAP, {.name = "label",
                                              .unit = "",
                                              .doc = "Name of the mark; one of the same name is replaced.",
                                              .kind = SONDE_TEXT,
                                              .most = "100",
                                              .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL}};
const sonde_field mark_results[MARK_RESULTS] = {
    FIELD("live_bytes", I64, "bytes", "Bytes allocated and not freed."),
    FIELD("live_blocks", I64, "count", "Blocks allocated and not freed."),
    FIELD("mapped_bytes", I64, "bytes", "Bytes mapped and not unmapped.")};

const sonde_field sites_params[SITES_PARAMS] = {HEAP,
    {.name = "by",
        .unit = "",
        .doc = "Order: live bytes, count of live blocks, growth in bytes since `from`, churn (freed blocks), "
               "or peak bytes.",
        .kind = SONDE_TEXT,
        .initial = "bytes",
        .choices = "bytes count growth churn peak"},
    LIMITED("top", "count", "20", "1", "100000", "At most so many sites."),
    LIMITED("min_bytes", "bytes", "0", "0", NULL,
        "Only sites with so many live bytes; by growth: that gained so many."),
    LIMITED("min_blocks", "count", "0", "0", NULL,
        "Only sites with so many live blocks; by growth: that gained so many."),
    WHAT("Blocks, mappings, or all."),
    {.name = "from",
        .unit = "",
        .doc = "Label of an earlier mark: what was gained since.",
        .kind = SONDE_TEXT},
    {.name = "to", .unit = "", .doc = "Label of a later mark; without it: now.", .kind = SONDE_TEXT}};

const sonde_field sites_fields[SITES_COLUMNS] = {
    COLUMN_OF("site", U64, "id", SITES_SITE,
        "Number of the stack: the same in each run of the same files; 0: no stack was kept."),
    COLUMN_OF("kind", TEXT, "", SITES_KIND,
        "malloc calloc realloc aligned new new[], heap (Windows); mappings: mmap, file, mremap, virtual "
        "(Windows)."),
    COLUMN_OF("live_bytes", I64, "bytes", SITES_LIVE_BYTES, "Bytes allocated and not freed."),
    COLUMN_OF("live_blocks", I64, "count", SITES_LIVE_BLOCKS, "Blocks or pieces not freed."),
    COLUMN_OF("allocations", I64, "count", SITES_ALLOCATIONS, "All allocations from here."),
    COLUMN_OF("allocated_bytes", I64, "bytes", SITES_ALLOCATED_BYTES, "Bytes of all of them."),
    COLUMN_OF("peak_bytes", I64, "bytes", SITES_PEAK_BYTES, "Most bytes from here that were live at once."),
    COLUMN_OF("largest", I64, "bytes", SITES_LARGEST, "Bytes of the largest allocation."),
    COLUMN_OF("freed", I64, "count", SITES_FREED, "Blocks freed, since `from` when it is given."),
    COLUMN_OF(
        "gained_bytes", I64, "bytes", SITES_GAINED_BYTES, "Live bytes more than at `from`; negative: fewer."),
    COLUMN_OF("gained_blocks", I64, "count", SITES_GAINED_BLOCKS,
        "Live blocks more than at `from`; negative: fewer."),
    COLUMN_OF("function", TEXT, "", SITES_FUNCTION,
        "Who asked for the memory: the innermost function that is none of the C and C++ runtime's, nor a "
        "wrapper of "
        "malloc by the usual names (xmalloc, g_malloc ...)."),
    COLUMN_OF("file", TEXT, "", SITES_FILE, "Its source file; known with debug information."),
    COLUMN_OF("line", I64, "", SITES_LINE, "The line of the call there."),
    COLUMN_OF("library", TEXT, "", SITES_LIBRARY, "The program or library it is in."),
    COLUMN_OF("stack", TEXT, "", SITES_STACK, "All frames, one a line, the innermost first."),
    QUALITY(SITES_QUALITY),
    COLUMN_OF("place", TEXT, "", SITES_PLACE,
        "Who asked for the memory, as far as it is known: function (file:line), function+offset (library), "
        "or "
        "library+offset.")};
