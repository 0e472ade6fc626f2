/* Answers rows from a test's `fake` table in place of the plugins. */
#include <string.h>

#include "base/map.h"
#include "base/memory.h"
#include "base/schema.h"
#include "judge/fake.h"

struct fake {
  host_source source;
  host *host;
  sonde_value answers;
  bool quiet;
  map used; /* row to number of answers taken */
  char **calls;
  size_t ncalls, calls_capacity;
  uint64_t handles;
};

uint32_t fake_why(const char *word) {
  for (uint32_t why = SONDE_WHY_UNKNOWN; why <= SONDE_WHY_OVERFLOW; why++) {
    if (strcmp(why_word(why), word) == 0) return why;
  }
  return 0;
}

/* The value of a map with this one key, or with `code` beside it. */
static const sonde_value *sole_key(const sonde_value *v, const char *key) {
  if (v->kind != SONDE_MAP || v->len == 0 || v->len > 2) return NULL;
  if (v->len == 2 && !value_get(v, "code")) return NULL;
  return value_get(v, key);
}

sonde_status fake_value(
    arena *a, const sonde_field *field, const sonde_value *given, sonde_value *out, error *e) {
  const sonde_value *unknown = sole_key(given, "unknown");
  if (unknown && unknown->kind == SONDE_TEXT) {
    uint32_t why = fake_why(unknown->u.s);
    if (!why)
      return error_set(e, SONDE_ARG, "%s: no reason '%s' for an unknown value", field->name, unknown->u.s);
    *out = value_unknown(why, NULL);
    return SONDE_OK;
  }
  sonde_field plain = *field; /* whether it is in range is the plugin's affair */
  plain.least = plain.most = NULL;
  if (plain.kind == SONDE_SYMBOL) plain.kind = SONDE_TEXT;
  if (strcmp(plain.unit, "ticks") == 0) plain.unit = "ns"; /* no clock stands behind the records of a test */
  bool by_unit =
      given->kind == SONDE_TEXT && (strcmp(plain.unit, "ns") == 0 || strcmp(plain.unit, "bytes") == 0);
  if (by_unit && plain.kind == SONDE_F64) plain.kind = SONDE_I64;
  sonde_status status = schema_check(a, &plain, given, out, e);
  if (status == SONDE_OK && by_unit && field->kind == SONDE_F64) *out = value_f64(value_as_f64(out));
  return status;
}

static void note_call(fake *f, const row *r) {
  if (f->ncalls == f->calls_capacity) {
    f->calls_capacity = f->calls_capacity ? f->calls_capacity * 2 : 16;
    f->calls = memory_resize(f->calls, f->calls_capacity * sizeof *f->calls);
  }
  f->calls[f->ncalls++] = memory_text(r->full_name, strlen(r->full_name));
}

/* The answer of this use of a row; NULL: there is none. */
static const sonde_value *next_answer(fake *f, const row *r) {
  const sonde_value *v = value_get(&f->answers, r->full_name);
  const sonde_value *each = v ? sole_key(v, "each") : NULL;
  if (!each || each->kind != SONDE_LIST || each->len == 0) return v;
  uint64_t *n = map_put(&f->used, r->full_name, strlen(r->full_name));
  uint64_t i = (*n)++;
  return &each->u.list[i < each->len ? i : each->len - 1];
}

static sonde_status no_answer(const row *r, error *e) {
  return error_set(e, SONDE_STATE, "the test does not say what %s answers: add fake = { [\"%s\"] = ... }",
      r->full_name, r->full_name);
}

static sonde_status as_error(const sonde_value *v, const row *r, error *e) {
  const sonde_value *code = value_get(v, "code");
  sonde_status status = SONDE_OS;
  for (sonde_status s = SONDE_ARG; code && code->kind == SONDE_TEXT && s < SONDE_STATUS_COUNT; s++) {
    if (strcmp(status_word(s), code->u.s) == 0) status = s;
  }
  const sonde_value *sentence = value_get(v, "fails");
  return error_set(e, status, "%s", sentence->kind == SONDE_TEXT ? sentence->u.s : r->full_name);
}

static sonde_status put_result(
    fake *f, const sonde_field *field, const sonde_value *given, arena *a, sonde_value *out, error *e) {
  bool none = given->kind == SONDE_NIL || (given->kind == SONDE_BOOL && !given->u.u);
  if (field->kind == SONDE_HANDLE) {
    if (none) return SONDE_OK;
    *out = (sonde_value){.kind = SONDE_HANDLE, .u.u = ++f->handles};
    return SONDE_OK;
  }
  return given->kind == SONDE_NIL ? SONDE_OK : fake_value(a, field, given, out, e);
}

