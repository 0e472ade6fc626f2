/*
 * sonde.h - all a Sonde plugin needs.
 *
 * A plugin is a shared library that exports one pure function, sonde_plugin_v0(). It returns one constant table: a
 * frozen head, then rows that describe functions, queries, events and settings. The host reads the table; Lua
 * bindings, argument checks, documentation and editor types are computed from it.
 *
 * C99 and C++11, no operating-system headers, UTF-8 everywhere, the same layout on Windows x64 and Linux x64. This is
 * version 0.x: it may change until it is frozen as 1.0. CONTRACT.md says what is promised; CHANGES.md what changed.
 *
 * Thread tags, on every function pointer:
 *   [host]    called on the host's main thread, never while another call into the same plugin runs
 *   [serial]  called on any thread, never two calls into one plugin at a time
 *   [any]     called on any thread, several at a time
 *   [lane]    called only by the thread that opened the lane (see sonde_lane.h)
 *
 * Memory: arguments live until you return. Results are built in the call's arena (host->alloc) or in constant memory
 * and are copied by the host when you have returned. The table lives as long as the process. Nobody frees anything
 * across the border.
 */
#ifndef SONDE_H
#define SONDE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define SONDE_CALL __cdecl
#define SONDE_EXPORT __declspec(dllexport)
#else
#define SONDE_CALL
#define SONDE_EXPORT __attribute__((visibility("default")))
#endif

/* ---------------------------------------------------------------------------------------------------- versions -- */

#define SONDE_MAGIC 0x4E4F5331u /* "1SON" in memory on a little-endian machine */
#define SONDE_ABI_MAJOR 0
#define SONDE_ABI_MINOR 1
#define SONDE_ENTRY "sonde_plugin_v0" /* the exported function; the number is SONDE_ABI_MAJOR */

/* Starts every table. These 16 bytes never change, in no version. */
typedef struct sonde_head {
  uint32_t magic;       /* SONDE_MAGIC */
  uint16_t abi_major;   /* SONDE_ABI_MAJOR of the header this was built with */
  uint16_t abi_minor;   /* SONDE_ABI_MINOR of the header this was built with */
  uint32_t size;        /* bytes of the table that starts here */
  uint32_t needs_minor; /* smallest host minor this can live with: 0 unless you say so */
} sonde_head;

/* The head of a table of type TYPE, as an initializer. */
#define SONDE_HEAD(TYPE) {SONDE_MAGIC, SONDE_ABI_MAJOR, SONDE_ABI_MINOR, (uint32_t)sizeof(TYPE), 0}

/* ---------------------------------------------------------------------------------------------------- statuses -- */

typedef int32_t sonde_status;

#define SONDE_OK 0
#define SONDE_ARG 1         /* an argument is wrong: kind, range, unknown name */
#define SONDE_STATE 2       /* not now: stale handle, already stopped, target gone */
#define SONDE_DENIED 3      /* the system or the trust file does not allow it */
#define SONDE_MISSING 4     /* what was named does not exist */
#define SONDE_UNSUPPORTED 5 /* this platform, version or target cannot do it */
#define SONDE_OS 6          /* the system failed; the OS number tells how */
#define SONDE_MEMORY 7      /* no memory, or the call's budget is used up */
#define SONDE_TIMEOUT 8     /* the deadline passed */
#define SONDE_CANCELLED 9   /* the host asked the call to stop */
#define SONDE_STATUS_COUNT 10

/* ------------------------------------------------------------------------------------------------------ values -- */

/* What a sonde_value holds and what a sonde_field declares. SYMBOL and PAIRS occur in columns of records only. */
#define SONDE_NIL 0      /* nothing: an optional argument that was not given */
#define SONDE_UNKNOWN 1  /* could not be had; len is the reason, u.s a sentence or NULL */
#define SONDE_BOOL 2     /* u.u: 0 or 1 */
#define SONDE_I64 3      /* u.i */
#define SONDE_U64 4      /* u.u */
#define SONDE_F64 5      /* u.n; never NaN or infinite */
#define SONDE_TEXT 6     /* u.s: len bytes of UTF-8; a zero byte behind them is not required */
#define SONDE_BYTES 7    /* u.s: len bytes */
#define SONDE_LIST 8     /* u.list: len items */
#define SONDE_MAP 9      /* u.map: len pairs, no key twice */
#define SONDE_HANDLE 10  /* u.u: in results a number minted by host->handle, in arguments the cookie you gave it */
#define SONDE_SYMBOL 11  /* column: u32, the number of a text defined in-band */
#define SONDE_PAIRS 12   /* column: sonde_slice of texts: key 0 value 0 key 0 value 0 ... */
#define SONDE_KIND_COUNT 13

