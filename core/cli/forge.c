/* Reports for forges and their CI: SARIF, GitHub's commands and job summary. */
#include "cli/forge.h"

#include <string.h>

#include "base/memory.h"
#include "os/console.h"
#include "os/file.h"
#include "os/system.h"
#include "report/report.h"

enum { STDERR = 2, SUMMARY_MOST = 1 << 20 };

/* The repository is where GitHub checked it out; elsewhere it is the working folder. */
static report_roots find_roots(cli *c) {
  const char *workspace = system_environment(&c->arena, "GITHUB_WORKSPACE");
  report_roots roots = {.working = file_working_folder(&c->arena)};
  roots.root = workspace && *workspace ? file_absolute(&c->arena, workspace) : NULL;
  if (!roots.root) roots.root = roots.working;
  for (const char *const *folder = places_scripts(c); *folder; folder++)
    roots.scripts = *folder; /* those of Sonde come last */
  return roots;
}

sonde_status forge_sarif(cli *c, const session *s, const char *path, error *e) {
  report_roots roots = find_roots(c);
  text out = {0};
  report_sarif(&out, s, &roots);
  return cli_write(path, &out, e);
}

/* The target may have left stderr in the middle of a line; the runner knows a command only at the start of
 * one. */
static sonde_status write_commands(cli *c, const session *s, error *e) {
  report_roots roots = find_roots(c);
  text out = {0};
  if (c->args.target) text_putc(&out, '\n');
  report_github(&out, s, &roots);
  bool written = console_write(STDERR, text_chars(&out), out.len);
  text_free(&out);
  return written ? SONDE_OK
                 : error_set(e, SONDE_OS, "GitHub's commands could not be written: stderr is closed");
}

/* Other programs of the same step may have written there, and the limit is one for all. */
static sonde_status add_summary(const session *s, const char *path, error *e) {
  size_t had = 0;
  char *before = file_probe(path) == FILE_MISSING ? NULL : file_read(path, SUMMARY_MOST, &had, e);
  if (!before && file_probe(path) != FILE_MISSING) return e->status;
  text out = {0};
  text_add(&out, before ? before : "", had);
  text own = {0};
  report_markdown(&own, s, had < REPORT_SUMMARY_BYTES ? REPORT_SUMMARY_BYTES - had : 0);
  text_add(&out, text_chars(&own), own.len);
  sonde_status status = file_write(path, text_chars(&out), out.len, e);
  text_free(&own);
  text_free(&out);
  memory_free(before);
  return status;
}

sonde_status forge_github(cli *c, const session *s, error *e) {
  const char *path = system_environment(&c->arena, "GITHUB_STEP_SUMMARY");
  sonde_status status = write_commands(c, s, e);
  return status || !path || !*path ? status : add_summary(s, path, e);
}
