/* sonde check-plugin: the conformance tests of one plugin, as lines and as JUnit. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "check/check.h"
#include "cli/cli.h"
#include "os/file.h"
#include "report/clean.h"

static const option own[] = {
    {"only", 0, "NAME", "this test, or those that begin so (\"calls.\"); may be repeated"},
    {"in-process", 0, NULL, "in this process, for a debugger: a crash ends it"},
    {"seed", 0, "N", "of the random arguments (default 1)"},
    {"junit", 0, "FILE", "write the results as JUnit XML too"},
    {"list", 0, NULL, "list the tests"},
    {"result", 0, "FILE", "write the verdict of one test here, for the process that started this one"},
    {0},
};
static const option *const options[] = {own, NULL};

typedef struct tally {
  unsigned passed, failed, not_run;
} tally;

static int list_tests(void) {
  text out = {0};
  for (size_t i = 0; i < check_count(); i++)
    text_printf(&out, "%-28s %s\n", check_name(i), check_summary(i));
  return cli_print(&out);
}

static bool is_wanted(const cli *c, const char *name) {
  const char *only = options_value_at(&c->args, "only", 0);
  if (!only) return true;
  for (size_t i = 0; (only = options_value_at(&c->args, "only", i)); i++) {
    size_t len = strlen(only);
    bool prefix = len && only[len - 1] == '.';
    if (prefix ? strncmp(only, name, len) == 0 : strcmp(only, name) == 0) return true;
  }
  return false;
}

/* The first --only that names no test; NULL: none. */
static const char *unknown_test(const cli *c) {
  const char *only;
  for (size_t i = 0; (only = options_value_at(&c->args, "only", i)); i++) {
    bool known = false;
    size_t len = strlen(only);
    for (size_t k = 0; k < check_count(); k++)
      known |= strcmp(only, check_name(k)) == 0 ||
               (len && only[len - 1] == '.' && !strncmp(only, check_name(k), len));
    if (!known) return only;
  }
  return NULL;
}

static int no_test(const cli *c, const char *only) {
  const char **names = memory_new(check_count() * sizeof *names);
  for (size_t i = 0; i < check_count(); i++)
    names[i] = check_name(i);
  const char *near = schema_suggest(names, check_count(), only);
  memory_free(names);
  if (near) return cli_usage(c, "no test '%s', did you mean '%s'?", only, near);
  return cli_usage(c, "no test '%s'; --list shows them", only);
}

/* What did not run since something else failed is noise, unless it was asked for. */
static void print_verdict(const cli *c, const char *name, const check_verdict *v) {
  if (v->outcome == CHECK_NOT_RUN && !c->verbose && !options_has(&c->args, "only")) return;
  static const char *const words[] = {"", "ok  ", "FAIL", "-   "};
  text out = {0};
  text_printf(&out, "%s %s", words[v->outcome], name);
  if (v->sentence.len) text_printf(&out, ": %s", text_chars(&v->sentence));
  if (v->untried.len) text_printf(&out, " (not tried: %s)", text_chars(&v->untried));
  text_putc(&out, '\n');
  cli_print(&out);
}

static void put_case(text *out, const char *name, const check_verdict *v) {
  text_printf(out, "    <testcase classname=\"sonde.check\" name=\"%s\" time=\"%.3f\"", name,
      (double)v->duration_ns / 1e9);
  if (v->outcome == CHECK_PASSED) {
    text_puts(out, "/>\n");
    return;
  }
  const char *element = v->outcome == CHECK_FAILED ? "failure" : "skipped";
  text_printf(out, "><%s message=\"", element);
  clean_xml(out, text_chars(&v->sentence));
  text_puts(out, "\"/></testcase>\n");
}

static sonde_status write_junit(cli *c, const char *cases, const tally *t, error *e) {
  const char *path = options_value(&c->args, "junit");
  if (!path) return SONDE_OK;
  text out = {0}, counts = {0};
  text_printf(&counts, "name=\"sonde check-plugin\" tests=\"%u\" failures=\"%u\" errors=\"0\"",
      t->passed + t->failed + t->not_run, t->failed);
  text_printf(&out,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites %s>\n  <testsuite %s skipped=\"%u\">\n%s  "
      "</testsuite>\n</testsuites>\n",
      text_chars(&counts), text_chars(&counts), t->not_run, cases);
  text_free(&counts);
  return cli_write(path, &out, e);
}

static sonde_status run_one(cli *c, const check_options *o, size_t i, tally *t, text *cases, error *e) {
  const char *result = options_value(&c->args, "result");
  check_verdict v;
  if (options_has(&c->args, "in-process"))
    check_run_here(o, i, &v);
  else
    check_run_apart(o, i, &v);
  if (!result) print_verdict(c, check_name(i), &v);
  put_case(cases, check_name(i), &v);
  t->passed += v.outcome == CHECK_PASSED;
  t->failed += v.outcome == CHECK_FAILED;
  t->not_run += v.outcome == CHECK_NOT_RUN;
  sonde_status s = result ? check_write_verdict(result, &v, e) : SONDE_OK;
  check_verdict_free(&v);
  return s;
}

static int run_all(cli *c, const check_options *o) {
  tally t = {0};
  text cases = {0};
  error e = {0};
  sonde_status s = SONDE_OK;
  for (size_t i = 0; i < check_count() && !s; i++)
    if (is_wanted(c, check_name(i))) s = run_one(c, o, i, &t, &cases, &e);
  if (!s) s = write_junit(c, text_chars(&cases), &t, &e);
  text_free(&cases);
  if (s) return cli_fail(c, &e);
  text out = {0};
  text_printf(&out, "%u passed, %u failed, %u not run\n", t.passed, t.failed, t.not_run);
  if (options_has(&c->args, "result"))
    text_free(&out);
  else
    cli_print(&out);
  return t.failed ? EXIT_FINDINGS : t.passed ? EXIT_CLEAN : EXIT_NOT_RUN;
}

static bool read_seed(const char *words, uint64_t *seed) {
  int end = 0;
  *seed = 1;
  return !words || (sscanf(words, "%" SCNu64 "%n", seed, &end) == 1 && !words[end] && words[0] != '-');
}

static int run(cli *c) {
  if (options_has(&c->args, "list")) return list_tests();
  if (c->args.nwords != 1) return cli_usage(c, "name one plugin file");
  check_options o = {.file = file_absolute(&c->arena, c->args.words[0]), .program = file_program(&c->arena)};
  if (!o.file) {
    error e;
    error_set(&e, SONDE_MISSING, "no file '%s'", c->args.words[0]);
    return cli_fail(c, &e);
  }
  if (!read_seed(options_value(&c->args, "seed"), &o.seed)) return cli_usage(c, "--seed wants a number");
  const char *wrong = unknown_test(c);
  return wrong ? no_test(c, wrong) : run_all(c, &o);
}

const command command_check_plugin = {"check-plugin", "test whether a plugin keeps the contract",
    "check-plugin FILE [--only NAME]... [--in-process] [--seed N] [--junit FILE]",
    "  sonde check-plugin build/weather.so\n  sonde check-plugin weather.dll --only calls.fuzz --in-process "
    "--seed 7",
    options, run, TAKES_WORDS};
