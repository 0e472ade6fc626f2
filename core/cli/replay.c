/* sonde replay: the same checks on a recorded run, also with other parameters, on any platform. */
#include <string.h>

#include "cli/cli.h"
#include "cli/diagnosis.h"
#include "cli/facts.h"
#include "cli/output.h"

static const option options[] = {
    {"param", 'p', "NAME=VALUE", "another parameter than the recorded run had"},
    {"output", 'o', "FILE", "write the report there"},
    {"json", 0, NULL, "the report as JSON"},
    {"junit", 0, "FILE", "also a JUnit report"},
    {"fail-on", 0, "SEVERITY",
        "status 1 from this severity on: info, warning, error (default), critical, never"},
    {0},
};

static void work(diagnosis *d) {
  judge_run_checks(d->judge);
}

/* The checks that were recorded, unless the command line names others. */
static const char *const *scripts(cli *c, tape *t) {
  if (c->args.nwords > 1) return c->args.words + 1;
  const sonde_value *names = value_get(tape_head(t), "checks");
  uint32_t n = names && names->kind == SONDE_LIST ? names->len : 0;
  const char **out = arena_alloc(&c->arena, (n + 1) * sizeof *out);
  for (uint32_t i = 0; i < n; i++)
    out[i] = names->u.list[i].kind == SONDE_TEXT ? names->u.list[i].u.s : "";
  return out;
}

/* The report tells of the machine that was recorded, not of this one. */
static void take(const tape *t, session *s, const char *path) {
  static const struct {
    const char *key;
    size_t at;
  } facts[] = {{"system", offsetof(session, system)}, {"platform", offsetof(session, platform)}};
  for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
    const sonde_value *v = value_get(tape_head(t), facts[i].key);
    if (v && v->kind == SONDE_TEXT)
      *(const char **)((char *)s + facts[i].at) = arena_text(&s->arena, v->u.s, v->len);
  }
  const sonde_value *start = value_get(tape_head(t), "start");
  if (start && start->kind == SONDE_I64) s->start_wall_ns = start->u.i;
  s->replayed_from = arena_text(&s->arena, path, strlen(path));
}

static int run(cli *c) {
  if (!c->args.nwords) return cli_usage(c, "which tape? 'sonde run --tape FILE ...' makes one");
  error e = {0};
  tape *t = tape_open(c->args.words[0], &e);
  if (!t) return cli_fail(c, &e);
  diagnosis d = {.cli = c,
      .session = facts_new_session(),
      .tape = t,
      .scripts = scripts(c, t),
      .kind = SCRIPT_CHECK,
      .work = work};
  take(t, d.session, c->args.words[0]);
  return diagnosis_run(&d);
}

const command command_replay = {"replay", "run the checks of a recorded run again, without its program",
    "replay TAPE [NAME|FILE...] [-p NAME=VALUE]",
    "  sonde run first-look --tape run.tape -- ./app\n  sonde replay run.tape -p memory=1MiB", options, run};
