/* The report for people: a finding is one line, what explains it stands under it. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "base/utf8.h"
#include "report/clean.h"
#include "report/page.h"
#include "report/report.h"

enum { LABEL_WIDTH = 10, KIND_MOST = 28, SHARE_FROM_NS = 1000000000 };

static const struct mark {
  const char *ascii, *utf8, *colour;
} marks[] = {
    [MARK_CRITICAL] = {"[FAIL]", "✗ CRIT ", "1;31"},
    [MARK_ERROR] = {"[FAIL]", "✗ ERROR", "31"},
    [MARK_WARNING] = {"[WARN]", "! WARN ", "33"},
    [MARK_INFO] = {"[INFO]", "i INFO ", "36"},
    [MARK_OK] = {"[ OK ]", "✓ ok   ", "32"},
    [MARK_UNKNOWN] = {"[????]", "?      ", "35"},
    [MARK_NOT_RUN] = {"[ -- ]", "-      ", "90"},
};

static void put_mark(page *p, mark_kind kind) {
  const struct mark *m = &marks[kind];
  page_puts(p, "  ");
  page_colour(p, m->colour);
  page_puts(p, p->style->utf8 ? m->utf8 : m->ascii);
  page_colour(p, NULL);
  page_puts(p, " ");
}

static mark_kind mark_of(severity s) {
  switch (s) {
  case SEVERITY_CRITICAL: return MARK_CRITICAL;
  case SEVERITY_ERROR: return MARK_ERROR;
  case SEVERITY_WARNING: return MARK_WARNING;
  default: return MARK_INFO;
  }
}

/* What the program left behind: with daemons it is meant, in a test it is a leak. */
static void put_left(page *p, const session *s) {
  if (!s->nleft) return;
  text line = {0};
  text_printf(&line, "%u descendant%s still alive: ", s->nleft, s->nleft == 1 ? "" : "s");
  for (uint32_t i = 0; i < s->nleft; i++)
    text_printf(
        &line, "%s%s (pid %u)", i ? ", " : "", *s->left[i].name ? s->left[i].name : "?", s->left[i].pid);
  page_puts(p, "left    ");
  page_paragraph(p, p->column, text_chars(&line));
  text_free(&line);
}

static void put_header(page *p, const session *s) {
  page_printf(p, "sonde %s", s->sonde_version);
  page_column(p, s->machine);
  page_column(p, s->system);
  if (*s->user) {
    page_puts(p, "  user=");
    page_text(p, s->user);
    page_puts(p, s->elevated ? " (elevated)" : " (not elevated)");
  }
  page_printf(p, "  run %s  %zu %s\n", s->run_id, s->nchecks, s->nchecks == 1 ? "check" : "checks");
  if (*s->command || s->target_pid) {
    page_puts(p, "target  ");
    page_text(p, s->command);
    if (s->target_pid) page_printf(p, "%s(pid %u)", *s->command ? " " : "", s->target_pid);
    page_column(p, s->target_end);
    page_puts(p, "\n");
    put_left(p, s);
  }
  if (*s->replayed_from) {
    page_puts(p, "replay  ");
    page_text(p, s->replayed_from);
    page_puts(p, "\n");
  }
  page_puts(p, "\n");
}

/* "why      ...": one labelled paragraph under a finding. */
static void put_detail(page *p, const char *label, const char *s) {
  page_spaces(p, p->style->utf8 ? 10 : 9); /* under the kind, behind the mark */
  page_colour(p, "2");
  page_printf(p, "%-*s", LABEL_WIDTH, label);
  page_colour(p, NULL);
  page_paragraph(p, p->column, s);
}

static void put_why(page *p, const sonde_value *why) {
  if (!why) return;
  if (why->kind == SONDE_TEXT) put_detail(p, "why", why->u.s);
  for (uint32_t i = 0; why->kind == SONDE_LIST && i < why->len; i++) {
    if (why->u.list[i].kind == SONDE_TEXT) put_detail(p, i == 0 ? "why" : "", why->u.list[i].u.s);
  }
}

/* Figures in evidence carry their unit in the name: span_ns, resident_bytes, cpu_percent. */
static const char *unit_of_name(const char *name) {
  static const char *const units[] = {"ns", "bytes", "percent", "address", "flags"};
  size_t len = strlen(name);
  for (size_t i = 0; i < COUNT(units); i++) {
    size_t n = strlen(units[i]);
    if (len >= n && strcmp(name + len - n, units[i]) == 0 && (len == n || name[len - n - 1] == '_'))
      return units[i];
  }
  return NULL;
}

