/* The course of a diagnosis: open, load, work, tell, close. */
#include "cli/diagnosis.h"

#include <string.h>

#include "cli/facts.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "os/clock.h"
#include "os/file.h"

const option diagnosis_options[] = {
    {"param", 'p', "NAME=VALUE", "a parameter of the script; ID.NAME=VALUE with several scripts"},
    {0},
};

/* Named twice, or by name and in a folder: it runs once. */
static bool is_there(const diagnosis *d, const char *path) {
  arena *a = &d->cli->arena;
  const char *absolute = file_absolute(a, path);
  for (size_t i = 0; absolute && i < judge_count(d->judge); i++) {
    const char *other = file_absolute(a, script_file(judge_at(d->judge, i)));
    if (other && strcmp(absolute, other) == 0) return true;
  }
  return false;
}

/* A folder may hold scripts of all kinds: the judge runs those that the command is for. */
static void add_folder(diagnosis *d, const char **paths) {
  for (; *paths; paths++)
    if (!is_there(d, *paths)) judge_add_script(d->judge, *paths, false, &(trouble){0});
}

static sonde_status add_file(diagnosis *d, const char *path, error *e) {
  if (is_there(d, path)) return SONDE_OK;
  script *s = judge_add_script(d->judge, path, true, &(trouble){0});
  if (!s || script_get_kind(s) == d->kind || script_get_kind(s) == SCRIPT_CLASSES) return SONDE_OK;
  return error_set(e, SONDE_ARG, "%s is a script of kind '%s': 'sonde %s' runs scripts of kind '%s'", path,
      script_kind_word(script_get_kind(s)), d->cli->command->name, script_kind_word(d->kind));
}

static sonde_status add_named(diagnosis *d, const char *word, error *e) {
  const char *path = places_find_script(d->cli, word, e);
  if (!path) return e->status;
  if (file_probe(path) != FILE_FOLDER) return add_file(d, path, e);
  const char **all = places_all_scripts(d->cli, path, e);
  if (!all) return e->status;
  add_folder(d, all);
  return SONDE_OK;
}

/* Most runs never classify an error. */
static void add_classes(diagnosis *d) {
  const char *const *folder = places_scripts(d->cli);
  while (folder[0] && folder[1])
    folder++;
  judge_set_shipped_folder(d->judge, *folder);
  judge_set_late_classes(d->judge, places_classes, d->cli);
}

static sonde_status set_params(diagnosis *d, error *e) {
  cli *c = d->cli;
  size_t n = 0;
  while (options_value_at(&c->args, "param", n))
    n++;
  const char **params = arena_alloc(&c->arena, (n + 1) * sizeof *params);
  for (size_t i = 0; i < n; i++)
    params[i] = options_value_at(&c->args, "param", i);
  return judge_set_params(d->judge, params, n, e);
}

static sonde_status load(diagnosis *d, error *e) {
  for (const char *const *word = d->scripts; *word; word++) {
    sonde_status status = add_named(d, *word, e);
    if (status) return status;
  }
  add_classes(d);
  return set_params(d, e);
}

static bool is_recorded(const diagnosis *d) {
  return d->tape && !tape_is_replay(d->tape);
}

static int tell(diagnosis *d) {
  error e = {0};
  if (d->examined.start.status) return cli_fail(d->cli, &d->examined.start);
  examined_tell(&d->examined, d->session);
  d->target_status = d->session->target_status;
  if (is_recorded(d)) recording_finish(d->cli, d->tape, d->session);
  judge_facts(d->judge)->interrupted = process_signal_seen() && !d->until_stopped;
  judge_finish(d->judge);
  facts_cost(d->session, d->start_mono_ns, d->start_cpu_ns);
  return output_write(d->cli, d->session, &e) ? cli_fail(d->cli, &e) : d->session->exit_code;
}

static int judged(diagnosis *d) {
  error e = {0};
  examined_identify(d->cli, &d->examined, d->session);
  if (is_recorded(d)) recording_begin(d->cli, d->tape, d->session, d->kind, d->scripts);
  d->judge = judge_new(d->cli->host, d->cli->config, d->session);
  int code;
  if (load(d, &e)) {
    code = cli_fail(d->cli, &e);
  } else {
    d->work(d);
    code = tell(d);
  }
  judge_free(d->judge);
  return code;
}

static int opened(diagnosis *d) {
  error e = {0};
  cli *c = d->cli;
  if (output_open(c, d->session, &e) || (!d->tape && recording_open(c, &d->tape, &e)) ||
      cli_open_host(c, d->tape, &e) || examined_open(c, &d->examined, &e))
    return cli_fail(c, &e);
  return judged(d);
}

int diagnosis_run(diagnosis *d) {
  error e = {0};
  d->target_status = -1;
  d->start_mono_ns = clock_mono_ns();
  d->start_cpu_ns = clock_process_cpu_ns();
  int code = opened(d);
  host_free(d->cli->host);
  d->cli->host = NULL;
  if (d->tape && tape_close(d->tape, &e)) code = cli_fail(d->cli, &e);
  examined_close(&d->examined);
  session_free(d->session);
  return code;
}
