/* Reports: one format a file. All write UTF-8 into a text. */
#ifndef SONDE_REPORT_REPORT_H
#define SONDE_REPORT_REPORT_H

#include "judge/finding.h"

typedef struct report_style {
  bool colour, utf8;
  int width; /* columns; 0: do not wrap */
  bool verbose; /* evidence, ids and all unknowns too */
} report_style;

/*
 * The report for people. A finding is one line with its figure; under it, where there is something to say: "why" (evidence.why, a text or a list
 * of texts), "class", "advice", "seen" (how often, since when), and with `verbose` "evidence" and the script's file:line. Control characters of
 * outside texts become '?', so that no program name can write to the terminal; without utf8 every other character does too.
 */
void report_text(text *out, const session *s, const report_style *style);
/* "1 error, 2 warnings": what was found by severity, worst first; "no findings". */
void report_counts(text *out, const session *s);
void report_finding_json(text *out, const finding *f); /* one line, for a stream */
void report_json(text *out, const session *s);  /* docs/report.schema.json */
/* XML that Jenkins' and junitparser's readers accept: one test case a check without findings, else one a finding. A finding below fail_on passes
 * and tells in system-out. */
void report_junit(text *out, const session *s);
/* What paths in the reports for forges are relative to; absolute folders, NULL: none. */
typedef struct report_roots {
  const char *root;    /* of the repository */
  const char *working; /* that relative names of scripts are relative to */
  const char *scripts; /* those that ship with Sonde */
} report_roots;

enum { REPORT_SARIF_RESULTS = 5000, REPORT_GITHUB_EACH = 10, REPORT_SUMMARY_BYTES = 900000 };

/* SARIF 2.1.0: a result a finding, worst first and at most REPORT_SARIF_RESULTS; a rule a kind of finding and a script; a notification for each check
 * that did not run, failed or could not tell, and for what was lost or left out. */
void report_sarif(text *out, const session *s, const report_roots *roots);
/* Commands for GitHub's runner, one a line, "::error file=...": those for findings and for checks that did not run. GitHub shows REPORT_GITHUB_EACH of
 * each kind; where there are more, the last one says how many. */
void report_github(text *out, const session *s, const report_roots *roots);
/* Markdown for the page of a job; at most `limit` bytes, and says so when it had to leave something out. */
void report_markdown(text *out, const session *s, size_t limit);
/* A table of rows (a list of maps) as `sonde query` shows it: "table" (without columns that nobody asked for), "json", "jsonl" or "csv". columns, units: n names. */
sonde_status report_rows(text *out, const char *format, const sonde_value *rows, const char *const *columns, const char *const *units,
    size_t n, error *e);

#endif
