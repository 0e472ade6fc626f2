/* Where reports go: stdout, stderr or files. */
#ifndef SONDE_CLI_OUTPUT_H
#define SONDE_CLI_OUTPUT_H

#include "cli/cli.h"
#include "judge/finding.h"

/* The options that are read here: output, json, junit, sarif, github, fail-on. */
extern const option output_options[];

/* Before the run: refuses what cannot be, as JSON on a stdout that belongs to the target; --fail-on goes into
 * the session. */
sonde_status output_open(cli *c, session *s, error *e);
/* All reports that were asked for. */
sonde_status output_write(cli *c, const session *s, error *e);

#endif
