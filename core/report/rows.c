/* Rows of a query: an aligned table, JSON lines or CSV. */
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "report/clean.h"
#include "report/report.h"

typedef struct rows {
  const sonde_value *list;
  const char *const *columns, *const *units;
  size_t n;
} rows;

static const sonde_value *cell_at(const rows *r, size_t row, size_t column) {
  static const sonde_value nil = {0};
  const sonde_value *v = value_get(&r->list->u.list[row], r->columns[column]);
  return v ? v : &nil;
}

static const char *unit_of(const rows *r, size_t column) {
  return r->units ? r->units[column] : NULL;
}

/* The cell as people read it; nothing for nil. */
static void show_cell(text *out, const rows *r, size_t row, size_t column) {
  const sonde_value *v = cell_at(r, row, column);
  text raw = {0};
  if (v->kind != SONDE_NIL) value_print(&raw, v, unit_of(r, column));
  text_clear(out);
  clean_terminal(out, text_chars(&raw), raw.len, true);
  text_free(&raw);
}

static void put_spaces(text *out, size_t n) {
  while (n-- > 0) {
    text_putc(out, ' ');
  }
}

static void put_cell(text *line, const text *cell, size_t width, bool right) {
  size_t used = utf8_width(text_chars(cell), cell->len), pad = used < width ? width - used : 0;
  if (right) put_spaces(line, pad);
  text_add(line, text_chars(cell), cell->len);
  put_spaces(line, right ? 2 : pad + 2);
}

/* Without the spaces at its end. */
static void put_line(text *out, text *line) {
  size_t len = line->len;
  while (len > 0 && text_chars(line)[len - 1] == ' ')
    len--;
  text_add(out, text_chars(line), len);
  text_putc(out, '\n');
  text_clear(line);
}

/* Numbers stand to the right: a column is one when all its known cells are numbers. */
static bool is_numeric(const rows *r, size_t column) {
  bool any = false;
  for (size_t i = 0; i < r->list->len; i++) {
    const sonde_value *v = cell_at(r, i, column);
    if (value_is_number(v)) {
      any = true;
    } else if (v->kind != SONDE_NIL && v->kind != SONDE_UNKNOWN) {
      return false;
    }
  }
  return any;
}

static size_t column_width(const rows *r, size_t column, text *cell) {
  size_t widest = utf8_width(r->columns[column], strlen(r->columns[column]));
  for (size_t i = 0; i < r->list->len; i++) {
    show_cell(cell, r, i, column);
    size_t w = utf8_width(text_chars(cell), cell->len);
    if (w > widest) widest = w;
  }
  return widest;
}

/* A column that nobody asked for would only hide the others. */
static bool was_asked(const rows *r, size_t column) {
  for (size_t i = 0; i < r->list->len; i++) {
    const sonde_value *v = cell_at(r, i, column);
    if (v->kind != SONDE_UNKNOWN || v->len != SONDE_WHY_NOT_ASKED) return true;
  }
  return r->list->len == 0;
}

static void write_all(text *out, const rows *r) {
  size_t *widths = memory_new((r->n + 1) * sizeof *widths);
  bool *right = memory_new(r->n + 1);
  text cell = {0}, line = {0};
  for (size_t c = 0; c < r->n; c++) {
    widths[c] = column_width(r, c, &cell);
    right[c] = is_numeric(r, c);
  }
  for (size_t c = 0; c < r->n; c++) {
    text_clear(&cell);
    text_puts(&cell, r->columns[c]);
    put_cell(&line, &cell, widths[c], right[c]);
  }
  put_line(out, &line);
  for (size_t i = 0; i < r->list->len; i++) {
    for (size_t c = 0; c < r->n; c++) {
      show_cell(&cell, r, i, c);
      put_cell(&line, &cell, widths[c], right[c]);
    }
    put_line(out, &line);
  }
  text_free(&line);
  text_free(&cell);
  memory_free(right);
  memory_free(widths);
}

