/* The report as one JSON document; its form is docs/report.schema.json. */
#include "base/json.h"
#include "report/object.h"
#include "report/report.h"

static sonde_value run_value(arena *a, const session *s) {
  object o = object_new(a, 9);
  object_text(&o, "id", s->run_id);
  object_time(&o, "started", s->start_wall_ns);
  object_text(&o, "machine", s->machine);
  object_text(&o, "boot_id", s->boot_id);
  object_text(&o, "system", s->system);
  object_text(&o, "platform", s->platform);
  object_text(&o, "user", s->user);
  object_put(&o, "elevated", value_bool(s->elevated));
  object_optional(&o, "replayed_from", s->replayed_from);
  return object_done(&o);
}

static sonde_value left_value(arena *a, const session *s) {
  sonde_value *items = arena_alloc(a, (s->nleft + 1u) * sizeof *items);
  for (uint32_t i = 0; i < s->nleft; i++) {
    object o = object_new(a, 2);
    object_put(&o, "pid", value_u64(s->left[i].pid));
    object_optional(&o, "name", s->left[i].name);
    items[i] = object_done(&o);
  }
  return value_list(items, s->nleft);
}

static sonde_value target_value(arena *a, const session *s) {
  if (!s->target_pid && !*s->command) return value_nil();
  object o = object_new(a, 5);
  object_optional(&o, "command", s->command);
  object_put(&o, "pid", s->target_pid ? value_u64(s->target_pid) : value_nil());
  object_optional(&o, "end", s->target_end);
  object_put(&o, "status", s->target_status >= 0 ? value_i64(s->target_status) : value_nil());
  object_put(&o, "left", left_value(a, s));
  return object_done(&o);
}

static sonde_value finding_target(arena *a, const finding *f) {
  if (!f->pid) return value_nil();
  object o = object_new(a, 2);
  object_put(&o, "pid", value_u64(f->pid));
  object_text(&o, "start_id", arena_format(a, "0x%llx", (unsigned long long)f->start_id));
  return object_done(&o);
}

static sonde_value finding_script(arena *a, const finding *f) {
  object o = object_new(a, 3);
  object_text(&o, "id", f->script_id);
  object_text(&o, "file", f->script_file);
  object_put(&o, "line", value_u64(f->script_line));
  return object_done(&o);
}

static sonde_value finding_value(arena *a, const finding *f) {
  object o = object_new(a, 15);
  object_text(&o, "id", f->id);
  object_text(&o, "kind", f->kind);
  object_text(&o, "severity", severity_word(f->severity));
  object_text(&o, "subject", f->subject);
  object_text(&o, "text", f->text);
  object_optional(&o, "advice", f->advice);
  object_optional(&o, "class", f->class_name);
  object_put(&o, "confidence", f->confidence >= 0 ? value_f64(f->confidence) : value_nil());
  object_put(&o, "evidence", f->evidence);
  object_put(&o, "target", finding_target(a, f));
  object_put(&o, "script", finding_script(a, f));
  object_time(&o, "first_seen", f->first_wall_ns);
  object_time(&o, "last_seen", f->last_wall_ns);
  object_put(&o, "count", value_u64(f->count));
  object_put(&o, "open", value_bool(f->open));
  return object_done(&o);
}

void report_finding_json(text *out, const finding *f) {
  arena a = {0};
  sonde_value v = finding_value(&a, f);
  json_write(out, &v, NULL, -1);
  text_putc(out, '\n');
  arena_free(&a);
}

static sonde_value check_value(arena *a, const check_result *c) {
  object o = object_new(a, 9);
  object_text(&o, "id", c->id);
  object_text(&o, "title", c->title);
  object_text(&o, "file", c->file);
  object_put(&o, "line", value_u64(c->line));
  object_text(&o, "outcome", outcome_word(c->outcome));
  object_optional(&o, "reason", c->reason);
  object_put(&o, "duration_ns", value_i64(c->duration_ns));
  object_put(&o, "findings", value_u64(c->nfindings));
  object_put(&o, "named", value_bool(c->named));
  return object_done(&o);
}

static sonde_value quality_value(arena *a, const data_quality *q) {
  sonde_value *unknown = arena_alloc(a, (q->nunknown + 1u) * sizeof *unknown);
  for (uint32_t i = 0; i < q->nunknown; i++) {
    unknown[i] = value_text(q->unknown[i]);
  }
  object o = object_new(a, 7);
  object_put(&o, "records", value_u64(q->records));
  object_put(&o, "lost", value_u64(q->lost));
  object_put(&o, "redactions", value_u64(q->redactions));
  object_put(&o, "unknown", value_list(unknown, q->nunknown));
  object_put(&o, "own_cpu_ns", value_i64(q->own_cpu_ns));
  object_put(&o, "elapsed_ns", value_i64(q->elapsed_ns));
  object_put(&o, "own_peak_resident_bytes",
      q->own_peak_resident_bytes >= 0 ? value_i64(q->own_peak_resident_bytes) : value_nil());
  return object_done(&o);
}

static sonde_value counts_value(arena *a, const session *s) {
  object o = object_new(a, 4);
  for (severity v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--) {
    object_put(&o, severity_word(v), value_u64(session_count_severity(s, v)));
  }
  return object_done(&o);
}

static sonde_value findings_value(arena *a, const session *s) {
  sonde_value *items = arena_alloc(a, (s->nfindings + 1) * sizeof *items);
  for (size_t i = 0; i < s->nfindings; i++) {
    items[i] = finding_value(a, &s->findings[i]);
  }
  return value_list(items, s->nfindings);
}

static sonde_value checks_value(arena *a, const session *s) {
  sonde_value *items = arena_alloc(a, (s->nchecks + 1) * sizeof *items);
  for (size_t i = 0; i < s->nchecks; i++) {
    items[i] = check_value(a, &s->checks[i]);
  }
  return value_list(items, s->nchecks);
}

void report_json(text *out, const session *s) {
  arena a = {0};
  object o = object_new(&a, 10);
  object_text(&o, "format", "sonde-report/1");
  object_text(&o, "sonde", s->sonde_version);
  object_put(&o, "run", run_value(&a, s));
  object_put(&o, "target", target_value(&a, s));
  object_put(&o, "findings", findings_value(&a, s));
  object_put(&o, "checks", checks_value(&a, s));
  object_put(&o, "quality", quality_value(&a, &s->quality));
  object_put(&o, "counts", counts_value(&a, s));
  object_text(&o, "fail_on", s->fail_on > SEVERITY_CRITICAL ? "never" : severity_word(s->fail_on));
  object_put(&o, "exit_code", value_i64(s->exit_code));
  sonde_value document = object_done(&o);
  json_write(out, &document, NULL, 0);
  text_putc(out, '\n');
  arena_free(&a);
}