static void put_evidence(page *p, const sonde_value *evidence) {
  text t = {0};
  for (uint32_t i = 0; evidence->kind == SONDE_MAP && i < evidence->len; i++) {
    const sonde_pair *pair = &evidence->u.map[i];
    if (strcmp(pair->key, "why") == 0) continue;
    text_printf(&t, "%s%s = ", t.len ? ", " : "", pair->key);
    value_print(&t, &pair->value, unit_of_name(pair->key));
  }
  if (t.len) put_detail(p, "evidence", text_chars(&t));
  text_free(&t);
}

static void put_seen(page *p, const finding *f) {
  if (f->count < 2) return;
  text t = {0}, first = {0}, last = {0};
  units_print_time(&first, f->first_wall_ns);
  units_print_time(&last, f->last_wall_ns);
  text_printf(&t, "%llu times, %.8s to %.8s UTC", (unsigned long long)f->count, text_chars(&first) + 11,
      text_chars(&last) + 11);
  if (!f->open) text_puts(&t, ", now over");
  put_detail(p, "seen", text_chars(&t));
  text_free(&last);
  text_free(&first);
  text_free(&t);
}

static void put_details(page *p, const finding *f) {
  put_why(p, value_get(&f->evidence, "why"));
  if (*f->class_name) put_detail(p, "class", f->class_name);
  if (*f->advice) put_detail(p, "advice", f->advice);
  put_seen(p, f);
  if (!p->style->verbose) return;
  put_evidence(p, &f->evidence);
  text where = {0};
  text_printf(&where, "%s  %s:%u", f->id, f->script_file, f->script_line);
  put_detail(p, "id", *f->script_file ? text_chars(&where) : f->id);
  text_free(&where);
}

static void put_finding(page *p, const finding *f, size_t kind_width) {
  text line = {0};
  if (!p->style->utf8 && f->severity == SEVERITY_CRITICAL) text_puts(&line, "critical: ");
  if (*f->subject && !strstr(f->text, f->subject)) text_printf(&line, "%s: ", f->subject);
  text_puts(&line, f->text);
  put_mark(p, mark_of(f->severity));
  page_cell(p, f->kind, kind_width);
  page_puts(p, "  ");
  page_paragraph(p, p->column, text_chars(&line));
  put_details(p, f);
  text_free(&line);
}

/* Worst first; equals in the order they were found. */
static void put_findings(page *p, const session *s, size_t kind_width) {
  for (severity v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--) {
    for (size_t i = 0; i < s->nfindings; i++) {
      if (s->findings[i].severity == v) put_finding(p, &s->findings[i], kind_width);
    }
  }
}

static void put_check(page *p, const check_result *c, size_t kind_width) {
  static const struct {
    mark_kind mark;
    const char *prefix;
  } how[] = {[OUTCOME_UNKNOWN] = {MARK_UNKNOWN, "unknown: "},
      [OUTCOME_NOT_RUN] = {MARK_NOT_RUN, "not run: "},
      [OUTCOME_FAILED] = {MARK_ERROR, "the script failed: "}};
  const char *prefix = how[c->outcome].prefix;
  bool said = strncmp(c->reason, prefix, strlen(prefix)) == 0;
  text line = {0};
  text_printf(&line, "%s%s", said ? "" : prefix, c->reason);
  put_mark(p, how[c->outcome].mark);
  page_cell(p, c->id, kind_width);
  page_puts(p, "  ");
  page_paragraph(p, p->column, text_chars(&line));
  text_free(&line);
}

/* "[ OK ] 3 clean: a, b, c" */
static void put_clean(page *p, const session *s) {
  size_t n = session_count_outcome(s, OUTCOME_CLEAN);
  if (n == 0) return;
  text line = {0};
  text_printf(&line, "%zu clean: ", n);
  for (size_t i = 0, k = 0; i < s->nchecks; i++) {
    if (s->checks[i].outcome == OUTCOME_CLEAN) text_printf(&line, "%s%s", k++ ? ", " : "", s->checks[i].id);
  }
  put_mark(p, MARK_OK);
  page_paragraph(p, p->column, text_chars(&line));
  text_free(&line);
}

