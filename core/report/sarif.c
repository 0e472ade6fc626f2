/* The report as SARIF 2.1.0 (OASIS), so that forges show findings beside the code that found them. */
#include "report/sarif.h"

#include <string.h>

#include "base/json.h"
#include "report/object.h"
#include "report/place.h"
#include "report/worst.h"

/* One log under way. */
typedef struct sarif_log {
  arena arena;
  const session *session;
  const report_roots *roots;
  sarif_rules rules;
  const finding **findings; /* worst first */
  size_t nfindings;         /* that are told */
} sarif_log;

/* Indices are places in `notices`. */
typedef enum notice { NOTICE_FAILED, NOTICE_NOT_RUN, NOTICE_UNKNOWN, NOTICE_LOST, NOTICE_CUT } notice;
static const struct {
  const char *id, *level, *doc;
} notices[] = {
    {"check.failed", "error", "A check failed, so that what it looks for may be there."},
    {"check.not-run", "warning", "A check could not run here."},
    {"check.unknown", "note", "A check could not tell, or a value could not be read."},
    {"data.lost", "warning", "Records were lost, so that figures may be too small."},
    {"report.cut", "warning", "There are more findings than this file may hold."},
};

static sonde_value one(sarif_log *l, sonde_value v) {
  sonde_value *items = arena_alloc(&l->arena, sizeof *items);
  *items = v;
  return value_list(items, 1);
}

/* physicalLocation. Forges refuse results without one: what Sonde itself found points at the first script. */
static bool physical(sarif_log *l, const char *file, uint32_t line, sonde_value *out) {
  for (size_t i = 0; i < l->session->nchecks && !*file; i++) {
    file = l->session->checks[i].file;
    line = 1;
  }
  place p = place_of(&l->arena, l->roots, l->session, file);
  if (p.kind == PLACE_NONE) return false;
  object artifact = object_new(&l->arena, 2), region = object_new(&l->arena, 1), o = object_new(&l->arena, 2);
  object_text(&artifact, "uri", place_uri(&l->arena, &p));
  if (p.kind == PLACE_ROOT) object_text(&artifact, "uriBaseId", "%SRCROOT%");
  if (p.kind == PLACE_SCRIPTS) object_text(&artifact, "uriBaseId", "SONDE_SCRIPTS");
  object_put(&region, "startLine", value_u64(line ? line : 1));
  object_put(&o, "artifactLocation", object_done(&artifact));
  object_put(&o, "region", object_done(&region));
  *out = object_done(&o);
  return true;
}

static sonde_value logical_one(sarif_log *l, const char *name, const char *full, const char *kind) {
  object o = object_new(&l->arena, 3);
  object_text(&o, "name", name);
  object_text(&o, "fullyQualifiedName", full);
  object_text(&o, "kind", kind);
  return object_done(&o);
}

/* The host and, where it is about one, the process. */
static sonde_value logical(sarif_log *l, const finding *f) {
  const char *machine = *l->session->machine ? l->session->machine : "this machine";
  sonde_value *items = arena_alloc(&l->arena, 2 * sizeof *items);
  items[0] = logical_one(l, machine, machine, "host");
  if (!f->pid) return value_list(items, 1);
  const char *name = arena_format(&l->arena, "pid %u", f->pid);
  items[1] = logical_one(l, name, arena_format(&l->arena, "%s/%s", machine, name), "process");
  return value_list(items, 2);
}

static sonde_value locations(sarif_log *l, const finding *f) {
  object o = object_new(&l->arena, 2);
  sonde_value where;
  if (physical(l, f->script_file, f->script_line, &where)) object_put(&o, "physicalLocation", where);
  object_put(&o, "logicalLocations", logical(l, f));
  return one(l, object_done(&o));
}

/* The finding's id knows the process and so changes with each run; what GitHub compares does not, and is
 * counted where several processes have the same trouble. */
static sonde_value fingerprints(sarif_log *l, const finding *f, map *seen) {
  finding anywhere = {.kind = f->kind, .subject = f->subject};
  finding_identify(&anywhere);
  uint64_t *nth = map_put(seen, anywhere.id, strlen(anywhere.id));
  ++*nth;
  object o = object_new(&l->arena, 2);
  object_text(&o, "primaryLocationLineHash",
      arena_format(&l->arena, "%s:%llu", anywhere.id + 2, (unsigned long long)*nth));
  object_text(&o, "sondeFinding/v1", arena_text(&l->arena, f->id, strlen(f->id)));
  return object_done(&o);
}

