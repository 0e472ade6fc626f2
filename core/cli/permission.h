/* Whether an action may change something. */
#ifndef SONDE_CLI_PERMISSION_H
#define SONDE_CLI_PERMISSION_H

#include "cli/cli.h"
#include "judge/action.h"

/* By --yes, or by its name in sonde.ini: [sonde] allow. *how says which. */
bool permission_is_given(cli *c, const char *action, const char **how);
/* Is there somebody to ask: a terminal to read from and one to write to? */
bool permission_can_ask(void);
/* Asks on the terminal; anything but a yes is a no. */
action_answer permission_question(const char *question, const char **how);

#endif
