/* The report as JUnit XML. A test case is a check without findings, or a finding; only what is at or above
 * fail_on fails. */
#include <string.h>

#include "base/units.h"
#include "report/clean.h"
#include "report/report.h"

typedef struct tally {
  size_t tests, failures, errors, skipped;
} tally;

static void attribute(text *out, const char *name, const char *value) {
  text_printf(out, " %s=\"", name);
  clean_xml(out, value);
  text_putc(out, '"');
}

static void open_case(text *out, const char *class_name, const char *name, int64_t duration_ns) {
  text_puts(out, "    <testcase");
  attribute(out, "classname", class_name);
  attribute(out, "name", name);
  text_printf(out, " time=\"%.3f\"", (double)duration_ns / 1e9);
}

static void put_element(
    text *out, const char *element, const char *type, const char *message, const char *body) {
  text_printf(out, ">\n      <%s", element);
  if (type) attribute(out, "type", type);
  attribute(out, "message", message);
  text_putc(out, '>');
  clean_xml(out, body);
  text_printf(out, "</%s>\n    </testcase>\n", element);
}

/* What stands behind a finding, as lines. */
static void finding_body(text *body, const finding *f) {
  text_printf(body, "%s %s: %s\n", severity_word(f->severity), f->subject, f->text);
  if (*f->class_name) text_printf(body, "class: %s\n", f->class_name);
  if (*f->advice) text_printf(body, "advice: %s\n", f->advice);
  if (f->evidence.kind == SONDE_MAP) {
    text_puts(body, "evidence: ");
    value_print(body, &f->evidence, NULL);
    text_putc(body, '\n');
  }
  if (*f->script_file) text_printf(body, "script: %s:%u\n", f->script_file, f->script_line);
}

static void put_finding(text *out, const session *s, const finding *f) {
  text body = {0};
  finding_body(&body, f);
  text name = {0};
  text_printf(&name, "%s%s%s", f->kind, *f->subject ? " " : "", f->subject);
  open_case(out, *f->script_id ? f->script_id : f->kind, text_chars(&name), 0);
  if (f->severity >= s->fail_on) {
    put_element(out, "failure", severity_word(f->severity), f->text, text_chars(&body));
  } else {
    text_puts(out, ">\n      <system-out>");
    clean_xml(out, text_chars(&body));
    text_puts(out, "</system-out>\n    </testcase>\n");
  }
  text_free(&name);
  text_free(&body);
}

static void put_check(text *out, const check_result *c) {
  if (c->outcome == OUTCOME_FINDINGS && c->nfindings > 0) return; /* its findings are the test cases */
  open_case(out, c->id, *c->title ? c->title : c->id, c->duration_ns);
  switch (c->outcome) {
  case OUTCOME_UNKNOWN:
  case OUTCOME_NOT_RUN: put_element(out, "skipped", NULL, c->reason, ""); break;
  case OUTCOME_FAILED: put_element(out, "error", "script", c->reason, c->reason); break;
  default: text_puts(out, "/>\n");
  }
}

static tally count_cases(const session *s, int64_t *duration_ns) {
  tally t = {0};
  for (size_t i = 0; i < s->nchecks; i++) {
    const check_result *c = &s->checks[i];
    *duration_ns += c->duration_ns;
    t.tests += !(c->outcome == OUTCOME_FINDINGS && c->nfindings > 0);
    t.errors += c->outcome == OUTCOME_FAILED;
    t.skipped += c->outcome == OUTCOME_UNKNOWN || c->outcome == OUTCOME_NOT_RUN;
  }
  for (size_t i = 0; i < s->nfindings; i++) {
    t.tests++;
    t.failures += s->findings[i].severity >= s->fail_on;
  }
  return t;
}

static void put_counts(text *out, const tally *t, int64_t duration_ns) {
  text_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\"", t->tests, t->failures,
      t->errors, (double)duration_ns / 1e9);
}

void report_junit(text *out, const session *s) {
  int64_t duration_ns = 0;
  tally t = count_cases(s, &duration_ns);
  text_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sonde\"");
  put_counts(out, &t, duration_ns);
  text_puts(out, ">\n  <testsuite name=\"sonde\"");
  put_counts(out, &t, duration_ns);
  text_printf(out, " skipped=\"%zu\"", t.skipped); /* the schema of Jenkins knows it here only */
  text when = {0};
  units_print_time(&when, s->start_wall_ns);
  text_printf(out, " timestamp=\"%.19s\"", text_chars(&when));
  text_free(&when);
  if (*s->machine) attribute(out, "hostname", s->machine);
  text_puts(out, ">\n");
  for (size_t i = 0; i < s->nchecks; i++) {
    put_check(out, &s->checks[i]);
  }
  for (size_t i = 0; i < s->nfindings; i++) {
    put_finding(out, s, &s->findings[i]);
  }
  text_puts(out, "  </testsuite>\n</testsuites>\n");
}
