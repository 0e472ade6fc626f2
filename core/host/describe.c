/* describe for people: a plugin one line a row, or one row in full; all from the table. */
#include <string.h>

#include "host/describe.h"
#include "host/describe_words.h"
#include "base/utf8.h"

static void pad_to(text *out, size_t line_begin, size_t column) {
  size_t width = utf8_width(text_chars(out) + line_begin, out->len - line_begin);
  if (width < column)
    text_printf(out, "%*s", (int)(column - width), "");
  else
    text_printf(out, "\n%*s", (int)column, "");
}

#define KIND_COLUMN 18
#define DOC_COLUMN 36

static void field_line(text *out, const sonde_field *f, int indent) {
  size_t begin = out->len;
  text limits;
  text_printf(out, "%*s%s", indent, "", f->name);
  pad_to(out, begin, KIND_COLUMN);
  describe_kind(out, f);
  pad_to(out, begin, DOC_COLUMN);
  text_puts(out, f->doc);
  text_init(&limits, 0);
  describe_limits(&limits, f);
  if (limits.len) text_printf(out, " [%s]", text_chars(&limits));
  text_free(&limits);
  text_putc(out, '\n');
  for (uint32_t i = 0; i < f->nmembers; i++)
    field_line(out, &f->members[i], indent + 2);
}

void describe_fields_text(text *out, const char *title, const sonde_field *fields, uint32_t n) {
  if (!n) return;
  text_printf(out, "\n%s\n", title);
  for (uint32_t i = 0; i < n; i++)
    field_line(out, &fields[i], 2);
}

static void row_line(text *out, const row *r) {
  size_t begin = out->len;
  text_printf(out, "  %s", r->name);
  describe_signature(out, r);
  pad_to(out, begin, DOC_COLUMN);
  text_add(out, r->doc, describe_summary(r->doc));
  if (r->needs[0]) text_printf(out, " [needs %s]", r->needs);
  text_putc(out, '\n');
}

static const char *kind_title(row_kind kind) {
  return kind == ROW_FUNCTION ? "functions" : kind == ROW_QUERY ? "queries" : "events";
}

void describe_plugin_text(text *out, plugin *p) {
  const sonde_plugin *t = plugin_table(p);
  row_kind kind = 0;
  row r;
  text_printf(
      out, "%s %s (%s): %s\n", plugin_name(p), plugin_version(p), t ? t->vendor : "", plugin_summary(p));
  for (size_t i = 0; i < plugin_row_count(p); i++) {
    plugin_row_at(p, i, &r);
    if (r.kind != kind) text_printf(out, "\n%s\n", kind_title(r.kind));
    kind = r.kind;
    row_line(out, &r);
  }
  if (t && t->nsettings) {
    text title;
    text_init(&title, 0);
    text_printf(&title, "settings, in [plugin.%s] of sonde.ini", plugin_name(p));
    describe_fields_text(out, text_chars(&title), t->settings, t->nsettings);
    text_free(&title);
  }
  if (plugin_left_out_count(p)) text_puts(out, "\nleft out, since they need a newer Sonde\n");
  for (size_t i = 0; i < plugin_left_out_count(p); i++)
    text_printf(out, "  %s\n", plugin_left_out(p, i));
}

static void flag_lines(text *out, const row *r) {
  if (r->needs[0]) text_printf(out, "  needs %s\n", r->needs);
  if (r->flags & SONDE_ROW_SLOW) text_puts(out, "  may take longer than 50 ms\n");
  if (r->flags & SONDE_ROW_CHANGES) text_puts(out, "  changes the system or the target\n");
}

void describe_row_text(text *out, const row *r) {
  static const char *const words[] = {
      [ROW_FUNCTION] = "function", [ROW_QUERY] = "query", [ROW_EVENT] = "event"};
  text_printf(out, "%s %s", words[r->kind], r->full_name);
  describe_signature(out, r);
  text_printf(out, "\n  %s\n", r->doc);
  flag_lines(out, r);
  describe_fields_text(out, "parameters", r->params, r->nparams);
  describe_fields_text(out, r->kind == ROW_FUNCTION ? "results" : "columns", r->fields, r->nfields);
  text_puts(out, "\nexample\n  ");
  describe_example(out, r);
  text_putc(out, '\n');
}
