/* Actions: plan, run, verify, undo, each failing; the journal cut anywhere; a crash in the middle of a step:
 * never twice. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "judge/action.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "os/system.h"
#include "sonde_help.h"

/* What the plugin below was asked to do. `die` ends the process in that step, as a crash would: nothing is
 * tidied up. */
typedef struct work {
  const char *fails, *die;
  int runs, verifies, undos;
} work;

struct sonde_self {
  const sonde_host *host;
  work *work;
};

static sonde_status SONDE_CALL do_work(
    sonde_self *self, sonde_call *call, const sonde_value *args, sonde_value *results) {
  work *w = self->work;
  const char *step = args[0].u.s;
  *(*step == 'r' ? &w->runs : *step == 'v' ? &w->verifies : &w->undos) += 1;
  if (w->die && strcmp(w->die, step) == 0) _Exit(9);
  if (strstr(w->fails, step))
    return (self->host->fail)(call, SONDE_OS, 5, "the step broke"); /* a macro of cmocka */
  results[0] = value_bool(true);
  return SONDE_OK;
}

static const sonde_field step_params[] = {{.name = "step",
    .unit = "",
    .doc = "Which.",
    .kind = SONDE_TEXT,
    .flags = SONDE_FIELD_REQUIRED | SONDE_FIELD_POSITIONAL}};
static const sonde_field step_results[] = {{.name = "value", .unit = "", .doc = "True.", .kind = SONDE_BOOL}};
static const sonde_fn fns[] = {{.name = "step",
    .doc = "Does a step.",
    .needs = "",
    SONDE_PARAMS(step_params),
    SONDE_RESULTS(step_results),
    .call = do_work,
    .flags = SONDE_ROW_CHANGES}};

static sonde_status SONDE_CALL create(
    const sonde_host *services, sonde_call *call, const sonde_value *settings, sonde_self **self) {
  (void)call, (void)settings;
  *self = memory_new(sizeof **self);
  **self = (sonde_self){services, host_builtin_context(services)};
  return SONDE_OK;
}

static void SONDE_CALL destroy(sonde_self *self) {
  memory_free(self);
}

static const sonde_plugin plugin_work = {.head = SONDE_HEAD(sonde_plugin),
    .name = "work",
    .version = "1.0",
    .summary = "Steps",
    .vendor = "Tests",
    SONDE_FUNCTIONS(fns),
    SONDE_ROW_SIZES,
    .create = create,
    .destroy = destroy};

/* ----------------------------------------------------------------------------------------------- one Sonde
 * -- */

typedef struct bench {
  arena arena;
  host *host;
  session *session;
  judge *judge;
  action_plan *plans;
  size_t nplans;
} bench;

static const char *report_of(arena *a, const session *s, const char *boot) {
  return arena_format(a,
      "{\"format\":\"sonde-report/"
      "1\",\"run\":{\"id\":\"r-1\",\"machine\":\"%s\",\"boot_id\":\"%s\"},\"findings\":["
      "{\"id\":\"f-1\",\"kind\":\"toy.broken\",\"severity\":\"error\",\"subject\":\"web\",\"text\":\"it "
      "broke\","
      "\"target\":{\"pid\":12,\"start_id\":\"0x22\"}},{\"id\":\"f-2\",\"kind\":\"else\",\"subject\":\"\"}]}",
      s->machine, boot);
}

static bench start(work *w, const char *script_name) {
  static const char *const no_folders[] = {NULL};
  bench b = {.session = session_new()};
  error e = {0};
  trouble t = {0};
  host_options options = {.plugin_folders = no_folders};
  b.host = host_new(&options, &e);
  if (!b.host || host_add_builtin(b.host, &plugin_work, w, &e)) fail_msg("%s", e.text);
  b.session->machine = "here";
  b.session->boot_id = "now";
  b.judge = judge_new(b.host, NULL, b.session);
  const char *path = arena_format(&b.arena, "tests/unit/judge/actions/%s.lua", script_name);
  if (!judge_add_script(b.judge, path, true, &t)) fail_msg("%s", t.text);
  if (judge_set_params(b.judge, NULL, 0, &e)) fail_msg("%s", e.text);
  const char *report = report_of(&b.arena, b.session, "now");
  if (action_plan_report(b.judge, report, strlen(report), &b.arena, &b.plans, &b.nplans, &e))
    fail_msg("%s", e.text);
  assert_int_equal(b.nplans, 1);
  return b;
}

