/*
 * sonde_help.h - small helpers for plugin authors; nothing here crosses the border, and none of it is needed.
 *
 * Values: sonde_i64(12), sonde_text("x"), sonde_unknown(SONDE_WHY_DENIED, "..."). Arguments arrive checked, so reading one is
 * args[0].u.i; the sonde_get functions are for optional ones. Errors: return sonde_failf(host, call, SONDE_OS, errno, "..."). Records
 * of a query: a sonde_rows holds them until the next next().
 */
#ifndef SONDE_HELP_H
#define SONDE_HELP_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sonde.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------------- table -- */

/* The number of elements of an array, for the counts of a table. */
#define SONDE_COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/*
 * An array and its length, among the designated initialisers of C: {.name = "depth", SONDE_PARAMS(depth_params), ...}. Each takes an
 * array, not a pointer. C++ wants initialisers in the order of the members: there, assign the two members.
 */
#define SONDE_PARAMS(fields) .params = (fields), .nparams = SONDE_COUNT(fields)    /* of any row */
#define SONDE_RESULTS(fields) .results = (fields), .nresults = SONDE_COUNT(fields) /* of a function */
#define SONDE_FIELDS(columns) .fields = (columns), .nfields = SONDE_COUNT(columns) /* of a query or event */
#define SONDE_MEMBERS(list) .members = (list), .nmembers = SONDE_COUNT(list)       /* of a field */

/* The same for the sonde_plugin. */
#define SONDE_FUNCTIONS(rows) .fns = (rows), .nfns = SONDE_COUNT(rows)
#define SONDE_QUERIES(rows) .queries = (rows), .nqueries = SONDE_COUNT(rows)
#define SONDE_EVENTS(rows) .events = (rows), .nevents = SONDE_COUNT(rows)
#define SONDE_SETTINGS(list) .settings = (list), .nsettings = SONDE_COUNT(list)

/* The sizes of its rows; every sonde_plugin has them. */
#define SONDE_ROW_SIZES                                                                                                \
  .fn_size = sizeof(sonde_fn), .query_size = sizeof(sonde_query), .event_size = sizeof(sonde_event),                   \
  .field_size = sizeof(sonde_field)

/* The entry point, in C and C++: SONDE_PLUGIN(table); at the end of a file with a constant sonde_plugin `table`. */
#define SONDE_PLUGIN(table)                                                                                            \
  SONDE_EXPORT const sonde_plugin *SONDE_CALL sonde_plugin_v0(void) {                                                  \
    return &(table);                                                                                                   \
  }                                                                                                                    \
  SONDE_ASSERT(sizeof(table) == sizeof(sonde_plugin), sonde_plugin_is_one_table)

/* ------------------------------------------------------------------------------------------------------ values -- */

static inline sonde_value sonde_nil(void) {
  sonde_value v;
  memset(&v, 0, sizeof v);
  return v;
}

static inline sonde_value sonde_of_kind(uint32_t kind) {
  sonde_value v = sonde_nil();
  v.kind = kind;
  return v;
}

static inline sonde_value sonde_bool(int b) {
  sonde_value v = sonde_of_kind(SONDE_BOOL);
  v.u.u = b != 0;
  return v;
}

static inline sonde_value sonde_i64(int64_t i) {
  sonde_value v = sonde_of_kind(SONDE_I64);
  v.u.i = i;
  return v;
}

static inline sonde_value sonde_u64(uint64_t u) {
  sonde_value v = sonde_of_kind(SONDE_U64);
  v.u.u = u;
  return v;
}

/* n must be finite: what is not a number is unknown. */
static inline sonde_value sonde_f64(double n) {
  sonde_value v = sonde_of_kind(SONDE_F64);
  v.u.n = n;
  return v;
}

/* s stays yours and must live until the host has copied the answer: constant, or from host->alloc. */
static inline sonde_value sonde_text_len(const char *s, size_t len) {
  sonde_value v = sonde_of_kind(SONDE_TEXT);
  v.len = (uint32_t)len;
  v.u.s = s;
  return v;
}

