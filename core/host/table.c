/* Reads a plugin's table as hostile data and makes the host's own copy: our sizes, rows above our minor left
 * out (design: rules of the border). */
#include <stdio.h>
#include <string.h>

#include "base/schema.h"
#include "host/internal.h"

#define ROWS_MOST 4096u
#define NESTING_MOST 8
#define FIRST_PLUGIN_SIZE 152u /* sizes of the first header: smaller ones are cut off */
#define FIRST_FN_SIZE 64u
#define FIRST_QUERY_SIZE 88u
#define FIRST_EVENT_SIZE 80u
#define FIRST_FIELD_SIZE 96u
#define ROW_FLAGS                                                                                            \
  (SONDE_ROW_SLOW | SONDE_ROW_PARALLEL | SONDE_ROW_METHOD | SONDE_ROW_CHANGES | SONDE_ROW_COLUMNS)
#define FIELD_FLAGS                                                                                          \
  (SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL | SONDE_FIELD_SECRET | SONDE_FIELD_SUBJECT |                \
      SONDE_FIELD_QUALITY | SONDE_FIELD_EXPENSIVE)

/* While one table is read. */
typedef struct reader {
  plugin *p;
  const char *file;
  const char **names; /* of all rows so far */
  size_t nnames;
  error *e;
} reader;

static sonde_status lie(reader *r, const char *where, const char *what) {
  return error_set(r->e, SONDE_ARG, "%s: its table is wrong: %s: %s; ask its vendor for a corrected build",
      r->file, where, what);
}

/* Copies what both sides know of a struct whose size the plugin tells. */
static void copy_known(void *to, size_t ours, const void *from, size_t theirs) {
  memset(to, 0, ours);
  memcpy(to, from, theirs < ours ? theirs : ours);
}

static const void *row_at(const void *rows, size_t i, uint32_t stride) {
  return (const char *)rows + i * stride;
}

static bool name_is_honest(const char *name) {
  if (!name || name[0] < 'a' || name[0] > 'z') return false;
  size_t n = 1;
  for (; n < 64 && name[n]; n++)
    if (!((name[n] >= 'a' && name[n] <= 'z') || (name[n] >= '0' && name[n] <= '9') || name[n] == '_'))
      return false;
  return name[n] == 0;
}

static void leave_out(reader *r, const char *row_name, const char *field) {
  plugin *p = r->p;
  p->left_out = memory_resize(p->left_out, (p->nleft_out + 1) * sizeof *p->left_out);
  p->left_out[p->nleft_out++] = field ? arena_format(&p->memory, "%s.%s", row_name, field)
                                      : arena_text(&p->memory, row_name, strlen(row_name));
}

/* Copies *fields; those that need a newer host must be the last ones, since arguments go by position. */
static sonde_status copy_fields(
    reader *r, const char *where, const char *row_name, const sonde_field **fields, uint32_t *n, int depth) {
  const sonde_field *from = *fields;
  uint32_t stride = r->p->table.field_size, kept = 0;
  *fields = NULL;
  if (*n == 0) return SONDE_OK;
  if (!from) return lie(r, where, "a count of fields, but no fields");
  if (*n > ROW_FIELDS_MOST) return lie(r, where, "more than 64 fields");
  if (depth > NESTING_MOST) return lie(r, where, "members nested deeper than 8");
  sonde_field *to = arena_alloc(&r->p->memory, *n * sizeof *to);
  for (uint32_t i = 0; i < *n; i++) {
    sonde_field f;
    copy_known(&f, sizeof f, row_at(from, i, stride), stride);
    if (!name_is_honest(f.name)) return lie(r, where, "a field without a proper name ([a-z][a-z0-9_]*)");
    if (f.since > SONDE_ABI_MINOR) {
      leave_out(r, row_name, f.name);
      continue;
    }
    if (kept < i) return lie(r, where, "a field behind one that needs a newer host");
    if (f.flags & 0xFFFFu & ~FIELD_FLAGS)
      return lie(r, where, "a field flag that this version does not have");
    sonde_status s = copy_fields(r, where, row_name, &f.members, &f.nmembers, depth + 1);
    if (s) return s;
    to[kept++] = f;
  }
  *fields = to;
  *n = kept;
  return SONDE_OK;
}

static sonde_status take_fields(reader *r, const char *row_name, const char *what, const sonde_field **fields,
    uint32_t *n, uint32_t record_size) {
  char where[200];
  snprintf(where, sizeof where, "%s.%s%s", r->p->name, row_name, what);
  sonde_status s = copy_fields(r, where, row_name, fields, n, 0);
  if (s) return s;
  error detail = {0};
  s = schema_verify(where, *fields, *n, record_size, &detail);
  return s ? error_set(r->e, SONDE_ARG, "%s: its table is wrong: %s; ask its vendor for a corrected build",
                 r->file, detail.text)
           : SONDE_OK;
}

