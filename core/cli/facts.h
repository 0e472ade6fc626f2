/* What a report says about the run itself. */
#ifndef SONDE_CLI_FACTS_H
#define SONDE_CLI_FACTS_H

#include "judge/finding.h"

session *facts_new_session(void);
/* Sonde's own cost since these clocks were read. */
void facts_cost(session *s, int64_t start_mono_ns, int64_t start_cpu_ns);

#endif
