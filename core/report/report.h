/* Reports: one format a file. All write UTF-8 into a text. */
#ifndef SONDE_REPORT_REPORT_H
#define SONDE_REPORT_REPORT_H

#include "judge/finding.h"

typedef struct report_style {
  bool colour, utf8;
  int width; /* columns; 0: do not wrap */
  bool verbose; /* evidence too */
} report_style;

void report_text(text *out, const session *s, const report_style *style);
void report_json(text *out, const session *s);  /* docs/report.schema.json */
void report_junit(text *out, const session *s); /* XML that Jenkins' and junitparser's readers accept */
/* A table of rows (maps) as `sonde query` shows it: "table", "jsonl" or "csv". columns, units: n names. */
sonde_status report_rows(text *out, const char *format, const sonde_value *rows, const char *const *columns, const char *const *units,
    size_t n, error *e);

#endif
