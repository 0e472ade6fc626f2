/* The commands of the program and what is said about them. */
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "cli/cli.h"

const option common_options[] = {
    {"config", 0, "FILE", "settings; default ./sonde.ini, then the user's own"},
    {"plugins", 0, "FOLDER", "look for plugins here first; may be repeated"},
    {"by-wire", 0, NULL, "pass every value through its serialised form, as a worker process would"},
    {"color", 0, "WHEN", "auto, always or never; NO_COLOR is honoured"},
    {"quiet", 'q', NULL, "no progress, no notes"},
    {"verbose", 'v', NULL, "evidence and log lines too"},
    {"help", 'h', NULL, "this text"},
    {0},
};

static const command *const commands[] = {&command_run, &command_watch, &command_call, &command_query,
    &command_list, &command_describe, &command_types, &command_test, &command_lint, &command_replay,
    &command_new, &command_check_plugin, &command_doctor, &command_trust, &command_explain, &command_fix,
    &command_audit};

const command *command_find(const char *name) {
  for (size_t i = 0; i < COUNT(commands); i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

static void put_help(text *out, const command *one) {
  if (one) {
    text_printf(out, "sonde %s - %s\n\n  sonde %s\n\nExamples\n%s\n\n", one->name, one->summary, one->usage,
        one->examples);
    if (one->options) text_puts(out, "Options\n");
    for (const option *const *table = one->options; table && *table; table++)
      options_help(out, *table);
    if (one->options) text_putc(out, '\n');
    text_puts(out, "Common options\n");
    options_help(out, common_options);
    return;
  }
  text_puts(out,
      "sonde " SONDE_VERSION " - finds out what is wrong with a running program or machine, and proves it\n\n"
      "  sonde run first-look -- ./app        run a program and tell what is wrong with it\n"
      "  sonde run first-look --pid 1234      look at a running one\n"
      "  sonde run health                     look at this machine\n\nCommands\n");
  for (size_t i = 0; i < COUNT(commands); i++)
    text_printf(out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
  text_puts(out,
      "  help COMMAND   options and examples of one command\n\n"
      "Exit status: 0 clean, 1 findings (see --fail-on), 2 usage, 3 a check could not run, 4 permission,\n"
      "5 limit reached, 6 partial, 130 interrupted.\n");
}

int help_of(const command *one) {
  text out = {0};
  put_help(&out, one);
  return cli_print(&out);
}

int help_unknown(const char *word) {
  const char *names[COUNT(commands)];
  for (size_t i = 0; i < COUNT(commands); i++)
    names[i] = commands[i]->name;
  const char *near = schema_suggest(names, COUNT(commands), word);
  text line = {0};
  if (near)
    text_printf(&line, "no command '%s', did you mean '%s'?", word, near);
  else
    text_printf(&line, "no command '%s'; 'sonde help' lists them", word);
  cli_note(text_chars(&line));
  text_free(&line);
  return EXIT_USAGE;
}
