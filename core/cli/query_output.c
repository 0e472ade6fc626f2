/* Prints rows, all at once or as they come. */
#include "cli/query_output.h"

#include <string.h>

#include "base/memory.h"
#include "cli/progress.h"
#include "os/append.h"
#include "os/console.h"
#include "os/file.h"
#include "report/report.h"

enum { PENDING_MOST = 1 << 20 };

void query_output_start(query_output *o, cli *c) {
  const arguments *a = &c->args;
  const char *format = options_value(a, "format");
  if (!format) format = options_has(a, "json") ? "json" : options_has(a, "jsonl") ? "jsonl" : "table";
  *o = (query_output){
      .cli = c, .path = options_value(a, "output"), .format = format, .stream = a->target ? 2 : 1};
  if (o->path && strcmp(o->path, "-") == 0) {
    o->path = NULL;
    o->stream = 1;
  }
}

static sonde_status print_rows(
    const query_output *o, reduce *r, arena *a, text *out, uint32_t *shown, error *e) {
  sonde_value rows;
  sonde_status status = reduce_rows(r, a, &rows, e);
  if (status) return status;
  *shown = rows.len;
  uint32_t n = reduce_columns(r);
  const char **names = arena_alloc(a, (n + 1) * sizeof *names),
             **units = arena_alloc(a, (n + 1) * sizeof *units);
  for (uint32_t i = 0; i < n; i++) {
    names[i] = reduce_column_name(r, i);
    units[i] = reduce_column_unit(r, i);
  }
  return report_rows(out, o->format, &rows, names, units, n, e);
}

static sonde_status write_stream(query_output *o, const text *out, error *e) {
  if (o->failed || !out->len) return SONDE_OK;
  progress_clear();
  if (console_write(o->stream, text_chars(out), out->len)) return SONDE_OK;
  o->failed = true;
  return error_set(e, SONDE_OS, "the output could not be written: the stream is closed or full");
}

sonde_status query_output_rows(query_output *o, reduce *r, uint32_t *shown, error *e) {
  text out = {0};
  arena a = {0};
  sonde_status status = print_rows(o, r, &a, &out, shown, e);
  if (!status)
    status = o->path ? file_write(o->path, text_chars(&out), out.len, e) : write_stream(o, &out, e);
  text_free(&out);
  arena_free(&a);
  return status;
}

static sonde_status open_file(query_output *o, error *e) {
  sonde_status status = file_write(o->path, "", 0, e);
  if (!status) o->file = append_open(o->path, e);
  return status ? status : o->file ? SONDE_OK : e->status;
}

static sonde_status append(query_output *o, error *e) {
  sonde_status status = o->file ? SONDE_OK : open_file(o, e);
  return status ? status : append_add(o->file, text_chars(&o->pending), o->pending.len, e);
}

/* A pipe or device is written as it is. */
static sonde_status flush_file(query_output *o, error *e) {
  bool plain = file_probe(o->path) != FILE_OTHER;
  sonde_status status =
      plain ? append(o, e) : file_write(o->path, text_chars(&o->pending), o->pending.len, e);
  o->failed |= status != SONDE_OK;
  text_clear(&o->pending);
  return status;
}

sonde_status query_output_part(query_output *o, reduce *r, error *e) {
  arena a = {0};
  uint32_t shown;
  if (o->failed) return SONDE_OK;
  sonde_status status = print_rows(o, r, &a, &o->pending, &shown, e);
  arena_free(&a);
  if (status) return status;
  if (o->path) return o->pending.len < PENDING_MOST ? SONDE_OK : flush_file(o, e);
  status = write_stream(o, &o->pending, e);
  text_clear(&o->pending);
  return status;
}

sonde_status query_output_end(query_output *o, error *e) {
  sonde_status status = o->path && !o->failed ? flush_file(o, e) : SONDE_OK;
  if (o->file) append_close(o->file);
  o->file = NULL;
  text_free(&o->pending);
  return status;
}
