/* One run: its findings, joined by identity, and the results of its checks. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "judge/finding.h"

session *session_new(void) {
  session *s = NEW(session);
  s->sonde_version = s->system = s->machine = s->boot_id = s->platform = s->user = "";
  s->command = s->target_end = s->replayed_from = "";
  s->target_status = -1;
  s->fail_on = SEVERITY_ERROR;
  s->quality.own_peak_resident_bytes = -1;
  return s;
}

void session_free(session *s) {
  if (!s) return;
  for (size_t i = 0; i < s->nfindings; i++) {
    arena_free(&s->findings[i].own);
  }
  memory_free(s->findings);
  memory_free(s->checks);
  map_free(&s->by_id);
  arena_free(&s->arena);
  memory_free(s);
}

static const char *keep(arena *a, const char *from) {
  return from && *from ? arena_text(a, from, strlen(from)) : "";
}

/* What one sighting tells, copied into an arena of its own. */
static void keep_sighting(finding *to, const finding *from) {
  arena a = {0};
  to->kind = keep(&a, from->kind);
  to->subject = keep(&a, from->subject);
  to->text = keep(&a, from->text);
  to->advice = keep(&a, from->advice);
  to->class_name = keep(&a, from->class_name);
  to->script_id = keep(&a, from->script_id);
  to->script_file = keep(&a, from->script_file);
  to->script_line = from->script_line;
  to->severity = from->severity;
  to->confidence = from->confidence;
  if (value_copy(&a, &from->evidence, &to->evidence, NULL) != SONDE_OK) {
    to->evidence = value_unknown(SONDE_WHY_OVERFLOW, "the evidence is nested too deeply");
  }
  arena_free(&to->own); /* only now: `from` may be an earlier copy of ours */
  to->own = a;
}

static void join(finding *old, const finding *f, uint64_t count) {
  old->count += count;
  if (f->last_wall_ns > old->last_wall_ns) old->last_wall_ns = f->last_wall_ns;
  if (f->severity >= old->severity) keep_sighting(old, f);
  old->open = f->open;
}

finding *session_find(session *s, const char *id) {
  uint64_t *at = map_find(&s->by_id, id, strlen(id));
  return at ? &s->findings[*at - 1] : NULL;
}

finding *session_add_finding(session *s, const finding *f) {
  finding seen = *f;
  uint64_t count = f->count ? f->count : 1;
  finding_identify(&seen);
  finding *old = session_find(s, seen.id);
  if (old) {
    join(old, &seen, count);
    return old;
  }
  if (!s->findings || s->nfindings == s->findings_capacity) {
    s->findings_capacity = s->findings_capacity ? s->findings_capacity * 2 : 16;
    s->findings = memory_resize(s->findings, s->findings_capacity * sizeof *s->findings);
  }
  finding *new = &s->findings[s->nfindings++];
  *new = seen;
  memset(&new->own, 0, sizeof new->own);
  keep_sighting(new, &seen);
  new->count = count;
  if (!new->first_wall_ns) new->first_wall_ns = new->last_wall_ns;
  *map_put(&s->by_id, new->id, strlen(new->id)) = s->nfindings;
  return new;
}

check_result *session_add_check(session *s, const check_result *c) {
  if (s->nchecks == s->checks_capacity) {
    s->checks_capacity = s->checks_capacity ? s->checks_capacity * 2 : 16;
    s->checks = memory_resize(s->checks, s->checks_capacity * sizeof *s->checks);
  }
  check_result *new = &s->checks[s->nchecks++];
  *new = *c;
  new->id = keep(&s->arena, c->id);
  new->title = keep(&s->arena, c->title);
  new->file = keep(&s->arena, c->file);
  new->reason = keep(&s->arena, c->reason);
  return new;
}

size_t session_count_severity(const session *s, severity v) {
  size_t n = 0;
  for (size_t i = 0; i < s->nfindings; i++) {
    n += s->findings[i].severity == v;
  }
  return n;
}

size_t session_count_outcome(const session *s, outcome o) {
  size_t n = 0;
  for (size_t i = 0; i < s->nchecks; i++) {
    n += s->checks[i].outcome == o;
  }
  return n;
}
