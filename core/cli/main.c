/* The program `sonde`: finds the command, parses its options, runs it. */
#include <stdarg.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/schema.h"
#include "os/console.h"
#include "os/system.h"

#define MOST_TABLES 8

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
    &command_new, &command_check_plugin, &command_doctor, &command_trust};

const command *command_find(const char *name) {
  for (size_t i = 0; i < COUNT(commands); i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

void help_print(text *out, const command *one) {
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

int cli_print(text *out) {
  progress_clear();
  bool written = console_write(1, text_chars(out), out->len);
  text_free(out);
  return written ? EXIT_CLEAN : EXIT_NOT_RUN;
}

void cli_note(const char *line) {
  text out = {0};
  text_printf(&out, "sonde: %s\n", line);
  progress_clear();
  console_write(2, text_chars(&out), out.len);
  text_free(&out);
}

int cli_fail(const cli *c, const error *e) {
  (void)c;
  cli_note(e->text);
  switch (e->status) {
  case SONDE_ARG: return EXIT_USAGE;
  case SONDE_DENIED: return EXIT_DENIED;
  case SONDE_TIMEOUT:
  case SONDE_MEMORY: return EXIT_LIMIT;
  case SONDE_CANCELLED: return EXIT_INTERRUPTED;
  default: return EXIT_NOT_RUN;
  }
}

int cli_usage(const cli *c, const char *format, ...) {
  text line = {0};
  va_list list;
  va_start(list, format);
  text_vprintf(&line, format, list);
  va_end(list);
  text_printf(&line, "\n       sonde %s\n       'sonde help %s' shows options and examples",
      c->command->usage, c->command->name);
  cli_note(text_chars(&line));
  text_free(&line);
  return EXIT_USAGE;
}

bool cli_colour(const cli *c, int stream) {
  const char *when = options_value(&c->args, "color");
  if (when && strcmp(when, "never") == 0) return false;
  if (when && strcmp(when, "always") == 0) return true;
  arena a = {0};
  bool refused = system_environment(&a, "NO_COLOR") != NULL;
  arena_free(&a);
  return !refused && console_is_terminal(stream) && console_enable_colour(stream);
}

static int print_help(const command *one) {
  text out = {0};
  help_print(&out, one);
  return cli_print(&out);
}

static int unknown_command(const char *word) {
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

static int help_of(const char *word) {
  if (!word) return print_help(NULL);
  const command *one = command_find(word);
  return one ? print_help(one) : unknown_command(word);
}

static void close_cli(cli *c) {
  host_free(c->host);
  config_free(c->config);
  options_free(&c->args);
  arena_free(&c->arena);
}

/* The command's own and the common ones. */
static const option *const *all_tables(const command *one, const option **tables) {
  size_t n = 0;
  for (const option *const *own = one->options; own && *own && n < MOST_TABLES - 2; own++)
    tables[n++] = *own;
  tables[n++] = common_options;
  tables[n] = NULL;
  return tables;
}

/* What is wrong whatever the command does. */
static sonde_status check_common(const cli *c, error *e) {
  const char *when = options_value(&c->args, "color");
  if (when && strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 && strcmp(when, "never") != 0)
    return error_set(e, SONDE_ARG, "--color '%s': auto, always or never", when);
  if (c->args.target && !c->command->launches)
    return error_set(
        e, SONDE_ARG, "'sonde %s' runs no program: nothing may stand behind --", c->command->name);
  return SONDE_OK;
}

/* Log lines stand on lines of their own, also beside progress. Any thread. */
static void write_log(void *self, int level, const char *source, const char *line) {
  static const char *const words[] = {"", "error", "warning", "info", "debug"};
  text out = {0};
  (void)self;
  text_printf(&out, "%s: %s: %s", words[level], source, line);
  cli_note(text_chars(&out));
  text_free(&out);
}

static int run_command(const command *one, const char *const *argv) {
  cli c = {.command = one};
  error e = {0};
  const option *tables[MOST_TABLES];
  int code;
  if (options_parse(argv, all_tables(one, tables), &c.args, &e))
    code = cli_usage(&c, "%s", e.text);
  else if (options_has(&c.args, "help"))
    code = print_help(one);
  else if (check_common(&c, &e))
    code = cli_usage(&c, "%s", e.text);
  else {
    c.verbose = options_has(&c.args, "verbose");
    c.quiet = options_has(&c.args, "quiet");
    log_set_sink(write_log, NULL);
    log_set_level(c.verbose ? SONDE_LOG_INFO : c.quiet ? SONDE_LOG_ERROR : SONDE_LOG_WARNING);
    code = cli_read_config(&c, &e) ? cli_fail(&c, &e) : one->run(&c);
  }
  close_cli(&c);
  return code;
}

int main(int argc, char **argv) {
  console_start(&argc, &argv);
  const char *word = argc > 1 ? argv[1] : NULL;
  if (word && (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0)) {
    text out = {0};
    text_puts(&out, "sonde " SONDE_VERSION "\n");
    return cli_print(&out);
  }
  if (!word) {
    print_help(NULL);
    return EXIT_USAGE;
  }
  if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
    return help_of(argc > 2 ? argv[2] : NULL);
  const command *one = command_find(word);
  return one ? run_command(one, (const char *const *)argv + 2) : unknown_command(word);
}
