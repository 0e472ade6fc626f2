/* sonde audit: what Sonde has changed on this machine, and whether the journal is as it was written. */
#include <string.h>

#include "base/units.h"
#include "cli/cli.h"
#include "judge/journal.h"
#include "os/file.h"
#include "report/clean.h"

/* Texts of scripts and reports, made fit for a terminal. */
static void put(text *out, const char *s) {
  clean_terminal(out, s, strlen(s), true);
}

static void print_entry(text *out, const journal_entry *x) {
  text_printf(out, "%llu  ", (unsigned long long)x->number);
  units_print_time(out, x->wall_ns);
  text_puts(out, "  ");
  put(out, x->plan);
  text_puts(out, "  ");
  put(out, x->action);
  text_puts(out, "  ");
  put(out, x->subject);
  text_puts(out, "  ");
  put(out, x->step);
  text_putc(out, ' ');
  put(out, x->intent ? "begun" : x->outcome);
  if (*x->text) text_puts(out, ": ");
  put(out, x->text);
  text_putc(out, '\n');
}

static int list(const journal *j) {
  text out = {0};
  for (size_t i = 0; i < journal_count(j); i++)
    print_entry(&out, journal_at(j, i));
  return cli_print(&out);
}

static int verify(const journal *j, const char *path) {
  const journal_state *s = journal_get_state(j);
  text out = {0};
  if (s->bad_line)
    text_printf(&out, "%s:%zu: %s\n", path, s->bad_line, s->why);
  else
    text_printf(&out, "%s: %zu lines, the chain is whole\n", path, s->lines);
  if (s->torn) text_printf(&out, "%zu lines were cut short by a crash and say nothing\n", s->torn);
  cli_print(&out);
  return s->bad_line ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int run(cli *c) {
  const char *what = c->args.nwords == 1 ? c->args.words[0] : "";
  bool lists = strcmp(what, "list") == 0;
  if (!lists && strcmp(what, "verify") != 0) return cli_usage(c, "either 'audit list' or 'audit verify'");
  error e = {0};
  const char *folder = places_state(c);
  const char *path = folder ? file_join(&c->arena, folder, "journal.jsonl") : "";
  journal *j = journal_read(path, &e);
  if (!j) return cli_fail(c, &e);
  int code = lists ? list(j) : verify(j, path);
  journal_close(j);
  return code;
}

const command command_audit = {"audit", "what Sonde has changed, and whether the journal of it is untouched",
    "audit list|verify", "  sonde audit list\n  sonde audit verify", NULL, run, TAKES_WORDS};