static void stop(bench *b) {
  judge_free(b->judge);
  session_free(b->session);
  host_free(b->host);
  arena_free(&b->arena);
}

static action_result apply_with(work *w, const char *script_name, const char *path) {
  bench b = start(w, script_name);
  error e = {0};
  action_result r;
  journal *log = journal_open(path, &e);
  action_order order = {log, "me", NULL};
  if (!log || action_apply(b.judge, &b.plans[0], &order, &r, &e)) fail_msg("%s", e.text);
  journal_close(log);
  stop(&b);
  return r;
}

static arena paths;

static const char *fresh(const char *name) {
  const char *path = arena_format(
      &paths, "%s/sonde-action-%s-%u.jsonl", file_temporary_folder(&paths), name, process_self());
  if (file_probe(path) != FILE_MISSING) file_remove(path, NULL);
  return path;
}

static void a_plan_changes_nothing(void **state) {
  (void)state;
  work w = {.fails = ""};
  bench b = start(&w, "mend");
  assert_int_equal(b.plans[0].nwords, 2);
  assert_string_equal(b.plans[0].words[0], "mend web, process 12");
  assert_string_equal(b.plans[0].words[1], "start 34");
  assert_string_equal(b.plans[0].refusal, "");
  bench again = start(&w, "mend");
  assert_string_equal(b.plans[0].id, again.plans[0].id);
  assert_int_equal(w.runs + w.verifies + w.undos, 0);
  error e = {0};
  const char *old = report_of(&b.arena, b.session, "before");
  action_plan *plans;
  size_t n;
  assert_int_equal(action_plan_report(b.judge, old, strlen(old), &b.arena, &plans, &n, &e), SONDE_STATE);
  assert_int_equal(action_plan_report(b.judge, "{}", 2, &b.arena, &plans, &n, &e), SONDE_ARG);
  stop(&b);
  stop(&again);
}

/* Each step failing, with and without undo: what is done, and how it ends. */
static void each_step_failing(void **state) {
  (void)state;
  static const struct {
    const char *script, *fails;
    int runs, verifies, undos;
    action_end end;
  } rows[] = {
      {"mend", "", 1, 1, 0, ACTION_VERIFIED},
      {"mend", "run", 1, 0, 1, ACTION_UNDONE},
      {"mend", "verify", 1, 1, 1, ACTION_UNDONE},
      {"mend", "verify undo", 1, 1, 1, ACTION_UNDO_FAILED},
      {"mend", "run undo", 1, 0, 1, ACTION_UNDO_FAILED},
      {"no-undo", "", 1, 1, 0, ACTION_VERIFIED},
      {"no-undo", "run", 1, 0, 0, ACTION_NOT_VERIFIED},
      {"no-undo", "verify", 1, 1, 0, ACTION_NOT_VERIFIED},
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    const char *path = fresh("matrix");
    work w = {.fails = rows[i].fails};
    for (int times = 0; times < 2; times++) { /* the second time nothing is done, and the end is the same */
      action_result r = apply_with(&w, rows[i].script, path);
      if (r.end != rows[i].end) fail_msg("row %zu, time %d: %s", i, times, action_end_words(r.end));
      assert_int_equal(r.before, times);
      assert_int_equal(w.runs, rows[i].runs);
      assert_int_equal(w.verifies, rows[i].verifies);
      assert_int_equal(w.undos, rows[i].undos);
    }
    file_remove(path, NULL);
  }
}