static sonde_value properties(sarif_log *l, const finding *f) {
  object o = object_new(&l->arena, 8);
  object_text(&o, "severity", severity_word(f->severity));
  object_text(&o, "subject", f->subject);
  if (*f->class_name) object_text(&o, "class", f->class_name);
  if (f->confidence >= 0) object_put(&o, "confidence", value_f64(f->confidence));
  if (f->evidence.kind != SONDE_NIL) object_put(&o, "evidence", f->evidence);
  if (f->pid)
    object_text(&o, "process_start_id", arena_format(&l->arena, "0x%llx", (unsigned long long)f->start_id));
  object_time(&o, "first_seen", f->first_wall_ns);
  object_time(&o, "last_seen", f->last_wall_ns);
  return object_done(&o);
}

static const char *message(sarif_log *l, const finding *f) {
  bool told = !*f->subject || strstr(f->text, f->subject);
  return arena_format(&l->arena, "%s%s%s%s%s", told ? "" : f->subject, told ? "" : ": ", f->text,
      *f->advice ? "\n" : "", f->advice);
}

static sonde_value result(sarif_log *l, const finding *f, map *seen) {
  object o = object_new(&l->arena, 8);
  object_text(&o, "ruleId", f->kind);
  object_put(&o, "ruleIndex", value_u64(sarif_rules_index(&l->rules, f->kind)));
  object_text(&o, "level", sarif_level(f->severity));
  object_put(&o, "message", sarif_message(&l->arena, message(l, f)));
  object_put(&o, "locations", locations(l, f));
  object_put(&o, "partialFingerprints", fingerprints(l, f, seen));
  object_put(&o, "occurrenceCount", value_u64(f->count));
  object_put(&o, "properties", properties(l, f));
  return object_done(&o);
}

static sonde_value results(sarif_log *l) {
  map seen = {0};
  sonde_value *items = arena_alloc(&l->arena, (l->nfindings + 1) * sizeof *items);
  for (size_t i = 0; i < l->nfindings; i++)
    items[i] = result(l, l->findings[i], &seen);
  map_free(&seen);
  return value_list(items, l->nfindings);
}

static sonde_value reference(sarif_log *l, const char *id, uint64_t index) {
  object o = object_new(&l->arena, 2);
  object_text(&o, "id", id);
  object_put(&o, "index", value_u64(index));
  return object_done(&o);
}

static sonde_value notification(sarif_log *l, notice n, const char *told, const check_result *c) {
  object o = object_new(&l->arena, 5);
  object_put(&o, "descriptor", reference(l, notices[n].id, n));
  object_text(&o, "level", notices[n].level);
  object_put(&o, "message", sarif_message(&l->arena, told));
  sonde_value where;
  if (!c) return object_done(&o);
  object_put(&o, "associatedRule", reference(l, c->id, sarif_rules_index(&l->rules, c->id)));
  if (*c->file && physical(l, c->file, c->line, &where)) {
    object location = object_new(&l->arena, 1);
    object_put(&location, "physicalLocation", where);
    object_put(&o, "locations", one(l, object_done(&location)));
  }
  return object_done(&o);
}

static bool check_notice(const check_result *c, notice *n) {
  switch (c->outcome) {
  case OUTCOME_FAILED: *n = NOTICE_FAILED; return true;
  case OUTCOME_NOT_RUN: *n = NOTICE_NOT_RUN; return true;
  case OUTCOME_UNKNOWN: *n = NOTICE_UNKNOWN; return true;
  default: return false;
  }
}

static sonde_value notifications(sarif_log *l) {
  const session *s = l->session;
  const data_quality *q = &s->quality;
  sonde_value *items = arena_alloc(&l->arena, (s->nchecks + q->nunknown + 2) * sizeof *items);
  size_t n = 0;
  notice kind;
  for (size_t i = 0; i < s->nchecks; i++)
    if (check_notice(&s->checks[i], &kind))
      items[n++] = notification(
          l, kind, arena_format(&l->arena, "%s: %s", s->checks[i].id, s->checks[i].reason), &s->checks[i]);
  for (uint32_t i = 0; i < q->nunknown; i++)
    items[n++] = notification(l, NOTICE_UNKNOWN, arena_format(&l->arena, "unknown: %s", q->unknown[i]), NULL);
  if (q->lost)
    items[n++] = notification(l, NOTICE_LOST,
        arena_format(&l->arena, "%llu of %llu records were lost", (unsigned long long)q->lost,
            (unsigned long long)(q->records + q->lost)),
        NULL);
  if (l->nfindings < s->nfindings)
    items[n++] = notification(l, NOTICE_CUT,
        arena_format(
            &l->arena, "only the worst %zu of %zu findings are in this file", l->nfindings, s->nfindings),
        NULL);
  return value_list(items, n);
}

/* Did Sonde do its work? Findings (1) and what could not be told (6) are answers too. */
static bool succeeded(const session *s) {
  return s->exit_code == 0 || s->exit_code == 1 || s->exit_code == 6;
}

