/* The report as one JSON document; its form is docs/report.schema.json. */
#include <string.h>

#include "base/units.h"
#include "base/json.h"
#include "report/clean.h"
#include "report/report.h"

/* A map that is being filled; the pairs lie in the arena. */
typedef struct object {
  arena *a;
  sonde_pair *pairs;
  size_t n;
} object;

static object object_new(arena *a, size_t most) {
  return (object){a, arena_alloc(a, most * sizeof(sonde_pair)), 0};
}

static void put(object *o, const char *key, sonde_value v) {
  o->pairs[o->n++] = (sonde_pair){key, v};
}

static void put_text(object *o, const char *key, const char *s) {
  put(o, key, value_text(s ? s : ""));
}

/* "" becomes null: there is none. */
static void put_optional(object *o, const char *key, const char *s) {
  put(o, key, s && *s ? value_text(s) : value_nil());
}

static void put_time(object *o, const char *key, int64_t wall_ns) {
  text t = {0};
  units_print_time(&t, wall_ns);
  put_text(o, key, arena_text(o->a, text_chars(&t), t.len));
  text_free(&t);
}

static sonde_value done(const object *o) {
  return value_map(o->pairs, o->n);
}

static sonde_value run_value(arena *a, const session *s) {
  object o = object_new(a, 9);
  put_text(&o, "id", s->run_id);
  put_time(&o, "started", s->start_wall_ns);
  put_text(&o, "machine", s->machine);
  put_text(&o, "boot_id", s->boot_id);
  put_text(&o, "system", s->system);
  put_text(&o, "platform", s->platform);
  put_text(&o, "user", s->user);
  put(&o, "elevated", value_bool(s->elevated));
  put_optional(&o, "replayed_from", s->replayed_from);
  return done(&o);
}

static sonde_value left_value(arena *a, const session *s) {
  sonde_value *items = arena_alloc(a, (s->nleft + 1u) * sizeof *items);
  for (uint32_t i = 0; i < s->nleft; i++) {
    object o = object_new(a, 2);
    put(&o, "pid", value_u64(s->left[i].pid));
    put_optional(&o, "name", s->left[i].name);
    items[i] = done(&o);
  }
  return value_list(items, s->nleft);
}

static sonde_value target_value(arena *a, const session *s) {
  if (!s->target_pid && !*s->command) return value_nil();
  object o = object_new(a, 5);
  put_optional(&o, "command", s->command);
  put(&o, "pid", s->target_pid ? value_u64(s->target_pid) : value_nil());
  put_optional(&o, "end", s->target_end);
  put(&o, "status", s->target_status >= 0 ? value_i64(s->target_status) : value_nil());
  put(&o, "left", left_value(a, s));
  return done(&o);
}

static sonde_value finding_target(arena *a, const finding *f) {
  if (!f->pid) return value_nil();
  object o = object_new(a, 2);
  put(&o, "pid", value_u64(f->pid));
  put_text(&o, "start_id", arena_format(a, "0x%llx", (unsigned long long)f->start_id));
  return done(&o);
}

static sonde_value finding_script(arena *a, const finding *f) {
  object o = object_new(a, 3);
  put_text(&o, "id", f->script_id);
  put_text(&o, "file", f->script_file);
  put(&o, "line", value_u64(f->script_line));
  return done(&o);
}

static sonde_value finding_value(arena *a, const finding *f) {
  object o = object_new(a, 15);
  put_text(&o, "id", f->id);
  put_text(&o, "kind", f->kind);
  put_text(&o, "severity", severity_word(f->severity));
  put_text(&o, "subject", f->subject);
  put_text(&o, "text", f->text);
  put_optional(&o, "advice", f->advice);
  put_optional(&o, "class", f->class_name);
  put(&o, "confidence", f->confidence >= 0 ? value_f64(f->confidence) : value_nil());
  put(&o, "evidence", f->evidence);
  put(&o, "target", finding_target(a, f));
  put(&o, "script", finding_script(a, f));
  put_time(&o, "first_seen", f->first_wall_ns);
  put_time(&o, "last_seen", f->last_wall_ns);
  put(&o, "count", value_u64(f->count));
  put(&o, "open", value_bool(f->open));
  return done(&o);
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
  put_text(&o, "id", c->id);
  put_text(&o, "title", c->title);
  put_text(&o, "file", c->file);
  put(&o, "line", value_u64(c->line));
  put_text(&o, "outcome", outcome_word(c->outcome));
  put_optional(&o, "reason", c->reason);
  put(&o, "duration_ns", value_i64(c->duration_ns));
  put(&o, "findings", value_u64(c->nfindings));
  put(&o, "named", value_bool(c->named));
  return done(&o);
}

static sonde_value quality_value(arena *a, const data_quality *q) {
  sonde_value *unknown = arena_alloc(a, (q->nunknown + 1u) * sizeof *unknown);
  for (uint32_t i = 0; i < q->nunknown; i++) {
    unknown[i] = value_text(q->unknown[i]);
  }
  object o = object_new(a, 7);
  put(&o, "records", value_u64(q->records));
  put(&o, "lost", value_u64(q->lost));
  put(&o, "redactions", value_u64(q->redactions));
  put(&o, "unknown", value_list(unknown, q->nunknown));
  put(&o, "own_cpu_ns", value_i64(q->own_cpu_ns));
  put(&o, "elapsed_ns", value_i64(q->elapsed_ns));
  put(&o, "own_peak_resident_bytes",
      q->own_peak_resident_bytes >= 0 ? value_i64(q->own_peak_resident_bytes) : value_nil());
  return done(&o);
}

static sonde_value counts_value(arena *a, const session *s) {
  object o = object_new(a, 4);
  for (severity v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--) {
    put(&o, severity_word(v), value_u64(session_count_severity(s, v)));
  }
  return done(&o);
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
  put_text(&o, "format", "sonde-report/1");
  put_text(&o, "sonde", s->sonde_version);
  put(&o, "run", run_value(&a, s));
  put(&o, "target", target_value(&a, s));
  put(&o, "findings", findings_value(&a, s));
  put(&o, "checks", checks_value(&a, s));
  put(&o, "quality", quality_value(&a, &s->quality));
  put(&o, "counts", counts_value(&a, s));
  put_text(&o, "fail_on", s->fail_on > SEVERITY_CRITICAL ? "never" : severity_word(s->fail_on));
  put(&o, "exit_code", value_i64(s->exit_code));
  sonde_value document = done(&o);
  json_write(out, &document, NULL, 0);
  text_putc(out, '\n');
  arena_free(&a);
}
