/* The plugin's own table, read with its strides: before any test may trust the host's copy of it. */
#include <string.h>

#include "check/internal.h"
#include "os/dl.h"

#define ROWS_MOST 4096u
#define FIELDS_MOST 64u
#define NESTING_MOST 8

typedef union entry {
  void *symbol;
  const sonde_plugin *(SONDE_CALL *call)(void);
} entry;

static sonde_status open_library(check *c, error *e) {
  char what[128];
  dl_format format = dl_probe(c->file, what, sizeof what);
  if (format != DL_LIBRARY)
    return error_set(e, SONDE_ARG, "%s is %s; give the library that the plugin's build makes", c->file, what);
  void *library = dl_open(c->file, e);
  if (!library) return e->status;
  entry found = {.symbol = dl_symbol(library, SONDE_ENTRY)};
  if (!found.symbol)
    return error_set(e, SONDE_ARG, "it does not export " SONDE_ENTRY "; define it with SONDE_EXPORT");
  c->entry = found.call;
  return SONDE_OK;
}

static sonde_status check_head(const sonde_plugin *given, error *e) {
  sonde_head head;
  if (!given) return error_set(e, SONDE_ARG, SONDE_ENTRY " gives NULL; return the table");
  memcpy(&head, given, sizeof head);
  if (head.magic != SONDE_MAGIC)
    return error_set(e, SONDE_ARG,
        "the magic number is 0x%08X; begin the table with SONDE_HEAD(sonde_plugin)", (unsigned)head.magic);
  if (head.abi_major != SONDE_ABI_MAJOR)
    return error_set(e, SONDE_ARG, "it is built for interface %u, this Sonde has %d; rebuild it",
        head.abi_major, SONDE_ABI_MAJOR);
  if (head.needs_minor > SONDE_ABI_MINOR || head.needs_minor > head.abi_minor)
    return error_set(e, SONDE_ARG,
        "needs_minor is %u, but it is built with minor %u and this Sonde has %d; leave it 0",
        (unsigned)head.needs_minor, head.abi_minor, SONDE_ABI_MINOR);
  if (head.size < sizeof(sonde_plugin) || head.size > (1u << 16))
    return error_set(e, SONDE_ARG, "head.size is %u, the table has %u bytes; use SONDE_HEAD(sonde_plugin)",
        (unsigned)head.size, (unsigned)sizeof(sonde_plugin));
  return SONDE_OK;
}

static bool good_array(const void *rows, uint32_t n, uint32_t stride, size_t least) {
  return n == 0 || (rows && n <= ROWS_MOST && stride >= least && stride % 8 == 0);
}

static sonde_status check_arrays(const sonde_plugin *t, error *e) {
  if (!good_array(t->fns, t->nfns, t->fn_size, sizeof(sonde_fn)) ||
      !good_array(t->queries, t->nqueries, t->query_size, sizeof(sonde_query)) ||
      !good_array(t->events, t->nevents, t->event_size, sizeof(sonde_event)) ||
      !good_array(t->settings, t->nsettings, t->field_size, sizeof(sonde_field)) ||
      t->field_size < sizeof(sonde_field) || t->field_size % 8)
    return error_set(e, SONDE_ARG,
        "an array's pointer, count (at most 4096) and row size do not go together; fill them with "
        "SONDE_FUNCTIONS and its like, and SONDE_ROW_SIZES");
  return SONDE_OK;
}

sonde_status raw_open(check *c, error *e) {
  if (c->given) return SONDE_OK;
  sonde_status s = open_library(c, e);
  if (s) return s;
  const sonde_plugin *given = c->entry();
  s = check_head(given, e);
  if (s) return s;
  memcpy(&c->table, given, sizeof c->table);
  s = check_arrays(&c->table, e);
  if (!s) c->given = given;
  return s;
}

/* Those that this version understands, in its size. */
static const sonde_field *copy_fields(check *c, const sonde_field *from, uint32_t *n, int depth) {
  if (!from || depth > NESTING_MOST || *n > FIELDS_MOST) return from;
  sonde_field *to = arena_alloc(&c->memory, (*n + 1u) * sizeof *to);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < *n; i++) {
    memcpy(&to[kept], (const char *)from + (size_t)i * c->table.field_size, sizeof *to);
    if (to[kept].since > SONDE_ABI_MINOR) continue;
    to[kept].members = copy_fields(c, to[kept].members, &to[kept].nmembers, depth + 1);
    kept++;
  }
  *n = kept;
  return to;
}

size_t raw_row_count(const check *c) {
  return (size_t)c->table.nfns + c->table.nqueries + c->table.nevents;
}

const void *raw_row_address(const sonde_plugin *t, row_kind kind, uint32_t i) {
  switch (kind) {
  case ROW_FUNCTION: return (const char *)t->fns + (size_t)i * t->fn_size;
  case ROW_QUERY: return (const char *)t->queries + (size_t)i * t->query_size;
  default: return (const char *)t->events + (size_t)i * t->event_size;
  }
}

static void take_function(const sonde_fn *f, raw_row *out) {
  out->kind = ROW_FUNCTION;
  out->name = f->name, out->doc = f->doc, out->needs = f->needs;
  out->params = f->params, out->nparams = f->nparams;
  out->fields = f->results, out->nfields = f->nresults;
  out->flags = f->flags, out->since = f->since;
}

static void take_query(const sonde_query *q, raw_row *out) {
  out->kind = ROW_QUERY;
  out->name = q->name, out->doc = q->doc, out->needs = q->needs;
  out->params = q->params, out->nparams = q->nparams;
  out->fields = q->fields, out->nfields = q->nfields;
  out->record_size = q->record_size;
  out->flags = q->flags, out->since = q->since;
}

static void take_event(const sonde_event *v, raw_row *out) {
  out->kind = ROW_EVENT;
  out->name = v->name, out->doc = v->doc, out->needs = v->needs;
  out->params = v->params, out->nparams = v->nparams;
  out->fields = v->fields, out->nfields = v->nfields;
  out->record_size = v->record_size;
  out->flags = v->flags, out->since = v->since;
}

static void take_row(const sonde_plugin *t, uint32_t i, raw_row *out) {
  if (i < t->nfns)
    take_function(raw_row_address(t, ROW_FUNCTION, i), out);
  else if ((i -= t->nfns) < t->nqueries)
    take_query(raw_row_address(t, ROW_QUERY, i), out);
  else
    take_event(raw_row_address(t, ROW_EVENT, i - t->nqueries), out);
}

void raw_row_at(check *c, size_t i, raw_row *out) {
  memset(out, 0, sizeof *out);
  take_row(&c->table, (uint32_t)i, out);
  if (out->since > SONDE_ABI_MINOR) return;
  out->params = copy_fields(c, out->params, &out->nparams, 0);
  out->fields = copy_fields(c, out->fields, &out->nfields, 0);
}

const sonde_field *raw_settings(check *c) {
  uint32_t n = c->table.nsettings;
  return copy_fields(c, c->table.settings, &n, 0);
}