static inline sonde_value sonde_text(const char *s) {
  return s ? sonde_text_len(s, strlen(s)) : sonde_nil();
}

static inline sonde_value sonde_bytes(const void *s, size_t len) {
  sonde_value v = sonde_text_len((const char *)s, len);
  v.kind = SONDE_BYTES;
  return v;
}

/* number: of host->handle. */
static inline sonde_value sonde_handle(uint64_t number) {
  sonde_value v = sonde_u64(number);
  v.kind = SONDE_HANDLE;
  return v;
}

static inline sonde_value sonde_list(const sonde_value *items, size_t n) {
  sonde_value v = sonde_of_kind(SONDE_LIST);
  v.len = (uint32_t)n;
  v.u.list = items;
  return v;
}

static inline sonde_value sonde_map(const sonde_pair *pairs, size_t n) {
  sonde_value v = sonde_of_kind(SONDE_MAP);
  v.len = (uint32_t)n;
  v.u.map = pairs;
  return v;
}

/* why: SONDE_WHY_*. sentence: as a text lives, or NULL. Never answer 0 for what you could not read. */
static inline sonde_value sonde_unknown(uint32_t why, const char *sentence) {
  sonde_value v = sonde_of_kind(SONDE_UNKNOWN);
  v.len = why;
  v.u.s = sentence;
  return v;
}

/* ---------------------------------------------------------------------------------------------------- arguments -- */

/* Whether an optional argument was given. */
static inline int sonde_given(const sonde_value *v) {
  return v->kind != SONDE_NIL;
}

static inline int64_t sonde_get_i64(const sonde_value *v, int64_t otherwise) {
  return v->kind == SONDE_I64 ? v->u.i : otherwise;
}

static inline uint64_t sonde_get_u64(const sonde_value *v, uint64_t otherwise) {
  return v->kind == SONDE_U64 ? v->u.u : otherwise;
}

static inline double sonde_get_f64(const sonde_value *v, double otherwise) {
  return v->kind == SONDE_F64 ? v->u.n : otherwise;
}

static inline int sonde_get_bool(const sonde_value *v, int otherwise) {
  return v->kind == SONDE_BOOL ? v->u.u != 0 : otherwise;
}

/* A copy in the call's memory that ends with a zero byte; NULL when it is not a text, holds a zero byte, or memory is short. */
static inline char *sonde_get_text(const sonde_host *from, sonde_call *call, const sonde_value *v) {
  char *copy;
  if (v->kind != SONDE_TEXT || memchr(v->u.s, 0, v->len)) return NULL;
  copy = (char *)from->alloc(call, (uint64_t)v->len + 1);
  if (copy) memcpy(copy, v->u.s, v->len);
  return copy;
}

/* Whether the list of texts holds this word: for parameters like `columns`. */
static inline int sonde_list_has(const sonde_value *list, const char *word) {
  uint32_t i;
  size_t len = strlen(word);
  if (list->kind != SONDE_LIST) return 0;
  for (i = 0; i < list->len; i++)
    if (list->u.list[i].kind == SONDE_TEXT && list->u.list[i].len == len && !memcmp(list->u.list[i].u.s, word, len))
      return 1;
  return 0;
}

/* ------------------------------------------------------------------------------------------------------- errors -- */

/* As host->fail, with a format. What failed, on what, why, what to do; at most 999 bytes. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
static inline sonde_status sonde_failf(const sonde_host *to, sonde_call *call, sonde_status status, uint32_t os_error,
  const char *format, ...) {
  char sentence[1000];
  va_list list;
  va_start(list, format);
  vsnprintf(sentence, sizeof sentence, format, list);
  va_end(list);
  return (to->fail)(call, status, os_error, sentence); /* `fail` is a macro of cmocka */
}

/* ------------------------------------------------------------------------------------------- records of a query -- */

