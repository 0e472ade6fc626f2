/* A run of scripts: results, parameters, watching, what counts in the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/log.h"
#include "judge/fake.h"
#include "judge/judge.h"
#include "os/dl.h"
#include "os/file.h"
#include "toy.h"

typedef struct bench {
  host *host;
  session *session;
  judge *judge;
  config *config;
  fake *fake;
  arena arena;
} bench;

static bench setup(const char *answers_json, const char *ini) {
  bench b = {.host = toy_host(), .session = session_new()};
  error e = {0};
  sonde_value answers;
  if (json_read(&b.arena, answers_json, strlen(answers_json), &answers, &e) != SONDE_OK)
    fail_msg("%s", e.text);
  b.fake = fake_new(b.host, &answers, false);
  host_set_source(b.host, fake_source(b.fake));
  if (ini) b.config = config_read("sonde.ini", ini, strlen(ini), &e);
  b.judge = judge_new(b.host, b.config, b.session);
  return b;
}

static void done(bench *b) {
  judge_free(b->judge);
  session_free(b->session);
  config_free(b->config);
  host_free(b->host); /* closes streams of the source, so it goes first */
  fake_free(b->fake);
  arena_free(&b->arena);
}

static void add(bench *b, const char *name, bool named) {
  char path[120];
  trouble t = {0};
  snprintf(path, sizeof path, TOY_SCRIPTS "%s", name);
  if (!judge_add_script(b->judge, path, named, &t)) fail_msg("%s", t.text);
}

static void set_params(bench *b, const char *assignment) {
  error e = {0};
  if (judge_set_params(b->judge, &assignment, assignment ? 1 : 0, &e) != SONDE_OK) fail_msg("%s", e.text);
}

static void checks_and_their_results(void **state) {
  (void)state;
  bench b = setup("{\"toy.size\": \"2 MiB\", \"toy.list\": [{\"name\": \"a\", \"share\": 0.9}]}", NULL);
  add(&b, "look.lua", true);
  add(&b, "absent.lua", false);
  add(&b, "broken.lua", false);
  add(&b, "busy.lua", false); /* a rule: not run as a check */
  assert_null(judge_add_script(b.judge, TOY_SCRIPTS "nowhere.lua", false, NULL));
  set_params(&b, NULL);
  judge_run_checks(b.judge);
  judge_finish(b.judge);
  const session *s = b.session;
  assert_int_equal(s->nchecks, 4);
  assert_string_equal(s->checks[0].file, TOY_SCRIPTS "nowhere.lua");
  assert_int_equal(s->checks[0].outcome, OUTCOME_FAILED);
  assert_int_equal(s->checks[1].outcome, OUTCOME_FINDINGS);
  assert_int_equal(s->checks[1].nfindings, 2);
  assert_true(s->checks[1].named);
  assert_int_equal(s->checks[2].outcome, OUTCOME_NOT_RUN);
  assert_string_equal(s->checks[2].reason, "not run: no plugin gives tracer.call");
  assert_int_equal(s->checks[3].outcome, OUTCOME_FAILED);
  assert_non_null(strstr(s->checks[3].reason, "broken.lua:8: the shelf is empty"));
  assert_int_equal(s->nfindings, 2);
  assert_string_equal(s->findings[1].kind, "toy.hungry");
  assert_string_equal(s->findings[1].script_id, "toy.look");
  assert_int_equal(s->findings[1].script_line, 22);
  assert_int_equal(s->findings[0].first_wall_ns, FAKE_START_NS);
  assert_int_equal(
      s->findings[1].first_wall_ns, FAKE_START_NS + INT64_C(600000000000)); /* after host.wait "10m" */
  assert_int_equal(s->exit_code, 1);
  done(&b);
}

static void what_was_unknown_is_told(void **state) {
  (void)state;
  bench b = setup("{\"toy.size\": {\"unknown\": \"denied\"}, \"toy.list\": []}", NULL);
  add(&b, "look.lua", false);
  set_params(&b, NULL);
  judge_run_checks(b.judge);
  judge_finish(b.judge);
  assert_int_equal(b.session->checks[0].outcome, OUTCOME_UNKNOWN);
  assert_int_equal(b.session->quality.nunknown, 1);
  assert_non_null(strstr(b.session->quality.unknown[0], "denied"));
  assert_int_equal(b.session->exit_code, 6);
  done(&b);
}