static void write_table(text *out, const rows *r) {
  const char **columns = memory_new((r->n + 1) * sizeof *columns),
             **units = memory_new((r->n + 1) * sizeof *units);
  rows asked = {.list = r->list, .columns = columns, .units = units};
  for (size_t c = 0; c < r->n; c++) {
    if (!was_asked(r, c)) continue;
    columns[asked.n] = r->columns[c];
    units[asked.n++] = unit_of(r, c);
  }
  write_all(out, &asked);
  memory_free(columns);
  memory_free(units);
}

static void put_object(text *out, const rows *r, size_t row) {
  text_putc(out, '{');
  for (size_t c = 0; c < r->n; c++) {
    if (c > 0) text_putc(out, ',');
    json_write_text(out, r->columns[c], strlen(r->columns[c]));
    text_putc(out, ':');
    json_write(out, cell_at(r, row, c), unit_of(r, c), -1);
  }
  text_putc(out, '}');
}

static void write_jsonl(text *out, const rows *r) {
  for (size_t i = 0; i < r->list->len; i++) {
    put_object(out, r, i);
    text_putc(out, '\n');
  }
}

/* One document: a list with a row a line. */
static void write_json(text *out, const rows *r) {
  text_putc(out, '[');
  for (size_t i = 0; i < r->list->len; i++) {
    text_puts(out, i ? ",\n " : "\n ");
    put_object(out, r, i);
  }
  text_puts(out, r->list->len ? "\n]\n" : "]\n");
}

/* RFC 4180: quoted when it holds a comma, a quote or a line end, or has spaces at an end. */
static void put_csv(text *out, const char *s, size_t len) {
  bool quote = len > 0 && (s[0] == ' ' || s[len - 1] == ' ');
  for (size_t i = 0; i < len && !quote; i++) {
    quote = s[i] == ',' || s[i] == '"' || s[i] == '\n' || s[i] == '\r';
  }
  if (!quote) {
    text_add(out, s, len);
    return;
  }
  text_putc(out, '"');
  for (size_t i = 0; i < len; i++) {
    if (s[i] == '"') text_putc(out, '"');
    text_putc(out, s[i]);
  }
  text_putc(out, '"');
}

/* Exact figures without units; unknown and nil are empty. */
static void put_csv_value(text *out, const sonde_value *v, const char *unit) {
  if (v->kind == SONDE_NIL || v->kind == SONDE_UNKNOWN) return;
  if (v->kind == SONDE_TEXT) {
    put_csv(out, v->u.s, v->len);
    return;
  }
  text raw = {0};
  json_write(&raw, v, unit, -1);
  const char *s = text_chars(&raw);
  bool quoted = raw.len >= 2 && s[0] == '"' && v->kind != SONDE_LIST && v->kind != SONDE_MAP;
  put_csv(
      out, quoted ? s + 1 : s, quoted ? raw.len - 2 : raw.len); /* "0x2a" and base64 need no JSON quotes */
  text_free(&raw);
}

static void write_csv(text *out, const rows *r) {
  for (size_t c = 0; c < r->n; c++) {
    put_csv(out, r->columns[c], strlen(r->columns[c]));
    text_puts(out, c + 1 == r->n ? "\r\n" : ",");
  }
  for (size_t i = 0; i < r->list->len; i++) {
    for (size_t c = 0; c < r->n; c++) {
      put_csv_value(out, cell_at(r, i, c), unit_of(r, c));
      text_puts(out, c + 1 == r->n ? "\r\n" : ",");
    }
  }
}

sonde_status report_rows(text *out, const char *format, const sonde_value *list, const char *const *columns,
    const char *const *units, size_t n, error *e) {
  rows r = {list, columns, units, n};
  if (list->kind != SONDE_LIST) return error_set(e, SONDE_ARG, "rows must be a list");
  if (strcmp(format, "table") == 0) {
    write_table(out, &r);
  } else if (strcmp(format, "json") == 0) {
    write_json(out, &r);
  } else if (strcmp(format, "jsonl") == 0) {
    write_jsonl(out, &r);
  } else if (strcmp(format, "csv") == 0) {
    write_csv(out, &r);
  } else {
    return error_set(e, SONDE_ARG, "no format '%s': use table, json, jsonl or csv", format);
  }
  return SONDE_OK;
}
