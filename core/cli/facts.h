/* What a report says about the run itself. */
#ifndef SONDE_CLI_FACTS_H
#define SONDE_CLI_FACTS_H

#include "judge/finding.h"

session *facts_new_session(void);
/* Sonde's own cost, from the program's start to now. */
void facts_cost(session *s, int64_t start_mono_ns);

#endif
