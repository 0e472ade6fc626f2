/* Reports for forges and their CI: SARIF, GitHub's commands and job summary. */
#ifndef SONDE_CLI_FORGE_H
#define SONDE_CLI_FORGE_H

#include "cli/cli.h"
#include "judge/finding.h"

/* The options that are read here: sarif, github; part of output_options. */
sonde_status forge_sarif(cli *c, const session *s, const char *path, error *e);
/* Commands to stderr: stdout belongs to the command behind `--`, or to --json, and the runner reads both. The summary is added to the file that
 * GITHUB_STEP_SUMMARY names. */
sonde_status forge_github(cli *c, const session *s, error *e);

#endif
