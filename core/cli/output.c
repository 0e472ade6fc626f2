/* Writes the reports of a run. With a target behind `--` its standard streams are its own: the report goes to
 * stderr or a file. */
#include "cli/output.h"

#include <string.h>

#include "base/memory.h"
#include "cli/forge.h"
#include "cli/progress.h"
#include "os/console.h"
#include "os/file.h"
#include "report/report.h"

const option output_options[] = {
    {"output", 'o', "FILE", "write the report there; - for stdout"},
    {"json", 0, NULL, "the report as JSON (docs/report.schema.json)"},
    {"junit", 0, "FILE", "also a JUnit report"},
    {"sarif", 0, "FILE", "also a SARIF 2.1.0 report"},
    {"github", 0, NULL, "also GitHub annotations, on stderr, and its job summary"},
    {"fail-on", 0, "SEVERITY",
        "status 1 from this severity on: info, warning, error (default), critical, never"},
    {0},
};

/* A run of minutes must not end with a report that cannot be written. */
static sonde_status check_folder(cli *c, const char *name, error *e) {
  const char *path = options_value(&c->args, name), *slash = path ? strrchr(path, '/') : NULL;
  if (path && !*path) return error_set(e, SONDE_ARG, "--%s: the name of the file is empty", name);
  if (!slash || slash == path) return SONDE_OK;
  const char *folder = arena_text(&c->arena, path, (size_t)(slash - path));
  return file_probe(folder) == FILE_FOLDER
             ? SONDE_OK
             : error_set(e, SONDE_MISSING, "--%s %s: there is no folder '%s'", name, path, folder);
}

static sonde_status check_stdout(const cli *c, error *e) {
  if (options_has(&c->args, "json") && c->args.target && !options_has(&c->args, "output"))
    return error_set(
        e, SONDE_ARG, "stdout belongs to the command behind --: say where the JSON goes, with -o FILE");
  if (options_has(&c->args, "jsonl") && c->args.target)
    return error_set(e, SONDE_ARG, "stdout belongs to the command behind --: use --json -o FILE");
  return SONDE_OK;
}

static sonde_status read_fail_on(const cli *c, session *s, error *e) {
  const char *word = options_value(&c->args, "fail-on");
  if (!word) return SONDE_OK;
  if (strcmp(word, "never") == 0) {
    s->fail_on = SEVERITY_CRITICAL + 1;
    return SONDE_OK;
  }
  return severity_parse(word, &s->fail_on)
             ? SONDE_OK
             : error_set(e, SONDE_ARG, "--fail-on '%s': info, warning, error, critical or never", word);
}

sonde_status output_open(cli *c, session *s, error *e) {
  static const char *const files[] = {"output", "junit", "sarif", "tape"};
  sonde_status status = check_stdout(c, e);
  if (!status) status = read_fail_on(c, s, e);
  for (size_t i = 0; i < COUNT(files) && !status; i++)
    status = check_folder(c, files[i], e);
  return status;
}

static void write_main(cli *c, const session *s, int stream, bool to_file, text *out) {
  if (options_has(&c->args, "json")) {
    report_json(out, s);
    return;
  }
  report_style style = {.colour = !to_file && cli_colour(c, stream),
      .utf8 = to_file || console_speaks_utf8(stream),
      .width = to_file ? 0 : console_width(stream),
      .verbose = c->verbose};
  report_text(out, s, &style);
}

static sonde_status write_junit(cli *c, const session *s, error *e) {
  const char *path = options_value(&c->args, "junit");
  if (!path) return SONDE_OK;
  text out = {0};
  report_junit(&out, s);
  return cli_write(path, &out, e);
}

static sonde_status write_report(cli *c, const session *s, error *e) {
  const char *path = options_value(&c->args, "output");
  int stream = c->args.target ? 2 : 1;
  text out = {0};
  write_main(c, s, stream, path != NULL, &out);
  sonde_status status = SONDE_OK;
  progress_clear();
  if (path) return cli_write(path, &out, e);
  if (!options_has(&c->args, "jsonl") && !console_write(stream, text_chars(&out), out.len))
    status = error_set(e, SONDE_OS, "the report could not be written: the stream is closed or full");
  text_free(&out);
  return status;
}

static sonde_status write_sarif(cli *c, const session *s, error *e) {
  const char *path = options_value(&c->args, "sarif");
  return path ? forge_sarif(c, s, path, e) : SONDE_OK;
}

static sonde_status write_github(cli *c, const session *s, error *e) {
  return options_has(&c->args, "github") ? forge_github(c, s, e) : SONDE_OK;
}

/* One that cannot be written does not hold up the others; the first mistake is told. */
sonde_status output_write(cli *c, const session *s, error *e) {
  static sonde_status (*const all[])(cli * c, const session *s, error *e) = {
      write_report, write_junit, write_sarif, write_github};
  sonde_status status = SONDE_OK;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    error own = {0};
    if (!all[i](c, s, &own) || status) continue;
    status = own.status;
    *e = own;
  }
  return status;
}