/* Why a value is unknown. 8 to 15 are reserved. The same numbers are the quality bits of a column. */
#define SONDE_WHY_KNOWN 0       /* quality bits only: the column holds a value */
#define SONDE_WHY_UNKNOWN 1     /* no better reason */
#define SONDE_WHY_UNSUPPORTED 2 /* the system has no such value */
#define SONDE_WHY_DENIED 3      /* the caller may not read it */
#define SONDE_WHY_IMPLAUSIBLE 4 /* the system answered, and the answer cannot be true */
#define SONDE_WHY_GONE 5        /* the process, file or object ended meanwhile */
#define SONDE_WHY_NOT_ASKED 6   /* expensive, and nobody asked for it */
#define SONDE_WHY_OVERFLOW 7    /* it does not fit */

struct sonde_pair;

/* One value, 16 bytes. All zero is nil. */
typedef struct sonde_value {
  uint32_t kind; /* SONDE_NIL to SONDE_HANDLE */
  uint32_t len;  /* bytes of a text or bytes, items of a list or map, reason of an unknown; else 0 */
  union {
    int64_t i;
    uint64_t u;
    double n;
    const char *s;
    const struct sonde_value *list;
    const struct sonde_pair *map;
  } u;
} sonde_value;

/* One entry of a map. */
typedef struct sonde_pair {
  const char *key; /* UTF-8, ends with a zero byte, never NULL */
  sonde_value value;
} sonde_pair;

/* ------------------------------------------------------------------------------------------------------ fields -- */

/* Field flags 0-15 must be understood by the host (an unknown one is an error), 16-31 may be ignored. */
#define SONDE_FIELD_REQUIRED 0x1u   /* parameter: must be given; result: always there */
#define SONDE_FIELD_POSITIONAL 0x2u /* parameter: the one that may be given without its name; one a row */
#define SONDE_FIELD_SECRET 0x4u     /* never logged, taped or shown */
#define SONDE_FIELD_SUBJECT 0x8u    /* column: the symbol in the record's header (offset 4), what the record is about */
#define SONDE_FIELD_QUALITY 0x10u   /* column: u64 with four quality bits (SONDE_WHY_*) for each of 16 columns but the
                                       subject; a record that ends before it says nothing against its columns */
#define SONDE_FIELD_EXPENSIVE 0x20u /* column or result: not_asked unless its name is in the call's `columns` list */

/*
 * A parameter, a result, a setting or a column. One validator of the host checks them all.
 * `initial`, `least`, `most` and `choices` are texts, read by the parser that reads sonde.ini: "5s" and "64 MiB" are
 * understood where the unit is ns or bytes. Each may be NULL: none.
 */
typedef struct sonde_field {
  const char *name;    /* [a-z][a-z0-9_]*, unique in its row */
  const char *unit;    /* ns time bytes percent pid address flags hash id count ratio ticks handle:TYPE "" ...; never NULL */
  const char *doc;     /* one sentence, English; never NULL */
  const char *initial; /* parameter, setting: the value when not given */
  const char *least;   /* smallest value */
  const char *most;    /* largest value; of a text: bytes, of a list: items */
  const char *choices; /* of a text: the allowed words, separated by spaces */
  const struct sonde_field *members; /* of a map, or of the maps in a list; NULL: any */
  uint32_t kind;       /* SONDE_BOOL to SONDE_PAIRS */
  uint32_t item_kind;  /* of a list: the kind of its items; else 0 */
  uint32_t offset;     /* column: bytes from the record's start (16 or more; SUBJECT: 4); else 0 */
  uint32_t flags;      /* SONDE_FIELD_* */
  uint32_t nmembers;   /* rows in members */
  uint32_t since;      /* header minor that this field needs: 0 unless it uses something newer */
  uint32_t shift;      /* integer or bool column packed in a word: its lowest bit; else 0 */
  uint32_t width;      /* integer column packed in a word: its bits, 1-63; bool: 1; 0: the whole word */
} sonde_field;

/* ----------------------------------------------------------------------------------------------------- records -- */