static void parameters(void **state) {
  (void)state;
  bench b = setup("{\"toy.size\": \"2 MiB\", \"toy.list\": []}", "[check.toy.look]\nlimit = 3 MiB\n");
  add(&b, "look.lua", false);
  set_params(&b, NULL);
  judge_run_checks(b.judge);
  assert_int_equal(b.session->nfindings, 0); /* as the file says */
  set_params(&b, "limit=1 MiB");
  judge_run_checks(b.judge);
  assert_int_equal(b.session->nfindings, 1); /* the command line wins */
  set_params(&b, "toy.look.limit=4 MiB");
  judge_run_checks(b.judge);
  assert_int_equal(b.session->findings[0].count, 1);
  done(&b);
}

static void expect_mistake(bench *b, const char *assignment, const char *want) {
  error e = {0};
  assert_int_equal(judge_set_params(b->judge, &assignment, 1, &e), SONDE_ARG);
  if (!strstr(e.text, want)) fail_msg("'%s' does not say '%s'", e.text, want);
}

static void mistakes_in_parameters(void **state) {
  (void)state;
  bench b = setup("{}", NULL);
  add(&b, "look.lua", false);
  add(&b, "busy.lua", false);
  expect_mistake(&b, "limt=1", "-p limt=1: no script has a parameter 'limt', did you mean 'limit'?");
  expect_mistake(&b, "toy.busy.limit=1", "'toy.busy' is none of the scripts that have a parameter 'limit'");
  expect_mistake(&b, "limit", "write name=value");
  expect_mistake(&b, "wait=5", "wait");
  expect_mistake(&b, "high=much", "high");
  done(&b);
  b = setup("{}", "[check.toy.look]\nlimt = 3 MiB\n");
  add(&b, "look.lua", false);
  error e = {0};
  assert_int_equal(judge_set_params(b.judge, NULL, 0, &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "sonde.ini:2"));
  assert_non_null(strstr(e.text, "limit"));
  done(&b);
}

static void silent(void *self, int level, const char *source, const char *line) {
  (void)self, (void)level, (void)source, (void)line;
}

static void watching(void **state) {
  (void)state;
  bench b = setup("{\"toy.tick\": [{\"name\": \"a\", \"share\": 0.99, \"took\": \"1s\", \"after\": \"1s\"},"
                  "{\"name\": \"a\", \"share\": 0.99, \"took\": \"1s\", \"after\": \"11s\"}]}",
      NULL);
  log_set_sink(silent, NULL); /* the angry one is logged */
  add(&b, "busy.lua", false);
  add(&b, "angry.lua", false);
  add(&b, "event.lua", false);
  set_params(&b, NULL);
  judge_watch(b.judge, host_mono_ns(b.host) + INT64_C(30000000000), NULL, NULL, NULL);
  judge_finish(b.judge);
  log_set_sink(NULL, NULL);
  const session *s = b.session;
  assert_int_equal(s->nchecks, 3);
  assert_string_equal(s->checks[0].id, "toy.busy");
  assert_int_equal(s->checks[0].outcome, OUTCOME_CLEAN);
  assert_int_equal(s->checks[0].duration_ns, INT64_C(30000000000));
  assert_int_equal(s->checks[1].outcome, OUTCOME_FAILED);
  assert_non_null(strstr(s->checks[1].reason, "switched off after 3 errors: "));
  assert_non_null(strstr(s->checks[1].reason, "angry.lua:12"));
  assert_int_equal(s->checks[2].outcome, OUTCOME_FINDINGS);
  assert_int_equal(s->nfindings, 1);
  assert_int_equal(s->findings[0].count, 2);
  assert_int_equal(s->findings[0].first_wall_ns, FAKE_START_NS + INT64_C(1000000000));
  assert_int_equal(s->quality.records, 2); /* the three rules share one subscription */
  assert_int_equal(s->quality.lost, 0);
  assert_int_equal(s->exit_code, 6);
  done(&b);
}

static bool at_once(void *self) {
  return ++*(int *)self >= 3;
}

