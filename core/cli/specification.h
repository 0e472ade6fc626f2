/* --where, --group, --get, --top of the command line as a specification for the reducer
 * (core/event/reduce.h). */
#ifndef SONDE_CLI_SPECIFICATION_H
#define SONDE_CLI_SPECIFICATION_H

#include "cli/cli.h"

/* "duration > 5ms", "name like Nt*", "pid in 1,2"; "name,error"; "n=count,total=sum duration"; "5" or
 * "5:total". */
sonde_status specification_read(cli *c, sonde_value *out, error *e);

#endif
