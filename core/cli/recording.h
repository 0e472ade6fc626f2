/* --tape: what a replay has to know to run the same scripts in the same circumstances, and to tell the same.
 */
#ifndef SONDE_CLI_RECORDING_H
#define SONDE_CLI_RECORDING_H

#include "cli/cli.h"
#include "judge/finding.h"
#include "script/script.h"

/* The option that is read here: tape. */
extern const option recording_options[];

/* *out NULL: no tape is wanted. */
sonde_status recording_open(const cli *c, tape **out, error *e);
/* Once the session knows its target. names: of the scripts, NULL at the end. */
void recording_begin(cli *c, tape *t, const session *s, script_kind kind, const char *const *names);
/* Once the session knows how the target ended. */
void recording_finish(const cli *c, tape *t, const session *s);

/* Of a tape to be replayed. */
script_kind recording_kind(const tape *t);
const char *const *recording_scripts(cli *c, const tape *t); /* NULL at the end */
/* The report tells of the machine and target that were recorded. Gives the time of the host at which the
 * recorded run ended; INT64_MAX: the recording was cut off. */
int64_t recording_describe(tape *t, session *s, const char *path);

#endif
