/* One session with everything in it, for the tests of all formats. */
#ifndef SONDE_TEST_REPORT_SAMPLE_H
#define SONDE_TEST_REPORT_SAMPLE_H

#include <stdio.h>
#include <string.h>

#include "judge/finding.h"

#define SAMPLE_START_NS INT64_C(1795568523456000000)

static const sonde_pair sample_evidence[] = {
    {"span_ns", {SONDE_I64, 0, {.i = 30000000000}}},
    {"resident_bytes", {SONDE_U64, 0, {.u = 94371840}}},
    {"address", {SONDE_U64, 0, {.u = UINT64_MAX}}},
    {"handles", {SONDE_UNKNOWN, SONDE_WHY_DENIED, {.s = "not ours"}}},
    {"why", {SONDE_TEXT, 33, {.s = "31 samples lie on one rising line"}}},
};

static inline session *sample_session(void) {
  session *s = session_new();
  snprintf(s->run_id, sizeof s->run_id, "r-0123456789ab");
  s->sonde_version = "0.1.0";
  s->system = "Debian GNU/Linux 12 (bookworm)";
  s->machine = "ws-042";
  s->boot_id = "boot";
  s->platform = "linux-x64";
  s->user = "build";
  s->command = "shop --faults memory=3MiB/s";
  s->target_pid = 4242;
  static const left_process left[] = {{4250, "logger"}, {4251, ""}};
  s->left = left;
  s->nleft = 2;
  s->target_end = "exited with status 3 after 6.1 s";
  s->target_status = 3;
  s->start_wall_ns = SAMPLE_START_NS;
  session_add_finding(s, &(finding){.kind = "memory.growth",
                             .subject = "shop",
                             .text = "shop grows by 3.0 MiB/s",
                             .advice = "Look at what is kept for each order.",
                             .class_name = "resource.memory",
                             .severity = SEVERITY_ERROR,
                             .confidence = 0.5,
                             .evidence = {SONDE_MAP, 5, {.map = sample_evidence}},
                             .pid = 4242,
                             .start_id = 0xfedcba9876543210,
                             .script_id = "first-look",
                             .script_file = "scripts/checks/first-look.lua",
                             .script_line = 12,
                             .last_wall_ns = SAMPLE_START_NS});
  session_add_finding(s, &(finding){.kind = "plugin.refused",
                             .subject = "evil\033[31m<&>\"\001\xff\xE2\x80\xAE",
                             .text = "bad bytes",
                             .severity = SEVERITY_INFO,
                             .confidence = -1,
                             .last_wall_ns = SAMPLE_START_NS});
  for (int i = 0; i < 3; i++) {
    session_add_finding(s, &(finding){.kind = "cpu.busy",
                               .subject = "machine",
                               .text = "all processors are busy (98 %)",
                               .severity = SEVERITY_WARNING,
                               .confidence = -1,
                               .script_id = "cpu.busy",
                               .open = true,
                               .last_wall_ns = SAMPLE_START_NS + i * INT64_C(60000000000)});
  }
  session_add_check(s, &(check_result){.id = "first-look",
                           .title = "First look",
                           .file = "scripts/checks/first-look.lua",
                           .line = 1,
                           .outcome = OUTCOME_FINDINGS,
                           .duration_ns = 6100000000,
                           .nfindings = 1,
                           .named = true});
  session_add_check(s,
      &(check_result){.id = "disk", .title = "Disk space", .outcome = OUTCOME_CLEAN, .duration_ns = 2000000});
  session_add_check(s, &(check_result){.id = "slow-calls",
                           .title = "Slow calls",
                           .outcome = OUTCOME_NOT_RUN,
                           .reason = "not run: no plugin gives tracer.call"});
  session_add_check(s, &(check_result){.id = "rights",
                           .title = "Rights",
                           .outcome = OUTCOME_UNKNOWN,
                           .reason = "handles of pid 12 (denied)"});
  session_add_check(
      s, &(check_result){.id = "broken",
             .title = "Broken",
             .outcome = OUTCOME_FAILED,
             .reason = "broken.lua:7: attempt to index a nil value\n   6 | local x\n   7 | x.y = 1"});
  static const char *const unknown[] = {"handles of pid 12 (denied)"};
  s->quality = (data_quality){.records = 310,
      .unknown = unknown,
      .nunknown = 1,
      .own_cpu_ns = 25000000,
      .elapsed_ns = 6250000000,
      .own_peak_resident_bytes = 32505856};
  s->exit_code = 1;
  return s;
}

#endif