static void cooldown(void **state) {
  (void)state;
  const char *path = fresh("cooldown");
  work w = {.fails = ""};
  assert_int_equal(apply_with(&w, "seldom", path).end, ACTION_VERIFIED);
  journal *log = journal_open(path, NULL);
  action_order order = {log, "me", NULL};
  bench b = start(&w, "seldom");
  b.plans[0].id[2] ^= 1; /* the plan of another run about the same subject */
  action_result r;
  assert_int_equal(action_apply(b.judge, &b.plans[0], &order, &r, NULL), SONDE_OK);
  assert_int_equal(r.end, ACTION_TOO_OFTEN);
  assert_string_equal(r.text, "seldom ran on 'web' within its cooldown of 1 h");
  b.plans[0].subject = "other"; /* another subject has a cooldown of its own */
  assert_int_equal(action_apply(b.judge, &b.plans[0], &order, &r, NULL), SONDE_OK);
  assert_int_equal(r.end, ACTION_VERIFIED);
  assert_int_equal(w.runs, 2);
  journal_close(log);
  stop(&b);
  file_remove(path, NULL);
}

/* The whole journal of a plan, cut at every byte, as if the power had gone then: run is done once in all. */
static void cut_at_every_byte(void **state) {
  (void)state;
  const char *path = fresh("cut");
  work w = {.fails = ""};
  assert_int_equal(apply_with(&w, "mend", path).end, ACTION_VERIFIED);
  size_t len;
  char *bytes = file_read(path, 1 << 20, &len, NULL);
  size_t intent = (size_t)(strchr(bytes, '\n') - bytes);
  for (size_t at = 0; at <= len; at++) {
    work after = {.fails = ""};
    assert_int_equal(file_write(path, bytes, at, NULL), SONDE_OK);
    action_result r = apply_with(&after, "mend", path);
    assert_int_equal(r.end, ACTION_VERIFIED);
    assert_int_equal(after.runs, at < intent);
    assert_int_equal(after.undos, 0);
  }
  memory_free(bytes);
  file_remove(path, NULL);
}

/* What is asked for a second time, after the first course has ended. */
static action_result undo_with(work *w, const char *script_name, const char *path, sonde_status expected) {
  bench b = start(w, script_name);
  action_result r = {0};
  journal *log = journal_open(path, NULL);
  action_order order = {log, "me", NULL};
  assert_int_equal(action_undo(b.judge, &b.plans[0], &order, &r, NULL), expected);
  journal_close(log);
  stop(&b);
  return r;
}

/* Undone on request: once, whatever came before; one that failed may be tried again; afterwards the plan
 * stays undone. */
static void undo_on_request(void **state) {
  (void)state;
  const char *path = fresh("undo");
  work w = {.fails = ""};
  undo_with(&w, "mend", path, SONDE_STATE); /* never carried out */
  assert_int_equal(w.runs + w.undos, 0);
  assert_int_equal(apply_with(&w, "mend", path).end, ACTION_VERIFIED);
  w.fails = "undo";
  action_result r = undo_with(&w, "mend", path, SONDE_OK);
  assert_int_equal(r.end, ACTION_STANDS);
  assert_non_null(strstr(r.text, "the step broke"));
  w.fails = "";
  for (int times = 0; times < 2; times++) {
    r = undo_with(&w, "mend", path, SONDE_OK);
    assert_int_equal(r.end, ACTION_TAKEN_BACK);
    assert_int_equal(r.before, times);
    assert_int_equal(w.undos, 2); /* the one that failed, and the one that did not */
  }
  r = apply_with(&w, "mend", path);
  assert_int_equal(r.end, ACTION_TAKEN_BACK);
  assert_true(r.before);
  assert_int_equal(w.runs, 1);
  file_remove(path, NULL);
  assert_int_equal(apply_with(&w, "no-undo", path).end, ACTION_VERIFIED);
  undo_with(&w, "no-undo", path, SONDE_UNSUPPORTED);
  file_remove(path, NULL);
}

static action_answer answer(void *self, const action_plan *p, const char **how) {
  (void)p;
  *how = "the test";
  return *(action_answer *)self;
}

/* Nothing is done without permission; who gave or refused it is a line of the journal, but only where
 * somebody was asked and there was something to do. */