/*
 * Every record, in a span or a lane, starts with this and is a multiple of 8 bytes. Its columns lie at the offsets that
 * the fields of its row declare, counted from the record's start, each 8-aligned (SUBJECT: in `subject`; packed
 * columns: 8-aligned words): bool, i64, u64, f64 and handle take 8 bytes, symbol 4 (8 reserved), text, bytes and pairs a sonde_slice. A
 * record may be shorter than the row's record_size: columns beyond its end are unknown (not asked).
 */
typedef struct sonde_record {
  uint16_t size;    /* bytes, this header included, multiple of 8; in a lane 0 means: not written yet */
  uint16_t event;   /* index of the event in its plugin's table; SONDE_DEFINE; 0 in queries */
  uint32_t subject; /* symbol of the SUBJECT column; 0: none */
  uint64_t time;    /* the writer's counter when the record was written; never decreases in a lane or query */
} sonde_record;

#define SONDE_DEFINE 0xFFFFu /* record.event of a sonde_define */

/* A text, bytes or pairs column: where its bytes lie in the heap that travels with the records. */
typedef struct sonde_slice {
  uint32_t offset; /* from the heap's start */
  uint32_t len;    /* bytes present; top bit set (SONDE_SLICE_CUT): the text was longer and was cut */
} sonde_slice;

#define SONDE_SLICE_CUT 0x80000000u

/* Gives symbol `record.subject` (1-65535) its text, before the first record that uses it. */
typedef struct sonde_define {
  sonde_record record; /* event = SONDE_DEFINE */
  sonde_slice text;
} sonde_define;

/* Makes nanoseconds of a record's time: mono = mono_ns + ((time - raw) * mult >> shift), wall likewise. */
typedef struct sonde_clock {
  uint64_t raw;    /* the counter at the anchor */
  int64_t mono_ns; /* monotonic nanoseconds at the anchor */
  int64_t wall_ns; /* nanoseconds since 1970-01-01 UTC at the anchor */
  uint64_t mult;   /* nanoseconds per count, times 2^shift */
  uint32_t shift;  /* 0-63 */
  uint32_t flags;  /* 0 */
} sonde_clock;

/* One condition on a column. All conditions of a sonde_where must hold. */
typedef struct sonde_condition {
  const char *column;
  uint32_t op; /* SONDE_EQ ... */
  uint32_t flags; /* 0 */
  sonde_value value; /* SONDE_IN: a list */
} sonde_condition;

#define SONDE_EQ 1
#define SONDE_NE 2
#define SONDE_LT 3
#define SONDE_LE 4
#define SONDE_GT 5
#define SONDE_GE 6
#define SONDE_IN 7
#define SONDE_LIKE 8 /* text with * and ? */

typedef struct sonde_where {
  const sonde_condition *conditions;
  uint32_t nconditions;
  uint32_t flags; /* 0 */
} sonde_where;

#define SONDE_SPAN_END 0x1u  /* out: no more records after these */
#define SONDE_SPAN_WAIT 0x2u /* out: nothing just now, ask again */
#define SONDE_SPAN_GAP 0x4u  /* out: records were lost before these; `lost` tells how many */

/* What next() hands over. Records and heap are the plugin's memory, valid until the next next() or close(). */
typedef struct sonde_span {
  uint32_t size;  /* in: sizeof(sonde_span) of the host */
  uint32_t flags; /* out: SONDE_SPAN_* */
  const void *records;     /* out: nbytes of records, 8-aligned */
  const uint8_t *heap;     /* out: what the slices point into */
  const sonde_clock *clock; /* out: of the records' times; NULL: times are nanoseconds since 1970-01-01 UTC */
  uint64_t nbytes, heap_bytes;
  uint64_t lost;     /* out: records lost before these */
  uint32_t nrecords; /* out: at most 4096 */
  uint32_t reserved;
  uint64_t wanted;          /* in: bit i: column i of the row will be used; a plugin may ignore it */
  uint64_t limit;           /* in: the caller needs at most so many more records; 0: all; may be ignored */
  const sonde_where *where; /* in: the caller drops other records; NULL: none; may be ignored */
} sonde_span;

/* -------------------------------------------------------------------------------------------------------- host -- */

typedef struct sonde_call sonde_call; /* one call: its arena, deadline, error */
typedef struct sonde_self sonde_self; /* the plugin's own state, made by create() */

#define SONDE_LOG_ERROR 1
#define SONDE_LOG_WARNING 2
#define SONDE_LOG_INFO 3
#define SONDE_LOG_DEBUG 4

