/* The report for people, to the letter. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"
#include "sample.h"

static void expect_report(session *s, const report_style *style, const char *want) {
  text out = {0};
  report_text(&out, s, style);
  assert_string_equal(text_chars(&out), want);
  text_free(&out);
  session_free(s);
}

static void plain(void **state) {
  (void)state;
  expect_report(sample_session(), &(report_style){.width = 100},
      "sonde 0.1.0  ws-042  Debian GNU/Linux 12 (bookworm)  user=build (not elevated)  run r-0123456789ab  5 "
      "checks\n"
      "target  shop --faults memory=3MiB/s (pid 4242)  exited with status 3 after 6.1 s\n"
      "left    2 descendants still alive: logger (pid 4250), ? (pid 4251)\n"
      "\n"
      "  [FAIL] memory.growth   shop grows by 3.0 MiB/s\n"
      "         why       31 samples lie on one rising line\n"
      "         class     resource.memory\n"
      "         advice    Look at what is kept for each order.\n"
      "  [WARN] cpu.busy        machine: all processors are busy (98 %)\n"
      "         seen      3 times, 01:02:03 to 01:04:03 UTC\n"
      "  [INFO] plugin.refused  evil?[31m<&>\"???: bad bytes\n"
      "  [ OK ] 1 clean: disk\n"
      "  [FAIL] broken          the script failed: broken.lua:7: attempt to index a nil value\n"
      "                            6 | local x\n"
      "                            7 | x.y = 1\n"
      "  [ -- ] slow-calls      not run: no plugin gives tracer.call\n"
      "  [????] rights          unknown: handles of pid 12 (denied)\n"
      "\n"
      "Data quality  310 records, 0 lost, 1 unknown, own cost 0.4 % CPU (25 ms of 6.3 s), 31 MiB\n"
      "              unknown: handles of pid 12 (denied)\n"
      "1 error, 1 warning, 1 info, 1 unknown, 1 not run, 1 failed   exit 1\n");
}

static void narrow_colourful_and_verbose(void **state) {
  (void)state;
  session *s = sample_session();
  s->nfindings = 1; /* only the first is shown */
  text out = {0};
  report_text(&out, s, &(report_style){.colour = true, .utf8 = true, .width = 60, .verbose = true});
  assert_non_null(
      strstr(text_chars(&out), "  \033[31m✗ ERROR\033[0m memory.growth  shop grows by 3.0 MiB/s\n"
                               "          \033[2mwhy       \033[0m31 samples lie on one rising line\n"));
  assert_non_null(
      strstr(text_chars(&out), "          \033[2mevidence  \033[0mspan_ns = 30 s, resident_bytes = 90 MiB,\n"
                               "                    address = 0xffffffffffffffff, handles =\n"
                               "                    unknown (denied)\n"));
  assert_non_null(strstr(text_chars(&out), "310 records · 0 lost · 1 unknown · own cost"));
  text_free(&out);
  s->nfindings = 3;
  session_free(s);
}

static void nothing_found(void **state) {
  (void)state;
  session *s = session_new();
  snprintf(s->run_id, sizeof s->run_id, "r-1");
  s->sonde_version = "0.1.0";
  session_add_check(s, &(check_result){.id = "health", .outcome = OUTCOME_CLEAN});
  expect_report(s, &(report_style){0},
      "sonde 0.1.0  run r-1  1 check\n"
      "\n"
      "  [ OK ] 1 clean: health\n"
      "\n"
      "Data quality  0 records, 0 lost, 0 unknown, own cost 0 ns, memory unknown\n"
      "no findings   exit 0\n");
}

/* A share of a moment would be Sonde's own start. */
static void cost_of_a_moment(void **state) {
  (void)state;
  session *s = session_new();
  s->quality =
      (data_quality){.own_cpu_ns = 4400000, .elapsed_ns = 4300000, .own_peak_resident_bytes = 4 << 20};
  text out = {0};
  report_text(&out, s, &(report_style){0});
  assert_non_null(strstr(text_chars(&out), "own cost 4.4 ms CPU in 4.3 ms, 4 MiB\n"));
  text_free(&out);
  session_free(s);
}

static void long_texts_hang(void **state) {
  (void)state;
  session *s = session_new();
  snprintf(s->run_id, sizeof s->run_id, "r-1");
  s->sonde_version = "0.1.0";
  session_add_finding(
      s, &(finding){.kind = "disk.full",
             .subject = "/var",
             .severity = SEVERITY_CRITICAL,
             .confidence = -1,
             .text = "/var has 12 MiB left of 40 GiB and fills up within 8 minutes at the present rate",
             .advice = "Move old logs away, then look at what writes them."});
  s->exit_code = 1;
  expect_report(s, &(report_style){.width = 64},
      "sonde 0.1.0  run r-1  0 checks\n"
      "\n"
      "  [FAIL] disk.full  critical: /var has 12 MiB left of 40 GiB and\n"
      "                    fills up within 8 minutes at the present\n"
      "                    rate\n"
      "         advice    Move old logs away, then look at what writes\n"
      "                   them.\n"
      "\n"
      "Data quality  0 records, 0 lost, 0 unknown, own cost 0 ns,\n"
      "              memory unknown\n"
      "1 critical   exit 1\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain),
      cmocka_unit_test(narrow_colourful_and_verbose),
      cmocka_unit_test(nothing_found),
      cmocka_unit_test(cost_of_a_moment),
      cmocka_unit_test(long_texts_hang),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
