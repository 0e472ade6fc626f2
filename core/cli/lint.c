/* sonde lint: what is wrong with scripts, beyond what keeps them from loading. */
#include "judge/lint.h"

#include <string.h>

#include "cli/cli.h"
#include "os/file.h"

typedef struct linting {
  cli *cli;
  text out;
  const script **scripts; /* those that load */
  size_t nscripts;
  unsigned files, errors;
} linting;

static void tell(void *self, const lint_note *note) {
  linting *l = self;
  if (note->error || !l->cli->quiet)
    text_printf(&l->out, "%s:%u: %s%s\n", note->file, note->line, note->error ? "" : "note: ", note->text);
}

static void keep(linting *l, const script *s) {
  const script **scripts = arena_alloc(&l->cli->arena, (l->nscripts + 1) * sizeof *scripts);
  if (l->nscripts) memcpy(scripts, l->scripts, l->nscripts * sizeof *scripts);
  scripts[l->nscripts++] = s;
  l->scripts = scripts;
}

static void lint_one(linting *l, const char *path) {
  script_services services = {.host = l->cli->host};
  trouble t = {0};
  script *s = script_load(&services, path, NULL, &t);
  l->files++;
  if (!s) {
    text_printf(&l->out, "%s\n", t.text);
    l->errors++;
    return;
  }
  l->errors += lint_script(l->cli->host, s, tell, l);
  keep(l, s);
}

static sonde_status lint_path(linting *l, const char *path, error *e) {
  if (file_probe(path) != FILE_FOLDER) {
    lint_one(l, path);
    return SONDE_OK;
  }
  const char **all = places_all_scripts(l->cli, path, e);
  if (!all) return e->status;
  for (; *all; all++)
    lint_one(l, *all);
  return SONDE_OK;
}

static sonde_status lint_all(linting *l, error *e) {
  cli *c = l->cli;
  if (!c->args.nwords) {
    for (const char *const *folder = places_scripts(c); *folder; folder++)
      if (lint_path(l, *folder, e)) return e->status;
    return SONDE_OK;
  }
  for (size_t i = 0; i < c->args.nwords; i++) {
    const char *path = places_find_script(c, c->args.words[i], e);
    if (!path || lint_path(l, path, e)) return e->status;
  }
  return SONDE_OK;
}

static int run(cli *c) {
  linting l = {.cli = c};
  error e = {0};
  if (cli_open_host(c, NULL, &e) || lint_all(&l, &e)) return cli_fail(c, &e);
  l.errors += lint_together(l.scripts, l.nscripts, tell, &l);
  text_printf(&l.out, "%u file%s, %u error%s\n", l.files, l.files == 1 ? "" : "s", l.errors,
      l.errors == 1 ? "" : "s");
  for (size_t i = 0; i < l.nscripts; i++)
    script_free((script *)l.scripts[i]);
  cli_print(&l.out);
  return l.errors ? EXIT_FINDINGS : l.files ? EXIT_CLEAN : EXIT_NOT_RUN;
}

const command command_lint = {"lint", "look for mistakes in scripts, without running them",
    "lint [NAME|FILE|FOLDER...]", "  sonde lint\n  sonde lint my.lua", NULL, run, TAKES_WORDS};