static sonde_value invocation(sarif_log *l) {
  const session *s = l->session;
  object o = object_new(&l->arena, 8), more = object_new(&l->arena, 6);
  object_put(&o, "executionSuccessful", value_bool(succeeded(s)));
  object_put(&o, "exitCode", value_i64(s->exit_code));
  object_time(&o, "startTimeUtc", s->start_wall_ns);
  object_time(&o, "endTimeUtc", s->start_wall_ns + s->quality.elapsed_ns);
  if (*s->machine) object_text(&o, "machine", s->machine);
  if (*s->user) object_text(&o, "account", s->user);
  object_put(&o, "toolExecutionNotifications", notifications(l));
  object_text(&more, "run", s->run_id);
  object_text(&more, "system", s->system);
  object_text(&more, "platform", s->platform);
  object_optional(&more, "target", s->command);
  object_optional(&more, "target_end", s->target_end);
  object_optional(&more, "replayed_from", s->replayed_from);
  object_put(&o, "properties", object_done(&more));
  return object_done(&o);
}

static sonde_value notice_descriptors(sarif_log *l) {
  enum { N = sizeof notices / sizeof *notices };
  sonde_value *items = arena_alloc(&l->arena, N * sizeof *items);
  for (size_t i = 0; i < N; i++) {
    object o = object_new(&l->arena, 2);
    object_text(&o, "id", notices[i].id);
    object_put(&o, "shortDescription", sarif_message(&l->arena, notices[i].doc));
    items[i] = object_done(&o);
  }
  return value_list(items, N);
}

static sonde_value tool(sarif_log *l) {
  object driver = object_new(&l->arena, 5), o = object_new(&l->arena, 1);
  object_text(&driver, "name", "Sonde");
  object_text(&driver, "version", l->session->sonde_version);
  object_text(&driver, "semanticVersion", l->session->sonde_version);
  object_put(&driver, "rules", sarif_rules_value(&l->rules, &l->arena));
  object_put(&driver, "notifications", notice_descriptors(l));
  object_put(&o, "driver", object_done(&driver));
  return object_done(&o);
}

/* "sonde/first-look/linux-x64/r-1": what stands before the last '/' is the same for the next run of the same
 * scripts, so that a forge can tell what is new and what is gone. */
static sonde_value automation(sarif_log *l) {
  enum { NAMED = 3 };
  const session *s = l->session;
  text id = {0};
  for (size_t i = 0; i < s->nchecks && i < NAMED; i++)
    text_printf(&id, "%s%s", i ? "+" : "", s->checks[i].id);
  if (s->nchecks > NAMED) text_printf(&id, "+%zu", s->nchecks - NAMED);
  object o = object_new(&l->arena, 1);
  object_text(&o, "id", arena_format(&l->arena, "sonde/%s/%s/%s", text_chars(&id), s->platform, s->run_id));
  text_free(&id);
  return object_done(&o);
}

static sonde_value base(sarif_log *l, const char *folder) {
  place p = {PLACE_ELSEWHERE, arena_format(&l->arena, "%s/", folder)};
  object o = object_new(&l->arena, 1);
  object_text(&o, "uri", place_uri(&l->arena, &p));
  return object_done(&o);
}

static sonde_value bases(sarif_log *l) {
  object o = object_new(&l->arena, 2);
  if (l->roots->root) object_put(&o, "%SRCROOT%", base(l, l->roots->root));
  if (l->roots->scripts) object_put(&o, "SONDE_SCRIPTS", base(l, l->roots->scripts));
  return object_done(&o);
}

static sonde_value run_value(sarif_log *l) {
  object o = object_new(&l->arena, 5);
  object_put(&o, "tool", tool(l));
  object_put(&o, "invocations", one(l, invocation(l)));
  object_put(&o, "automationDetails", automation(l));
  object_put(&o, "originalUriBaseIds", bases(l));
  object_put(&o, "results", results(l));
  return object_done(&o);
}

void report_sarif(text *out, const session *s, const report_roots *roots) {
  sarif_log l = {.session = s, .roots = roots};
  l.findings = worst_first(s, &l.arena);
  l.nfindings = s->nfindings < REPORT_SARIF_RESULTS ? s->nfindings : REPORT_SARIF_RESULTS;
  sarif_rules_collect(&l.rules, s, l.findings, l.nfindings, &l.arena);
  object o = object_new(&l.arena, 3);
  object_text(&o, "$schema",
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
  object_text(&o, "version", "2.1.0");
  object_put(&o, "runs", one(&l, run_value(&l)));
  sonde_value document = object_done(&o);
  json_write(out, &document, NULL, 0);
  text_putc(out, '\n');
  sarif_rules_free(&l.rules);
  arena_free(&l.arena);
}
