/* What all commands of the program share. */
#ifndef SONDE_CLI_CLI_H
#define SONDE_CLI_CLI_H

#include "base/arena.h"
#include "base/format.h"
#include "builtin/service/service.h"
#include "cli/options.h"
#include "config/config.h"
#include "host/host.h"
#include "host/target.h"

/* Exit codes of design.md section 7 that commands return themselves. */
enum {
  EXIT_CLEAN = 0,
  EXIT_FINDINGS = 1,
  EXIT_USAGE = 2,
  EXIT_NOT_RUN = 3,
  EXIT_DENIED = 4,
  EXIT_LIMIT = 5,
  EXIT_PARTIAL = 6,
  EXIT_INTERRUPTED = 130
};

struct command;

/* One run of the program. */
typedef struct cli {
  const struct command *command;
  arguments args;
  arena arena; /* until the program ends */
  config *config;
  host *host;               /* NULL until cli_open_host */
  target_context target;    /* of the builtin plugin `target` */
  service_context services; /* of the builtin plugin `service` */
  bool verbose, quiet;
} cli;

typedef struct command {
  const char *name;
  const char *summary;          /* one line, in the list of commands */
  const char *usage;            /* behind "sonde " */
  const char *examples;         /* lines */
  const option *const *options; /* tables, NULL at the end; the common ones are added; NULL: only those */
  int (*run)(cli *c);
  enum { TAKES_OPTIONS, TAKES_WORDS, TAKES_COMMAND } takes; /* words too; a command behind -- too */
} command;

extern const command command_run, command_watch, command_call, command_query, command_list, command_describe,
    command_types, command_test, command_lint, command_replay, command_new, command_check_plugin,
    command_doctor, command_trust, command_explain, command_fix, command_audit;

extern const option common_options[];

/* Writes the error to stderr as "sonde: TEXT" and gives the exit code that belongs to its status. */
int cli_fail(const cli *c, const error *e);
/* A wrong command line: the sentence, and where help is. */
int cli_usage(const cli *c, const char *format, ...) FORMAT_PRINTF(2, 3);
/* One line on stderr: "sonde: TEXT". */
void cli_note(const char *text);
/* A line of the log, as log_set_sink wants it: on a line of its own, also beside progress. Any thread. */
void cli_log(void *self, int level, const char *source, const char *line);
/* Data on stdout; frees it. */
int cli_print(text *out);
/* Writes what an option like -o names: a file, or stdout for "-"; frees the text. */
sonde_status cli_write(const char *path, text *out, error *e);
bool cli_colour(const cli *c, int stream);

const command *command_find(const char *name); /* NULL: there is none */
/* Prints the help of one, or the list of all; gives the exit code. */
int help_of(const command *one);
/* Says that there is no such command, and which is near. */
int help_unknown(const char *word);

/* Reads sonde.ini: --config, else ./sonde.ini, else the user's; none: defaults. */
sonde_status cli_read_config(cli *c, error *e);
/* Finds plugins; starts none. source, tape: may be NULL. */
sonde_status cli_open_host(cli *c, tape *tape, error *e);
/* host_load for a plugin that was named: a refused one is no mistake of the command line. */
sonde_status cli_load(cli *c, plugin *p, error *e);
/* The file that is read; NULL: there is none. */
const char *places_settings(cli *c);
/* NULL at the end. */
const char *const *places_plugins(cli *c);
const char *const *places_scripts(cli *c);
/* Where Sonde keeps its journal and who supervised services are: `state` of [sonde], else the user's own.
 * NULL: nowhere. */
const char *places_state(cli *c);
/* share/sonde/WHAT of the installation; NULL when it is not there. */
const char *places_shared(cli *c, const char *what);
/* A script by path, file name or id ("first-look", "cpu.busy"), or a folder. NULL: *e suggests. */
const char *places_find_script(cli *c, const char *name, error *e);
/* The files in `classes` of all script folders, those that ship with Sonde last; NULL at the end. self: a
 * cli. */
const char **places_classes(void *self);
/* All script files below a folder, sorted; NULL at the end. */
const char **places_all_scripts(cli *c, const char *folder, error *e);

/* NAME=VALUE words to the map of arguments that the row's parameters ask for; a word without '=' goes to the
 * POSITIONAL one. */
sonde_status words_to_arguments(
    cli *c, const row *r, const char *const *words, size_t nwords, sonde_value *out, error *e);

#endif
