/* The live half of `sonde query`: an event is listened to until its time is over or the program behind -- has
 * ended. */
#ifndef SONDE_CLI_LISTEN_H
#define SONDE_CLI_LISTEN_H

#include "cli/cli.h"
#include "cli/query_output.h"
#include "event/reduce.h"

typedef struct listening {
  const row *row;
  const sonde_value *args, *spec;
  process *target; /* NULL: none is awaited */
  query_output *output;
  bool streams; /* each record is printed as it comes, and none is kept */
} listening;

/* *out: what was reduced; nothing is in it when it streams. */
sonde_status listen_to(cli *c, const listening *l, reduce **out, reduce_loss *loss, error *e);

#endif