/* Records and their texts, kept by a cursor from one next() to the following. All zero is empty. */
typedef struct sonde_rows {
  char *records;
  uint8_t *heap;
  uint32_t record_size, count, capacity; /* records */
  uint32_t heap_used, heap_capacity;     /* bytes */
} sonde_rows;

/* 0: no memory. record_size: as in the row. capacity: records, at most 4096. heap: bytes for texts. */
static inline int sonde_rows_init(sonde_rows *rows, uint32_t record_size, uint32_t capacity, uint32_t heap) {
  memset(rows, 0, sizeof *rows);
  rows->record_size = record_size;
  rows->capacity = capacity < 4096 ? capacity : 4096;
  rows->heap_capacity = heap;
  rows->records = (char *)malloc((size_t)record_size * rows->capacity + 8);
  rows->heap = (uint8_t *)malloc((size_t)heap + 8);
  return rows->records && rows->heap;
}

static inline void sonde_rows_free(sonde_rows *rows) {
  free(rows->records);
  free(rows->heap);
  memset(rows, 0, sizeof *rows);
}

/* Begin of a next(): the records of the last one are forgotten. */
static inline void sonde_rows_clear(sonde_rows *rows) {
  rows->count = 0;
  rows->heap_used = 0;
}

/* Whether a record with so many bytes of text still fits. */
static inline int sonde_rows_fits(const sonde_rows *rows, uint32_t text_bytes) {
  return rows->count < rows->capacity && text_bytes <= rows->heap_capacity - rows->heap_used;
}

/* A zeroed record, its head filled in; NULL: full, hand over. */
static inline void *sonde_rows_add(sonde_rows *rows, uint64_t time) {
  sonde_record *record;
  if (rows->count == rows->capacity) return NULL;
  record = (sonde_record *)(void *)(rows->records + (size_t)rows->count++ * rows->record_size);
  memset(record, 0, rows->record_size);
  record->size = (uint16_t)rows->record_size;
  record->time = time;
  return record;
}

/* Fills a text, bytes or pairs column; what does not fit is cut and flagged. */
static inline void sonde_rows_text(sonde_rows *rows, sonde_slice *slice, const char *s, size_t len) {
  uint32_t room = rows->heap_capacity - rows->heap_used, fits = len < room ? (uint32_t)len : room;
  if (fits) memcpy(rows->heap + rows->heap_used, s, fits);
  slice->offset = rows->heap_used;
  slice->len = fits < len ? fits | SONDE_SLICE_CUT : fits;
  rows->heap_used += fits;
}

/* Gives symbol `number` (1-65535) its text; before the first record that uses it. Takes the place of a record, so record_size must be at least
 * sizeof(sonde_define). 0: full. */
static inline int sonde_rows_define(sonde_rows *rows, uint32_t number, const char *s, size_t len, uint64_t time) {
  sonde_define *define;
  if (!sonde_rows_fits(rows, (uint32_t)len) || rows->record_size < sizeof(sonde_define)) return 0;
  define = (sonde_define *)sonde_rows_add(rows, time);
  define->record.event = SONDE_DEFINE;
  define->record.subject = number;
  sonde_rows_text(rows, &define->text, s, len);
  return 1;
}

/* Marks quality of column `index` in a QUALITY word: why it holds no value. */
static inline void sonde_set_quality(uint64_t *word, uint32_t index, uint32_t why) {
  *word = (*word & ~((uint64_t)15 << (4 * index))) | (uint64_t)(why & 15u) << (4 * index);
}

/* End of a next(). flags: SONDE_SPAN_END, SONDE_SPAN_WAIT, 0. clock: NULL: times are nanoseconds since 1970. */
static inline void sonde_rows_hand_over(const sonde_rows *rows, sonde_span *span, const sonde_clock *clock, uint32_t flags) {
  span->flags = flags;
  span->records = rows->records;
  span->heap = rows->heap;
  span->clock = clock;
  span->nrecords = rows->count;
  span->nbytes = (uint64_t)rows->count * rows->record_size;
  span->heap_bytes = rows->heap_used;
}

#ifdef __cplusplus
}
#endif
#endif