/* A map that names results, rather than the one result itself. */
static bool names_results(const row *r, const sonde_value *v) {
  if (r->nfields != 1) return v->kind == SONDE_MAP || (v->kind == SONDE_LIST && v->len == 0);
  return v->kind == SONDE_MAP && value_get(v, r->fields[0].name);
}

static bool has_result(const row *r, const char *name) {
  for (uint32_t i = 0; i < r->nfields; i++) {
    if (strcmp(r->fields[i].name, name) == 0) return true;
  }
  return false;
}

static sonde_status put_results(
    fake *f, const row *r, const sonde_value *v, arena *a, sonde_value *results, error *e) {
  if (!names_results(r, v)) {
    if (r->nfields == 1) return put_result(f, &r->fields[0], v, a, &results[0], e);
    if (r->nfields == 0 || v->kind == SONDE_BOOL) return SONDE_OK; /* `true`: it worked */
    return error_set(e, SONDE_ARG, "fake: %s has several results, write { name = value, ... }", r->full_name);
  }
  for (uint32_t i = 0; v->kind == SONDE_MAP && i < v->len; i++) {
    if (!has_result(r, v->u.map[i].key))
      return error_set(e, SONDE_ARG, "fake: %s has no result '%s'", r->full_name, v->u.map[i].key);
  }
  for (uint32_t i = 0; i < r->nfields; i++) {
    const sonde_value *given = value_get(v, r->fields[i].name);
    sonde_status status = given ? put_result(f, &r->fields[i], given, a, &results[i], e) : SONDE_OK;
    if (status != SONDE_OK) return status;
  }
  return SONDE_OK;
}

static sonde_status fake_call(
    void *self, const row *r, const sonde_value *args, arena *a, sonde_value *results, error *e) {
  fake *f = self;
  (void)args;
  note_call(f, r);
  const sonde_value *v = next_answer(f, r);
  if (!v) return no_answer(r, e);
  return sole_key(v, "fails") ? as_error(v, r, e) : put_results(f, r, v, a, results, e);
}

/* What `read` and `close` get back. */
typedef struct open_stream {
  fake_stream *records;
  bool is_query;
} open_stream;

static sonde_status fake_open(
    void *self, const row *r, const sonde_value *args, const record_type **type, void **stream, error *e) {
  fake *f = self;
  error own = {0};
  note_call(f, r);
  const sonde_value *v = next_answer(f, r);
  if (!v && !f->quiet) return no_answer(r, e);
  if (v && sole_key(v, "fails")) return as_error(v, r, e);
  fake_stream *records = fake_stream_new(f->host, r, args, v, &own);
  if (!records) {
    if (e) *e = own;
    return own.status;
  }
  open_stream *s = NEW(open_stream);
  *s = (open_stream){records, r->kind == ROW_QUERY};
  *type = fake_stream_type(records);
  *stream = s;
  return SONDE_OK;
}

static bool fake_read(
    void *self, void *stream, int64_t mono_ns, record_source *source, sonde_span *span, bool *end) {
  open_stream *s = stream;
  (void)self;
  return fake_stream_read(s->records, mono_ns, s->is_query, source, span, end);
}

static void fake_close(void *self, void *stream) {
  (void)self;
  fake_stream_free(((open_stream *)stream)->records);
  memory_free(stream);
}

fake *fake_new(host *h, const sonde_value *answers, bool quiet) {
  fake *f = NEW(fake);
  f->host = h;
  f->quiet = quiet;
  if (answers) f->answers = *answers;
  f->source = (host_source){.self = f,
      .call = fake_call,
      .open = fake_open,
      .read = fake_read,
      .close = fake_close,
      .virtual_time = true,
      .start_mono_ns = INT64_C(1000000000),
      .start_wall_ns = FAKE_START_NS};
  return f;
}

void fake_free(fake *f) {
  if (!f) return;
  for (size_t i = 0; i < f->ncalls; i++) {
    memory_free(f->calls[i]);
  }
  memory_free(f->calls);
  map_free(&f->used);
  memory_free(f);
}

const host_source *fake_source(const fake *f) {
  return &f->source;
}

size_t fake_call_count(const fake *f) {
  return f->ncalls;
}

const char *fake_call_at(const fake *f, size_t i) {
  return f->calls[i];
}

const char *fake_missing_row(host *h, const sonde_value *answers) {
  for (uint32_t i = 0; answers && answers->kind == SONDE_MAP && i < answers->len; i++) {
    row r;
    error e = {0};
    if (host_find_row(h, answers->u.map[i].key, &r, &e) == SONDE_MISSING) return answers->u.map[i].key;
  }
  return NULL;
}
