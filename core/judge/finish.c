/* The end of a run: troubles of plugins become findings, data quality is summed up. */
#include <string.h>

#include "base/memory.h"
#include "judge/state.h"
#include "os/clock.h"

enum { UNKNOWN_MOST = 1000 }; /* sentences that are kept */

void judge_note_unknown(judge *j, const char *sentence) {
  if (j->nunknown >= UNKNOWN_MOST) return;
  uint64_t *seen = map_put(&j->unknown_seen, sentence, strlen(sentence));
  if (*seen) return;
  *seen = 1;
  if (j->nunknown == j->unknown_capacity) {
    j->unknown_capacity = j->unknown_capacity ? j->unknown_capacity * 2 : 8;
    j->unknown = memory_resize(j->unknown, j->unknown_capacity * sizeof *j->unknown);
  }
  j->unknown[j->nunknown++] = arena_text(&j->session->arena, sentence, strlen(sentence));
}

void judge_note_unknown_of(judge *j, const script *s) {
  for (size_t i = 0; i < script_unknown_count(s); i++) {
    judge_note_unknown(j, script_unknown_at(s, i));
  }
}

/* A refused plugin that a check needed has made that check "not run" already; by itself it is only worth
 * knowing. What a plugin does wrong is worth a warning: its figures may be too. */
static void add_host_troubles(judge *j) {
  for (size_t i = 0; i < host_trouble_count(j->host); i++) {
    const host_trouble *t = host_trouble_at(j->host, i);
    bool known = strcmp(t->kind, "plugin.refused") == 0 || strcmp(t->kind, "plugin.untrusted") == 0;
    finding f = {.kind = t->kind,
        .subject = t->subject,
        .text = t->text,
        .confidence = -1,
        .severity = known ? SEVERITY_INFO : SEVERITY_WARNING,
        .script_id = "host",
        .last_wall_ns = host_wall_ns(j->host)};
    session_add_finding(j->session, &f);
  }
}

void judge_finish(judge *j) {
  data_quality *q = &j->session->quality;
  if (j->host) {
    host_stats stats;
    host_get_stats(j->host, &stats);
    q->records = stats.records;
    q->lost = stats.lost;
    add_host_troubles(j);
  }
  const char **sentences = arena_alloc(&j->session->arena, (j->nunknown + 1) * sizeof *sentences);
  for (size_t i = 0; i < j->nunknown; i++) {
    sentences[i] = j->unknown[i];
  }
  q->unknown = sentences;
  q->nunknown = (uint32_t)j->nunknown;
  q->own_cpu_ns = clock_process_cpu_ns() - j->start_cpu_ns;
  q->elapsed_ns = clock_mono_ns() - j->start_mono_ns;
  j->session->exit_code = exit_code_of(j->session, &j->facts);
}