/* Name, texts and flags that every kind of row has. */
static sonde_status check_row(
    reader *r, const char *name, const char *doc, const char *needs, uint32_t flags) {
  if (!name_is_honest(name)) return lie(r, r->p->name, "a row without a proper name ([a-z][a-z0-9_]*)");
  for (size_t i = 0; i < r->nnames; i++)
    if (strcmp(r->names[i], name) == 0) return lie(r, name, "this name occurs twice");
  r->names[r->nnames++] = name;
  if (!doc || !doc[0]) return lie(r, name, "a row without a description");
  if (!needs) return lie(r, name, "`needs` is NULL (none is \"\")");
  if (flags & 0xFFFFu & ~ROW_FLAGS) return lie(r, name, "a row flag that this version does not have");
  return SONDE_OK;
}

/* Whether the row stays. The name is checked first, since it is listed. */
static bool keep_row(reader *r, const char *name, uint32_t since) {
  if (since <= SONDE_ABI_MINOR) return true;
  if (name_is_honest(name)) leave_out(r, name, NULL);
  return false;
}

static sonde_status read_function(reader *r, sonde_fn *f, row_extra *x) {
  sonde_status s = check_row(r, f->name, f->doc, f->needs, f->flags);
  if (s) return s;
  if (!f->call) return lie(r, f->name, "`call` is NULL");
  if ((f->flags & SONDE_ROW_PARALLEL) && !(f->flags & SONDE_ROW_SLOW))
    return lie(r, f->name, "PARALLEL without SLOW");
  x->given_params = f->nparams;
  x->given_results = f->nresults;
  s = take_fields(r, f->name, "", &f->params, &f->nparams, 0);
  if (!s) s = take_fields(r, f->name, " (results)", &f->results, &f->nresults, 0);
  if (s) return s;
  if ((f->flags & SONDE_ROW_METHOD) && (f->nparams == 0 || f->params[0].kind != SONDE_HANDLE))
    return lie(r, f->name, "METHOD, but its first parameter is not a handle");
  x->params = rules_new(&r->p->memory, f->params, f->nparams);
  x->results = rules_new(&r->p->memory, f->results, f->nresults);
  return SONDE_OK;
}

static sonde_status read_query(reader *r, sonde_query *q, row_extra *x) {
  sonde_status s = check_row(r, q->name, q->doc, q->needs, q->flags);
  if (s) return s;
  if (!q->open || !q->next || !q->close) return lie(r, q->name, "`open`, `next` or `close` is NULL");
  if (q->record_size < 16 || q->record_size % 8 || q->record_size > 65528)
    return lie(r, q->name, "its record_size is not a multiple of 8 from 16 to 65528");
  x->given_params = q->nparams;
  s = take_fields(r, q->name, "", &q->params, &q->nparams, 0);
  if (!s) s = take_fields(r, q->name, " (columns)", &q->fields, &q->nfields, q->record_size);
  if (!s) x->params = rules_new(&r->p->memory, q->params, q->nparams);
  return s;
}

static sonde_status read_event(reader *r, sonde_event *v, row_extra *x) {
  sonde_status s = check_row(r, v->name, v->doc, v->needs, v->flags);
  if (s) return s;
  if (!v->subscribe || !v->unsubscribe) return lie(r, v->name, "`subscribe` or `unsubscribe` is NULL");
  if (v->record_size < 16 || v->record_size % 8 || v->record_size > 65528)
    return lie(r, v->name, "its record_size is not a multiple of 8 from 16 to 65528");
  x->given_params = v->nparams;
  s = take_fields(r, v->name, "", &v->params, &v->nparams, 0);
  if (!s) s = take_fields(r, v->name, " (columns)", &v->fields, &v->nfields, v->record_size);
  if (!s) x->params = rules_new(&r->p->memory, v->params, v->nparams);
  return s;
}

/* Counts, pointers and strides of the four arrays. */
static sonde_status check_arrays(reader *r) {
  const sonde_plugin *t = &r->p->table;
  if (t->nfns > ROWS_MOST || t->nqueries > ROWS_MOST || t->nevents > ROWS_MOST)
    return lie(r, r->p->name, "more than 4096 rows of a kind");
  if ((t->nfns && !t->fns) || (t->nqueries && !t->queries) || (t->nevents && !t->events) ||
      (t->nsettings && !t->settings))
    return lie(r, r->p->name, "a count of rows, but no rows");
  if (t->field_size < FIRST_FIELD_SIZE || t->field_size % 8 ||
      (t->nfns && (t->fn_size < FIRST_FN_SIZE || t->fn_size % 8)) ||
      (t->nqueries && (t->query_size < FIRST_QUERY_SIZE || t->query_size % 8)) ||
      (t->nevents && (t->event_size < FIRST_EVENT_SIZE || t->event_size % 8)))
    return lie(r, r->p->name, "a row size that no version of the interface has");
  return SONDE_OK;
}

