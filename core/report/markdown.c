/* The report as Markdown, for the page of a job: a table of findings, what stands behind them, what is
 * unknown. */
#include <string.h>

#include "report/clean.h"
#include "report/report.h"
#include "report/worst.h"

enum { RESERVE = 300 }; /* bytes kept for the notice */

/* Outside texts can neither leave their table cell nor become markup. */
static void put(text *out, const char *s) {
  text clean = {0};
  clean_terminal(&clean, s, strlen(s), true);
  for (const char *c = text_chars(&clean); *c; c++) {
    switch (*c) {
    case '&': text_puts(out, "&amp;"); break;
    case '<': text_puts(out, "&lt;"); break;
    case '>': text_puts(out, "&gt;"); break;
    default:
      if (strchr("\\`*_[]|~#$!", *c)) text_putc(out, '\\');
      text_putc(out, *c);
    }
  }
  text_free(&clean);
}

/* Adds the piece when it fits; a piece is never cut in the middle. */
static bool add(text *out, text *piece, size_t limit) {
  bool fits = out->len + piece->len + RESERVE <= limit;
  if (fits) text_add(out, text_chars(piece), piece->len);
  text_clear(piece);
  return fits;
}

static void put_row(text *out, const finding *f) {
  text_printf(out, "| %s | ", severity_word(f->severity));
  put(out, f->kind);
  text_puts(out, " | ");
  put(out, f->subject);
  text_puts(out, " | ");
  put(out, f->text);
  if (f->count > 1) text_printf(out, " (%llu times)", (unsigned long long)f->count);
  text_puts(out, " |\n");
}

static void put_evidence(text *out, const finding *f) {
  text value = {0};
  value_print(&value, &f->evidence, NULL);
  put(out, text_chars(&value));
  text_free(&value);
}

static void put_details(text *out, const finding *f) {
  text_puts(out, "* **");
  put(out, f->kind);
  text_puts(out, "** ");
  put(out, f->subject);
  if (*f->class_name) text_puts(out, "<br>class: ");
  put(out, f->class_name);
  if (*f->advice) text_puts(out, "<br>advice: ");
  put(out, f->advice);
  if (f->evidence.kind == SONDE_MAP) {
    text_puts(out, "<br>evidence: ");
    put_evidence(out, f);
  }
  if (*f->script_file) {
    text_puts(out, "<br>script: ");
    put(out, f->script_file);
    text_printf(out, ":%u", f->script_line);
  }
  text_putc(out, '\n');
}

/* How many did not fit. */
static size_t put_each(
    text *out, const finding **all, size_t n, size_t limit, void (*write)(text *out, const finding *f)) {
  text piece = {0};
  size_t i = 0;
  for (; i < n; i++) {
    write(&piece, all[i]);
    if (!add(out, &piece, limit)) break;
  }
  text_free(&piece);
  return n - i;
}

static void put_head(text *out, const session *s) {
  text_puts(out, "## Sonde: ");
  report_counts(out, s);
  text_printf(out, "\n\nexit %d, run %s on ", s->exit_code, s->run_id);
  put(out, s->machine);
  if (*s->command) text_puts(out, ", target: ");
  put(out, s->command);
  if (*s->target_end) text_puts(out, ", ");
  put(out, s->target_end);
  text_puts(out, "\n\n");
}

static void put_check(text *out, const check_result *c) {
  text_puts(out, "* **");
  put(out, c->id);
  text_printf(out, "** %s: ", outcome_word(c->outcome));
  put(out, c->reason);
  text_putc(out, '\n');
}

static bool is_told(const check_result *c) {
  return c->outcome == OUTCOME_UNKNOWN || c->outcome == OUTCOME_NOT_RUN || c->outcome == OUTCOME_FAILED;
}

static size_t put_checks(text *out, const session *s, size_t limit) {
  text piece = {0};
  size_t missing = 0;
  for (size_t i = 0; i < s->nchecks; i++) {
    if (!is_told(&s->checks[i])) continue;
    put_check(&piece, &s->checks[i]);
    missing += !add(out, &piece, limit);
  }
  text_printf(&piece, "\nData: %llu records, %llu lost, %u values unknown; %zu of %zu checks clean\n\n",
      (unsigned long long)s->quality.records, (unsigned long long)s->quality.lost, s->quality.nunknown,
      session_count_outcome(s, OUTCOME_CLEAN), s->nchecks);
  missing += !add(out, &piece, limit);
  text_free(&piece);
  return missing;
}

static size_t put_findings(text *out, const session *s, size_t limit) {
  arena a = {0};
  const finding **all = worst_first(s, &a);
  text_puts(out, "| severity | kind | subject | finding |\n|---|---|---|---|\n");
  size_t missing = put_each(out, all, s->nfindings, limit, put_row);
  text_puts(out, "\n<details><summary>Evidence and advice</summary>\n\n");
  size_t hidden = put_each(out, all, s->nfindings, limit, put_details);
  text_puts(out, "\n</details>\n\n");
  arena_free(&a);
  return missing > hidden ? missing : hidden;
}

/* Checks first: they are few, and what was not seen must not be what is cut. */
void report_markdown(text *out, const session *s, size_t limit) {
  text head = {0};
  put_head(&head, s);
  bool fits = add(out, &head, limit);
  text_free(&head);
  size_t missing = put_checks(out, s, limit) + !fits;
  if (s->nfindings) missing += put_findings(out, s, limit);
  if (missing)
    text_printf(
        out, "**%zu entries do not fit here**: the other reports of this run hold everything.\n", missing);
}