static void permission(void **state) {
  (void)state;
  static const struct {
    action_answer answer;
    action_end end;
    int runs;
    size_t lines;
    const char *outcome;
  } rows[] = {{ACTION_UNANSWERED, ACTION_NOT_ALLOWED, 0, 0, ""},
      {ACTION_FORBIDDEN, ACTION_NOT_ALLOWED, 0, 1, "refused"},
      {ACTION_ALLOWED, ACTION_VERIFIED, 1, 6,
          "given"}, /* the refusal, permission, two steps with intent and result */
      {ACTION_FORBIDDEN, ACTION_VERIFIED, 1, 6, "given"}}; /* done before: nobody is asked */
  const char *path = fresh("permission");
  work w = {.fails = ""};
  bench b = start(&w, "mend");
  for (size_t i = 0; i < COUNT(rows); i++) {
    journal *log = journal_open(path, NULL);
    action_answer given = rows[i].answer;
    action_permission who = {answer, &given};
    action_order order = {log, "me", &who};
    action_result r;
    assert_int_equal(action_apply(b.judge, &b.plans[0], &order, &r, NULL), SONDE_OK);
    assert_int_equal(r.end, rows[i].end);
    assert_int_equal(w.runs, rows[i].runs);
    assert_int_equal(journal_count(log), rows[i].lines);
    if (rows[i].lines) {
      const journal_entry *last = journal_at(log, rows[i].lines == 6 ? 1 : 0);
      assert_string_equal(last->step, "permit");
      assert_string_equal(last->outcome, rows[i].outcome);
      assert_string_equal(last->text, "the test");
    }
    journal_close(log);
  }
  stop(&b);
  file_remove(path, NULL);
}

static const char *self;

/* Another process that ends in the middle of a step. */
static void crash_in(const char *step, const char *fails, const char *path) {
  const char *argv[] = {self, step, fails, path, NULL};
  error e = {0};
  process *p = process_launch(argv, &e);
  if (!p || process_go(p, &e)) fail_msg("%s", e.text);
  assert_true(process_wait_until(p, clock_mono_ns() + INT64_C(120000000000)));
  process_end end;
  process_get_end(p, &end);
  assert_int_equal(end.code, 9);
  process_free(p);
}

static void a_crash_in_the_middle(void **state) {
  (void)state;
  static const struct {
    const char *die, *fails;
    int verifies, undos;
    action_end end;
  } rows[] = {
      {"run", "", 1, 0, ACTION_VERIFIED},      /* unknown, but it helped */
      {"run", "verify", 1, 0, ACTION_UNKNOWN}, /* and it did not */
      {"verify", "", 1, 0, ACTION_VERIFIED},   /* a look may be repeated */
      {"verify", "verify", 1, 1, ACTION_UNDONE},
      {"undo", "verify", 0, 0, ACTION_UNKNOWN}, /* never undone twice */
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    const char *path = fresh("crash");
    crash_in(rows[i].die, rows[i].fails, path);
    work w = {.fails = rows[i].fails};
    action_result r = apply_with(&w, "mend", path);
    if (r.end != rows[i].end) fail_msg("row %zu: %s: %s", i, action_end_words(r.end), r.text);
    assert_int_equal(w.runs, 0);
    assert_int_equal(w.verifies, rows[i].verifies);
    assert_int_equal(w.undos, rows[i].undos);
    journal *j = journal_read(path, NULL);
    assert_int_equal(journal_get_state(j)->bad_line, 0);
    journal_close(j);
    file_remove(path, NULL);
  }
}

int main(int argc, char **argv) {
  if (argc == 4) {
    work w = {.die = argv[1], .fails = argv[2]};
    apply_with(&w, "mend", argv[3]);
    return 0;
  }
  self = file_program(&paths);
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_plan_changes_nothing),
      cmocka_unit_test(each_step_failing), cmocka_unit_test(undo_on_request), cmocka_unit_test(permission),
      cmocka_unit_test(cooldown), cmocka_unit_test(cut_at_every_byte),
      cmocka_unit_test(a_crash_in_the_middle)};
  int rc = cmocka_run_group_tests(tests, NULL, NULL);
  arena_free(&paths);
  return rc;
}