/* Three times the same walk; `extra` runs on over the kinds. */
#define READ_ROWS(POINTER, ARRAY, COUNT, STRIDE, READ)                                                       \
  static sonde_status read_##ARRAY(reader *r, row_extra **x) {                                               \
    sonde_plugin *t = &r->p->table;                                                                          \
    const void *from = t->ARRAY;                                                                             \
    POINTER to = arena_alloc(&r->p->memory, (t->COUNT + 1u) * sizeof *to);                                   \
    uint32_t kept = 0;                                                                                       \
    for (uint32_t i = 0; i < t->COUNT; i++) {                                                                \
      copy_known(&to[kept], sizeof *to, row_at(from, i, t->STRIDE), t->STRIDE);                              \
      if (!keep_row(r, to[kept].name, to[kept].since)) continue;                                             \
      sonde_status s = READ(r, &to[kept], *x);                                                               \
      if (s) return s;                                                                                       \
      (*x)->given_index = i;                                                                                 \
      kept++;                                                                                                \
      ++*x;                                                                                                  \
    }                                                                                                        \
    t->ARRAY = to;                                                                                           \
    t->COUNT = kept;                                                                                         \
    t->STRIDE = (uint32_t)sizeof *to;                                                                        \
    return SONDE_OK;                                                                                         \
  }

READ_ROWS(sonde_fn *, fns, nfns, fn_size, read_function)
READ_ROWS(sonde_query *, queries, nqueries, query_size, read_query)
READ_ROWS(sonde_event *, events, nevents, event_size, read_event)

static sonde_status read_rows(reader *r) {
  sonde_plugin *t = &r->p->table;
  size_t most = (size_t)t->nfns + t->nqueries + t->nevents;
  row_extra *x = r->p->extras = arena_alloc(&r->p->memory, (most + 1) * sizeof *x);
  r->names = memory_new((most + 1) * sizeof *r->names);
  sonde_status s = take_fields(r, "settings", "", &t->settings, &t->nsettings, 0);
  if (!s) s = read_fns(r, &x);
  if (!s) s = read_queries(r, &x);
  if (!s) s = read_events(r, &x);
  memory_free(r->names);
  t->field_size = (uint32_t)sizeof(sonde_field);
  return s;
}

static sonde_status check_head(const sonde_plugin *given, const char *file, error *e) {
  sonde_head head;
  memcpy(&head, given, sizeof head);
  if (head.magic != SONDE_MAGIC)
    return error_set(e, SONDE_ARG,
        "%s: its table does not start with Sonde's magic number (0x%08X instead of 0x%08X); build it with "
        "sonde.h",
        file, (unsigned)head.magic, SONDE_MAGIC);
  if (head.abi_major != SONDE_ABI_MAJOR)
    return error_set(e, SONDE_UNSUPPORTED, "%s: is built for interface %u, this Sonde has %u.%u; rebuild it",
        file, head.abi_major, SONDE_ABI_MAJOR, SONDE_ABI_MINOR);
  if (head.needs_minor > SONDE_ABI_MINOR)
    return error_set(e, SONDE_UNSUPPORTED,
        "%s: needs interface %u.%u, this Sonde has %u.%u; use a newer Sonde or an older build of the plugin",
        file, head.abi_major, (unsigned)head.needs_minor, SONDE_ABI_MAJOR, SONDE_ABI_MINOR);
  if (head.size < FIRST_PLUGIN_SIZE)
    return error_set(e, SONDE_ARG,
        "%s: its table is cut off: %u bytes, the smallest version has %u; build it with an unchanged sonde.h",
        file, (unsigned)head.size, FIRST_PLUGIN_SIZE);
  return SONDE_OK;
}

sonde_status table_read(plugin *p, const sonde_plugin *given, const char *what, error *e) {
  sonde_status s = check_head(given, what, e);
  if (s) return s;
  reader r = {.p = p, .file = what, .e = e};
  copy_known(&p->table, sizeof p->table, given, given->head.size);
  const char *name = p->table.name;
  if (!name_is_honest(name)) return lie(&r, "the plugin", "its name is not [a-z][a-z0-9_]*");
  if (strcmp(name, p->name) != 0)
    return error_set(
        e, SONDE_ARG, "%s: the plugin in it is called `%s`; rename the file to that", what, name);
  if (!p->table.version || !p->table.summary || !p->table.vendor)
    return lie(&r, name, "`version`, `summary` or `vendor` is NULL");
  s = check_arrays(&r);
  if (!s) s = read_rows(&r);
  if (s) return s;
  p->given = given;
  return SONDE_OK;
}