static void put_checks(page *p, const session *s, size_t kind_width) {
  put_clean(p, s);
  for (outcome o = OUTCOME_FAILED; o >= OUTCOME_UNKNOWN; o--) {
    for (size_t i = 0; i < s->nchecks; i++) {
      if (s->checks[i].outcome == o) put_check(p, &s->checks[i], kind_width);
    }
  }
}

static size_t widest_kind(const session *s) {
  size_t widest = 0;
  for (size_t i = 0; i < s->nfindings; i++) {
    size_t w = strlen(s->findings[i].kind);
    if (w > widest) widest = w;
  }
  for (size_t i = 0; i < s->nchecks; i++) {
    size_t w = s->checks[i].outcome >= OUTCOME_UNKNOWN ? strlen(s->checks[i].id) : 0;
    if (w > widest) widest = w;
  }
  return widest > KIND_MOST ? KIND_MOST : widest;
}

/* What it cost: "own cost 0.4 % CPU (25 ms of 6.2 s), 31 MiB". Of a moment, of which Sonde's own start is the
 * most, a share would tell nothing. */
static void add_cost(text *line, const data_quality *q) {
  text_puts(line, "own cost ");
  bool share = q->elapsed_ns >= SHARE_FROM_NS;
  if (share) text_printf(line, "%.1f %% CPU (", 100.0 * (double)q->own_cpu_ns / (double)q->elapsed_ns);
  units_print_duration(line, q->own_cpu_ns);
  if (q->elapsed_ns > 0) {
    text_puts(line, share ? " of " : " CPU in ");
    units_print_duration(line, q->elapsed_ns);
  }
  if (share) text_putc(line, ')');
  if (q->own_peak_resident_bytes < 0) {
    text_puts(line, ", memory unknown");
    return;
  }
  text_puts(line, ", ");
  units_print_bytes(line, (uint64_t)q->own_peak_resident_bytes);
}

static void put_quality(page *p, const data_quality *q) {
  enum { UNKNOWN_SHOWN = 5 };
  const char *dot = p->style->utf8 ? " · " : ", ";
  text line = {0};
  text_printf(&line, "%llu record%s%s%llu lost%s%u unknown%s", (unsigned long long)q->records,
      q->records == 1 ? "" : "s", dot, (unsigned long long)q->lost, dot, q->nunknown, dot);
  if (q->redactions) text_printf(&line, "%llu redactions%s", (unsigned long long)q->redactions, dot);
  add_cost(&line, q);
  page_puts(p, "Data quality  ");
  page_paragraph(p, p->column, text_chars(&line));
  for (uint32_t i = 0; i < q->nunknown && (i < UNKNOWN_SHOWN || p->style->verbose); i++) {
    page_puts(p, "              unknown: ");
    page_paragraph(p, p->column, q->unknown[i]);
  }
  if (q->nunknown > UNKNOWN_SHOWN && !p->style->verbose) {
    page_printf(p, "              and %u more (--verbose shows them)\n", q->nunknown - UNKNOWN_SHOWN);
  }
  text_free(&line);
}

void report_counts(text *out, const session *s) {
  static const char *const plural[] = {"", "info", "warnings", "errors", "critical"};
  bool any = false;
  for (severity v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--) {
    size_t n = session_count_severity(s, v);
    if (n == 0) continue;
    text_printf(out, "%s%zu %s", any ? ", " : "", n, n == 1 ? severity_word(v) : plural[v]);
    any = true;
  }
  if (!any) text_puts(out, "no findings");
  for (outcome o = OUTCOME_UNKNOWN; o <= OUTCOME_FAILED; o++) {
    size_t n = session_count_outcome(s, o);
    if (n > 0) text_printf(out, ", %zu %s", n, outcome_word(o));
  }
}

void report_text(text *out, const session *s, const report_style *style) {
  page p = {.out = out, .style = style};
  size_t kind_width = widest_kind(s);
  put_header(&p, s);
  put_findings(&p, s, kind_width);
  put_checks(&p, s, kind_width);
  page_puts(&p, "\n");
  put_quality(&p, &s->quality);
  text counts = {0};
  report_counts(&counts, s);
  page_printf(&p, "%s   exit %d\n", text_chars(&counts), s->exit_code);
  text_free(&counts);
}