/* What the host offers. Lives from create() to the return of destroy(). */
typedef struct sonde_host {
  sonde_head head;
  void *self; /* the host's own; not yours */

  /* [any] One line for Sonde's log. level: SONDE_LOG_*. */
  void(SONDE_CALL *log)(const struct sonde_host *host, int32_t level, const char *text);

  /* [serial] Sets the call's error and returns `status`, so that `return host->fail(...)` reads well.
   * os_error: errno or GetLastError(), 0 if none. text: one sentence: what failed, on what, why, what to do. */
  sonde_status(SONDE_CALL *fail)(sonde_call *call, sonde_status status, uint32_t os_error, const char *text);

  /* [serial] Zeroed memory, 16-aligned, that lives until the host has copied the answer. NULL: over the budget. */
  void *(SONDE_CALL *alloc)(sonde_call *call, uint64_t bytes);

  /* [serial] A handle of this type for your cookie; 0: none left. release() of the table runs when it ends.
   * type: static text, the TYPE of the unit "handle:TYPE". */
  uint64_t(SONDE_CALL *handle)(sonde_call *call, const char *type, uint64_t cookie);

  /* [any] Not 0: stop now and return SONDE_CANCELLED. Slow functions ask at least every 100 ms. */
  int32_t(SONDE_CALL *cancelled)(sonde_call *call);

  /* [any] Nanoseconds until the deadline, 0 when it has passed, INT64_MAX when there is none. */
  int64_t(SONDE_CALL *time_left_ns)(sonde_call *call);

  /* [any] How far a slow call is. done: 0 to 1, negative: not known. text: may be NULL. */
  void(SONDE_CALL *progress)(sonde_call *call, double done, const char *text);

  /* [any] A further table by its id ("sonde.lane/1"); NULL: this host has none. Starts with a sonde_head. */
  const void *(SONDE_CALL *get_interface)(const struct sonde_host *host, const char *id);
} sonde_host;

/* -------------------------------------------------------------------------------------------------------- rows -- */

/* Row flags 0-15 must be understood by the host, 16-31 may be ignored. */
#define SONDE_ROW_SLOW 0x1u     /* may take longer than 50 ms: looks at cancelled(), is given a deadline */
#define SONDE_ROW_PARALLEL 0x2u /* SLOW function that may run beside other calls: its tag is [any] */
#define SONDE_ROW_METHOD 0x4u   /* first parameter is a handle; scripts write handle:name() */
#define SONDE_ROW_CHANGES 0x8u  /* changes the system or the target: never run for a plan or a test */
#define SONDE_ROW_COLUMNS 0x10u /* query: parameter `columns` (list of text, at most 16) adds a text column of each name, a
                                   sonde_slice at record_size + 8 * i */

/* A function: one answer. Rows of the table are constant. */
typedef struct sonde_fn {
  const char *name;  /* [a-z][a-z0-9_]*, unique among the plugin's functions, queries and events */
  const char *doc;   /* one or more sentences, English; the first one is the summary */
  const char *needs; /* capabilities, separated by spaces: "process.read"; "" none */
  const sonde_field *params;
  const sonde_field *results; /* one result named `value` reaches scripts bare, any other set as a table */
  /* [serial], or [any] with SONDE_ROW_PARALLEL. args: nparams values in the order of params, checked, defaults filled in,
   * nil where an optional one is missing. results: nresults values to fill, nil at first. */
  sonde_status(SONDE_CALL *call)(sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results);
  uint32_t nparams, nresults;
  uint32_t since; /* header minor that this row needs */
  uint32_t flags; /* SONDE_ROW_* */
} sonde_fn;

/* A query: a finite stream of records. */
typedef struct sonde_query {
  const char *name, *doc, *needs; /* as in sonde_fn */
  const sonde_field *params;
  const sonde_field *fields; /* the columns of its records */
  /* [serial] args as for a function. *cursor: yours, any value. */
  sonde_status(SONDE_CALL *open)(sonde_self *self, sonde_call *call, const sonde_value *args, void **cursor);
  /* [serial] Returns within 50 ms or at 4096 records. */
  sonde_status(SONDE_CALL *next)(sonde_self *self, sonde_call *call, void *cursor, sonde_span *span);
  /* [serial] Always called once after a successful open. */
  void(SONDE_CALL *close)(sonde_self *self, void *cursor);
  uint32_t nparams, nfields;
  uint32_t record_size; /* bytes of a whole record; shorter ones are allowed */
  uint32_t since, flags;
  uint32_t reserved;
} sonde_query;

