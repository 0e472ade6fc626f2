/* Where rows of a query go: to stdout; with a command behind -- to stderr, since stdout is the command's; or
 * to a file. */
#ifndef SONDE_CLI_QUERY_OUTPUT_H
#define SONDE_CLI_QUERY_OUTPUT_H

#include "cli/cli.h"
#include "event/reduce.h"

typedef struct query_output {
  cli *cli;
  const char *path, *format;
  int stream;               /* where there is no path */
  struct append_file *file; /* while it streams */
  text pending;
  bool failed; /* the stream is closed or full: nothing more is written */
} query_output;

/* The options `output`, `format`, `json`, `jsonl`. */
void query_output_start(query_output *o, cli *c);
/* Prints all rows of the reducer; *shown: how many. */
sonde_status query_output_rows(query_output *o, reduce *r, uint32_t *shown, error *e);
/* A part of the rows, of many; then query_output_end. */
sonde_status query_output_part(query_output *o, reduce *r, error *e);
sonde_status query_output_end(query_output *o, error *e);

#endif
