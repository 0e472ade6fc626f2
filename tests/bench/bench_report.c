/* Reports of 5,000 findings. Floor: copying the finished document byte by byte into a text. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "os/clock.h"
#include "report/report.h"

enum { FINDINGS = 5000, TRIES = 9 };

static session *sample(void) {
  session *s = session_new();
  snprintf(s->run_id, sizeof s->run_id, "r-1");
  for (int i = 0; i < FINDINGS; i++) {
    char subject[40];
    snprintf(subject, sizeof subject, "process %d", i);
    const sonde_pair pairs[] = {{"resident_bytes", value_u64((uint64_t)i << 20)},
        {"share", value_f64(i / 7.0)}, {"span_ns", value_i64(5000000000)},
        {"name", value_text("a \"quoted\" name\n")}};
    session_add_finding(s, &(finding){.kind = "memory.growth",
                               .subject = subject,
                               .text = "grows by 3.2 MiB/s (31 samples in 30 s)",
                               .advice = "Look at what is kept for each order.",
                               .class_name = "resource.memory",
                               .severity = (severity)(1 + i % 4),
                               .confidence = 0.9,
                               .evidence = value_map(pairs, COUNT(pairs)),
                               .pid = (uint32_t)i + 1,
                               .start_id = (uint64_t)i,
                               .script_id = "first-look",
                               .script_file = "first-look.lua",
                               .script_line = 12,
                               .last_wall_ns = INT64_C(1795568523456000000)});
  }
  return s;
}

static int64_t best(void (*write)(text *out, const session *s), const session *s) {
  int64_t least = INT64_MAX;
  for (int i = 0; i < TRIES; i++) {
    text out = {0};
    int64_t start = clock_thread_cpu_ns();
    write(&out, s);
    int64_t took = clock_thread_cpu_ns() - start;
    if (took < least) least = took;
    text_free(&out);
  }
  return least;
}

static text document;

static void copy_bytes(text *out, const session *s) {
  (void)s;
  for (size_t i = 0; i < document.len; i++) {
    text_putc(out, document.data[i]);
  }
}

static void write_text(text *out, const session *s) {
  static const report_style style = {.colour = true, .utf8 = true, .width = 120};
  report_text(out, s, &style);
}

static void write_sarif(text *out, const session *s) {
  report_sarif(out, s, &(report_roots){"/repo", "/repo", NULL});
}

static void write_github(text *out, const session *s) {
  report_github(out, s, &(report_roots){"/repo", "/repo", NULL});
  report_markdown(out, s, REPORT_SUMMARY_BYTES);
}

static void show(const char *name, int64_t ns, int64_t floor_ns) {
  printf("%s %.2f ms %.2f\n", name, (double)ns / 1e6, (double)ns / (double)floor_ns);
}

int main(void) {
  session *s = sample();
  report_json(&document, s);
  int64_t floor_ns = best(copy_bytes, s);
  show("report.floor", floor_ns, floor_ns);
  show("report.json_5000_findings", best(report_json, s), floor_ns);
  show("report.junit_5000_findings", best(report_junit, s), floor_ns);
  show("report.text_5000_findings", best(write_text, s), floor_ns);
  show("report.sarif_5000_findings", best(write_sarif, s), floor_ns);
  show("report.github_5000_findings", best(write_github, s), floor_ns);
  text_free(&document);
  session_free(s);
  return 0;
}
