/* The examined program of a run: launched behind `--`, attached by --pid, or none (the machine). */
#ifndef SONDE_CLI_EXAMINED_H
#define SONDE_CLI_EXAMINED_H

#include "cli/cli.h"
#include "host/target.h"
#include "judge/finding.h"

/* The option that is read here: pid. */
extern const option examined_options[];

typedef struct examined {
  process *process; /* NULL: the machine */
  bool launched;
  const char *command; /* of a launched one: its first word */
  error start;         /* why it could not be let go; no status: it could */
} examined;

/* Starts it stopped, or attaches. Nothing named: the machine. */
sonde_status examined_open(cli *c, examined *x, error *e);
/* Lets a launched one run if no check did, and waits for its end while the host pumps. Attached ones are not
 * waited for. */
void examined_await(cli *c, examined *x);
/* Findings carry the process from the start, and rules may name it as "target.pid". */
void examined_identify(const cli *c, const examined *x, session *s);
/* Writes what became of it into the session. */
void examined_tell(examined *x, session *s);
void examined_close(examined *x);

#endif
