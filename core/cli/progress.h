/* One line on stderr that tells what takes so long: on a terminal only, never with a target that owns it, not
 * with --quiet. */
#ifndef SONDE_CLI_PROGRESS_H
#define SONDE_CLI_PROGRESS_H

#include "cli/cli.h"

/* Decides whether there is a line at all. what: "watching", "listening"; of_ns: how long it will take, 0: not
 * known. */
void progress_start(const cli *c, const char *what, int64_t of_ns);
/* To be called often: draws ten times a second at most. */
void progress_turn(void);
/* The same for a slow call; as host_set_progress wants it. */
void progress_call(void *self, const char *name, double done, const char *words);
/* Takes the line away, for other output. Any thread. */
void progress_clear(void);

#endif
