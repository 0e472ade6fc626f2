/* The program `sonde`: finds the command, parses its options, runs it. */
#include <string.h>

#include "base/log.h"
#include "cli/cli.h"
#include "os/console.h"

#define MOST_TABLES 8

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
  if (c->args.target && c->command->takes < TAKES_COMMAND)
    return error_set(
        e, SONDE_ARG, "'sonde %s' runs no program: nothing may stand behind --", c->command->name);
  if (c->command->takes == TAKES_OPTIONS && c->args.nwords)
    return error_set(e, SONDE_ARG, "'%s' is too much: it takes options only", c->args.words[0]);
  return SONDE_OK;
}

static int run_command(const command *one, const char *const *argv) {
  cli c = {.command = one};
  error e = {0};
  const option *tables[MOST_TABLES];
  int code;
  if (options_parse(argv, all_tables(one, tables), &c.args, &e))
    code = cli_usage(&c, "%s", e.text);
  else if (options_has(&c.args, "help"))
    code = help_of(one);
  else if (check_common(&c, &e))
    code = cli_usage(&c, "%s", e.text);
  else {
    c.verbose = options_has(&c.args, "verbose");
    c.quiet = options_has(&c.args, "quiet");
    log_set_sink(cli_log, NULL);
    log_set_level(c.verbose ? SONDE_LOG_INFO : c.quiet ? SONDE_LOG_ERROR : SONDE_LOG_WARNING);
    code = cli_read_config(&c, &e) ? cli_fail(&c, &e) : one->run(&c);
  }
  close_cli(&c);
  return code;
}

static bool is_any(const char *word, const char *one, const char *two, const char *three) {
  return strcmp(word, one) == 0 || strcmp(word, two) == 0 || strcmp(word, three) == 0;
}

static int print_version(void) {
  text out = {0};
  text_puts(&out, "sonde " SONDE_VERSION "\n");
  return cli_print(&out);
}

/* Common options may stand before the command: it is brought to the front. */
static bool bring_command_forward(char **argv, error *e) {
  const option *const tables[] = {common_options, NULL};
  size_t n = options_leading((const char *const *)argv, tables, e);
  if (e->status || !argv[n]) return false;
  char *word = argv[n];
  memmove(argv + 1, argv, n * sizeof *argv);
  argv[0] = word;
  return true;
}

static int without_command(const char *const *argv, const error *e) {
  if (e->status) {
    bool suggests = strstr(e->text, "did you mean");
    text line = {0};
    text_printf(&line, "%s%s", e->text,
        suggests ? "" : ": options of a command stand behind it; 'sonde help' lists the commands");
    cli_note(text_chars(&line));
    text_free(&line);
    return EXIT_USAGE;
  }
  bool asked = argv[0] && is_any(argv[0], "--help", "-h", "help");
  int code = help_of(NULL);
  return asked ? code : EXIT_USAGE;
}

int main(int argc, char **argv) {
  error e = {0};
  console_start(&argc, &argv);
  if (argc > 1 && is_any(argv[1], "version", "--version", "-V")) return print_version();
  if (!bring_command_forward(argv + 1, &e)) return without_command((const char *const *)argv + 1, &e);
  bool help = strcmp(argv[1], "help") == 0;
  if (help && (argc < 3 || strcmp(argv[2], "help") == 0)) return help_of(NULL);
  const char *word = argv[help ? 2 : 1];
  const command *one = command_find(word);
  if (!one) return help_unknown(word);
  return help ? help_of(one) : run_command(one, (const char *const *)argv + 2);
}