/* An event: a live stream of records, written to lanes (sonde_lane.h) by threads of the plugin (sonde_thread.h). */
typedef struct sonde_event {
  const char *name, *doc, *needs; /* as in sonde_fn */
  const sonde_field *params;
  const sonde_field *fields; /* the columns of its records */
  /* [serial] Start to deliver. subscription: what sonde.lane/1 open() wants. *cookie: yours. */
  sonde_status(SONDE_CALL *subscribe)(sonde_self *self, sonde_call *call, const sonde_value *args,
    uint64_t subscription, void **cookie);
  /* [serial] On return the subscription's lanes are closed and nothing more is written. */
  void(SONDE_CALL *unsubscribe)(sonde_self *self, void *cookie);
  uint32_t nparams, nfields;
  uint32_t record_size;
  uint32_t since, flags;
  uint32_t reserved;
} sonde_event;

/* ------------------------------------------------------------------------------------------------------- table -- */

/* The plugin. Append only: what is beyond head.size is NULL or 0 for the host. */
typedef struct sonde_plugin {
  sonde_head head;
  const char *name;    /* [a-z][a-z0-9_]*: what scripts write behind `host.` */
  const char *version; /* yours: "1.4.2" */
  const char *summary; /* one line */
  const char *vendor;
  const sonde_fn *fns;
  const sonde_query *queries;
  const sonde_event *events;
  const sonde_field *settings; /* read from [plugin.NAME] of sonde.ini, given to create() */
  uint32_t nfns, nqueries, nevents, nsettings;
  uint32_t fn_size, query_size, event_size, field_size; /* sizeof of each row type: rows may grow */

  /* [host] Makes the state. settings: nsettings values in the order of settings. May be NULL: no state. */
  sonde_status(SONDE_CALL *create)(const sonde_host *host, sonde_call *call, const sonde_value *settings,
    sonde_self **self);
  /* [host] Before the first call of a row; threads may start here. May be NULL. */
  sonde_status(SONDE_CALL *start)(sonde_self *self, sonde_call *call);
  /* [host] On return no thread of yours runs. May be NULL. */
  void(SONDE_CALL *stop)(sonde_self *self);
  /* [host] Frees the state. May be NULL. */
  void(SONDE_CALL *destroy)(sonde_self *self);
  /* [serial] A handle of yours ended. type and cookie: as given to host->handle. May be NULL if you mint none. */
  void(SONDE_CALL *release)(sonde_self *self, const char *type, uint64_t cookie);
} sonde_plugin;

/* [any] The entry point. Pure: no side effects, the same table every time. */
SONDE_EXPORT const sonde_plugin *SONDE_CALL sonde_plugin_v0(void);

/* ------------------------------------------------------------------------------------------------------ layout -- */

#if defined(__cplusplus)
#define SONDE_ASSERT(cond, name) static_assert(cond, #name)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define SONDE_ASSERT(cond, name) _Static_assert(cond, #name)
#else
#define SONDE_ASSERT(cond, name) typedef char name[(cond) ? 1 : -1]
#endif
#define SONDE_SIZE(type, bytes) SONDE_ASSERT(sizeof(type) == (bytes), sonde_size_of_##type)
#define SONDE_AT(type, member, bytes) SONDE_ASSERT(offsetof(type, member) == (bytes), sonde_##type##_##member)

SONDE_SIZE(sonde_head, 16);
SONDE_SIZE(sonde_value, 16);
SONDE_SIZE(sonde_pair, 24);
SONDE_SIZE(sonde_field, 96);
SONDE_SIZE(sonde_record, 16);
SONDE_SIZE(sonde_slice, 8);
SONDE_SIZE(sonde_define, 24);
SONDE_SIZE(sonde_clock, 40);
SONDE_SIZE(sonde_condition, 32);
SONDE_SIZE(sonde_where, 16);
SONDE_SIZE(sonde_span, 88);
SONDE_SIZE(sonde_host, 88);
SONDE_SIZE(sonde_fn, 64);
SONDE_SIZE(sonde_query, 88);
SONDE_SIZE(sonde_event, 80);
SONDE_SIZE(sonde_plugin, 152);

#ifdef __cplusplus
}
#endif
#endif
