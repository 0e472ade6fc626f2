/* Command-line options: one table a command, from which parsing and help come. */
#ifndef SONDE_CLI_OPTIONS_H
#define SONDE_CLI_OPTIONS_H

#include <stdbool.h>

#include "base/text.h"
#include "base/status.h"

/* One option. `--name VALUE` and `--name=VALUE` are the same; `-x VALUE` where there is a letter;
 * `-xy` is `-x -y`. */
typedef struct option {
  const char *name;     /* without the dashes */
  char letter;          /* 0: none */
  const char *argument; /* word for its value in help ("FILE"); NULL: a switch */
  const char *doc;      /* one line */
} option;

/* What stood on the command line, in its order. */
typedef struct parsed_option {
  const char *name;  /* of the table */
  const char *value; /* NULL: a switch */
} parsed_option;

typedef struct arguments {
  parsed_option *options;
  size_t noptions;
  const char **words; /* everything that is no option, before `--`; NULL at the end */
  size_t nwords;
  const char *const *target; /* what stands behind `--`; NULL at the end; NULL: there was no `--` */
} arguments;

/* argv: behind the command's word, NULL at the end. tables: NULL at the end; each ends with a row whose name
 * is NULL. */
sonde_status options_parse(const char *const *argv, const option *const *tables, arguments *out, error *e);
/* How many words of argv are options before the first word that is none; *e: what is wrong with the next one.
 */
size_t options_leading(const char *const *argv, const option *const *tables, error *e);
void options_free(arguments *a);

bool options_has(const arguments *a, const char *name);
const char *options_value(const arguments *a, const char *name); /* of the last one; NULL: not given */
/* The i-th value of an option that may be given several times; NULL at the end. */
const char *options_value_at(const arguments *a, const char *name, size_t i);

void options_help(text *out, const option *table); /* two columns */

#endif
