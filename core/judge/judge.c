/* The judge: scripts, the services they get, and what they say about errors. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "judge/classes.h"
#include "judge/gather.h"
#include "judge/state.h"
#include "os/clock.h"

static judge_script *find_script(judge *j, const script *s) {
  for (size_t i = 0; i < j->count; i++) {
    if (j->scripts[i].script == s) return &j->scripts[i];
  }
  return NULL;
}

/* host.finding{...} of a check. */
static sonde_status service_finding(void *self, script *s, const sonde_value *given, error *e) {
  judge *j = self;
  arena a = {0};
  finding f;
  sonde_status status = gather_finding(j->session, s, given, host_wall_ns(j->host), &a, &f, e);
  if (status == SONDE_OK) {
    judge_script *js = find_script(j, s);
    f.script_line = script_current_line(s);
    if (!f.script_line) f.script_line = script_line(s, "run");
    f.open = true;
    size_t before = j->session->nfindings;
    session_add_finding(j->session, &f);
    if (js) js->nfindings += (uint32_t)(j->session->nfindings - before);
  }
  arena_free(&a);
  return status;
}

static sonde_status service_classify(
    void *self, script *s, const sonde_value *err, arena *a, sonde_value *result, error *e) {
  (void)s;
  return judge_classify(self, err, a, result, e);
}

judge *judge_new(host *h, const config *c, session *s) {
  judge *j = NEW(judge);
  j->host = h;
  j->config = c;
  j->session = s;
  j->services =
      (script_services){.self = j, .host = h, .finding = service_finding, .classify = service_classify};
  j->start_cpu_ns = clock_process_cpu_ns();
  j->start_mono_ns = clock_mono_ns();
  return j;
}

void judge_free(judge *j) {
  if (!j) return;
  for (size_t i = 0; i < j->count; i++) {
    rule_close(j->scripts[i].rule);
    script_free(j->scripts[i].script);
  }
  for (size_t i = 0; i < j->nlate; i++)
    script_free(j->late[i].script);
  memory_free(j->scripts);
  memory_free(j->late);
  memory_free(j->unknown);
  map_free(&j->unknown_seen);
  memory_free(j);
}

void judge_set_shipped_folder(judge *j, const char *absolute_folder) {
  j->shipped_folder = absolute_folder;
}

static bool is_below(const char *path, const char *folder) {
  size_t n = folder ? strlen(folder) : 0;
  return n > 0 && strncmp(path, folder, n) == 0 && (path[n] == '/' || folder[n - 1] == '/');
}

static void add_failed(judge *j, const char *path, uint32_t line, const char *reason, bool named) {
  check_result failed = {.id = path,
      .title = "",
      .file = path,
      .line = line,
      .outcome = OUTCOME_FAILED,
      .reason = reason,
      .named = named};
  session_add_check(j->session, &failed);
}

static script *load(judge *j, const char *path, bool named, trouble *t) {
  trouble own = {0};
  script *s = script_load(&j->services, path, NULL, &own);
  if (t) *t = own;
  if (!s) add_failed(j, path, own.line, own.text, named);
  return s;
}

script *judge_add_script(judge *j, const char *path, bool named, trouble *t) {
  script *s = load(j, path, named, t);
  if (!s) return NULL;
  if (j->count == j->capacity) {
    j->capacity = j->capacity ? j->capacity * 2 : 8;
    j->scripts = memory_resize(j->scripts, j->capacity * sizeof *j->scripts);
  }
  j->scripts[j->count++] =
      (judge_script){.script = s, .named = named, .shipped = is_below(path, j->shipped_folder)};
  return s;
}

void judge_set_late_classes(judge *j, const char **(*list)(void *self), void *self) {
  j->list_late = list;
  j->list_self = self;
}

/* A script of another kind has no business there. */
static void add_late(judge *j, const char *path) {
  error e = {0};
  judge_script js = {.script = load(j, path, false, NULL), .shipped = is_below(path, j->shipped_folder)};
  bool good = js.script && script_get_kind(js.script) == SCRIPT_CLASSES;
  if (good && judge_set_params_of(j, &js, &e)) {
    add_failed(j, path, 0, e.text, false);
    good = false;
  }
  if (good)
    j->late[j->nlate++] = js;
  else
    script_free(js.script);
}

void judge_load_late(judge *j) {
  if (!j->list_late) return;
  const char **files = j->list_late(j->list_self);
  size_t n = 0;
  j->list_late = NULL;
  while (files && files[n])
    n++;
  j->late = memory_new((n + 1) * sizeof *j->late);
  for (size_t i = 0; i < n; i++)
    add_late(j, files[i]);
}

size_t judge_count(const judge *j) {
  return j->count;
}

script *judge_at(const judge *j, size_t i) {
  return j->scripts[i].script;
}

exit_facts *judge_facts(judge *j) {
  return &j->facts;
}

static const judge_script *script_at(const judge *j, size_t i) {
  return i < j->count ? &j->scripts[i] : &j->late[i - j->count];
}

/* The best row of the classes of one origin. */
static bool classify_by_rows(judge *j, bool shipped, const class_error *err, arena *a, sonde_value *result) {
  unsigned most = 0;
  for (size_t i = 0; i < j->count + j->nlate; i++) {
    const judge_script *js = script_at(j, i);
    unsigned n = 0;
    if (script_get_kind(js->script) != SCRIPT_CLASSES || js->shipped != shipped) continue;
    const sonde_value *best = class_best(js->script, err, &n);
    if (n <= most) continue;
    most = n;
    *result = class_answer(js->script, best, a);
  }
  return most > 0;
}

/* An `other` that fails is logged and passed over: it must not hide the others. */
static bool classify_by_asking(
    judge *j, bool shipped, const sonde_value *err, arena *a, sonde_value *result) {
  for (size_t i = 0; i < j->count + j->nlate; i++) {
    const judge_script *js = script_at(j, i);
    error e = {0};
    if (script_get_kind(js->script) != SCRIPT_CLASSES || js->shipped != shipped) continue;
    if (class_ask(js->script, err, a, result, &e) != SONDE_OK)
      log_write(SONDE_LOG_WARNING, script_id(js->script), "%s", e.text);
    else if (result->kind != SONDE_NIL)
      return true;
  }
  return false;
}

sonde_status judge_classify(judge *j, const sonde_value *err, arena *a, sonde_value *result, error *e) {
  class_error read;
  *result = value_nil();
  sonde_status status = class_error_read(err, a, &read, e);
  if (status != SONDE_OK) return status;
  judge_load_late(j);
  if (classify_by_rows(j, false, &read, a, result) || classify_by_rows(j, true, &read, a, result))
    return SONDE_OK;
  if (j->classifying > 0) return SONDE_OK; /* an `other` that asks again */
  j->classifying++;
  if (!classify_by_asking(j, false, err, a, result)) classify_by_asking(j, true, err, a, result);
  j->classifying--;
  return SONDE_OK;
}
