/* sonde test: the tests that sit in scripts. */
#include <string.h>

#include "cli/cli.h"
#include "judge/selftest.h"
#include "os/file.h"

typedef struct testing {
  cli *cli;
  text out;
  selftest_tally tally;
} testing;

static void tell(void *self, const selftest_result *r) {
  testing *t = self;
  if (r->outcome == SELFTEST_PASSED) {
    if (t->cli->verbose) text_printf(&t->out, "[ OK ] %s: %s\n", r->script, r->name);
    return;
  }
  const char *mark = r->outcome == SELFTEST_FAILED ? "FAIL" : "SKIP";
  text_printf(&t->out, "[%s] %s: %s\n       %s\n", mark, r->script, r->name, r->text);
}

static sonde_status test_one(testing *t, const char *path, error *e) {
  if (file_probe(path) != FILE_FOLDER) {
    selftest_run(t->cli->host, path, tell, t, &t->tally);
    return SONDE_OK;
  }
  const char **all = places_all_scripts(t->cli, path, e);
  if (!all) return e->status;
  for (; *all; all++)
    selftest_run(t->cli->host, *all, tell, t, &t->tally);
  return SONDE_OK;
}

static sonde_status test_all(testing *t, error *e) {
  cli *c = t->cli;
  if (!c->args.nwords) {
    for (const char *const *folder = places_scripts(c); *folder; folder++)
      if (test_one(t, *folder, e)) return e->status;
    return SONDE_OK;
  }
  for (size_t i = 0; i < c->args.nwords; i++) {
    const char *path = places_find_script(c, c->args.words[i], e);
    if (!path || test_one(t, path, e)) return e->status;
  }
  return SONDE_OK;
}

static int run(cli *c) {
  testing t = {.cli = c};
  error e = {0};
  if (cli_open_host(c, NULL, &e) || test_all(&t, &e)) return cli_fail(c, &e);
  text_printf(&t.out, "%u passed, %u failed, %u skipped\n", t.tally.passed, t.tally.failed, t.tally.skipped);
  int code = cli_print(&t.out);
  if (t.tally.failed) return EXIT_FINDINGS;
  return t.tally.passed + t.tally.skipped ? code : EXIT_NOT_RUN;
}

const command command_test = {"test", "run the tests inside scripts, with fake answers and a fake clock",
    "test [NAME|FILE|FOLDER...]", "  sonde test\n  sonde test my.lua -v\n  sonde test scripts/rules", NULL,
    run, TAKES_WORDS};