static void watching_ends_when_asked(void **state) {
  (void)state;
  bench b = setup("{\"toy.tick\": []}", NULL);
  int asked = 0;
  add(&b, "busy.lua", false);
  set_params(&b, NULL);
  int64_t start = host_mono_ns(b.host);
  judge_watch(b.judge, INT64_MAX, at_once, NULL, &asked);
  assert_int_equal(asked, 3);
  assert_true(host_mono_ns(b.host) - start < INT64_C(1000000000));
  assert_int_equal(b.session->checks[0].outcome, OUTCOME_UNKNOWN);
  assert_string_equal(b.session->checks[0].reason, "it was watched for less than one window");
  done(&b);
}

static void classes_of_the_user_go_first(void **state) {
  (void)state;
  for (int shipped = 0; shipped < 2; shipped++) {
    bench b = setup("{}", NULL);
    sonde_pair code = {"code", value_text("win32:5")};
    sonde_value err = value_map(&code, 1), result;
    if (shipped) judge_set_shipped_folder(b.judge, TOY_SCRIPTS "shipped");
    add(&b, "shipped/access.lua", false); /* the same code, and loaded first */
    add(&b, "kinds.lua", false);
    assert_int_equal(judge_classify(b.judge, &err, &b.arena, &result, NULL), SONDE_OK);
    assert_string_equal(value_get(&result, "class")->u.s, shipped ? "permission.toy" : "permission.file");
    assert_string_equal(value_get(&result, "script")->u.s, shipped ? "toy.kinds" : "toy.access");
    done(&b);
  }
}

/* A plugin file that is none, in a folder of its own. */
static void refused_plugins_are_findings(void **state) {
  (void)state;
  bench b = {.session = session_new()};
  char folder[300], file[400];
  error e = {0};
  snprintf(folder, sizeof folder, "%s/sonde-judge-test", file_temporary_folder(&b.arena));
  snprintf(file, sizeof file, "%s/bad%s", folder, dl_suffix);
  if (file_make_folder(folder, &e) != SONDE_OK || file_write(file, "no library", 10, &e) != SONDE_OK)
    fail_msg("%s", e.text);
  const char *folders[] = {folder, NULL};
  host_options options = {.plugin_folders = folders};
  b.host = host_new(&options, &e);
  if (!b.host) fail_msg("%s", e.text);
  log_set_sink(silent, NULL);
  plugin *p = host_find_plugin(b.host, "bad");
  assert_non_null(p);
  assert_int_not_equal(host_load(b.host, p, &e), SONDE_OK);
  log_set_sink(NULL, NULL);
  b.judge = judge_new(b.host, NULL, b.session);
  judge_finish(b.judge);
  assert_int_equal(b.session->nfindings, 1);
  assert_string_equal(b.session->findings[0].kind, "plugin.refused");
  assert_int_equal(b.session->findings[0].severity, SEVERITY_INFO);
  file_remove(file, NULL);
  file_remove(folder, NULL);
  done(&b);
}

/* 100, 150, 200, 300, 300, 450 ms (and a few us for the waits in the sort): each is waited for from the
 * start, not after the other has ended. */
static void checks_wait_side_by_side(void **state) {
  (void)state;
  bench b = setup("{}", NULL);
  add(&b, "side-one.lua", true);
  add(&b, "side-two.lua", true);
  set_params(&b, NULL);
  int64_t start = host_mono_ns(b.host);
  judge_run_checks(b.judge);
  static const char *const order[] = {"one 1", "two 1", "one 2", "two 2", "one 3", "two 3"};
  assert_int_equal(b.session->nfindings, 6);
  for (size_t i = 0; i < 6; i++)
    assert_string_equal(b.session->findings[i].subject, order[i]);
  assert_in_range(host_mono_ns(b.host) - start, 450000000, 451000000);
  assert_int_equal(b.session->findings[0].script_line, 9);
  assert_int_equal(b.session->checks[0].outcome, OUTCOME_FINDINGS);
  assert_int_equal(b.session->checks[1].nfindings, 3);
  done(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(checks_and_their_results),
      cmocka_unit_test(checks_wait_side_by_side),
      cmocka_unit_test(what_was_unknown_is_told),
      cmocka_unit_test(parameters),
      cmocka_unit_test(mistakes_in_parameters),
      cmocka_unit_test(watching),
      cmocka_unit_test(watching_ends_when_asked),
      cmocka_unit_test(classes_of_the_user_go_first),
      cmocka_unit_test(refused_plugins_are_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
