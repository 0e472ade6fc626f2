/* Findings in the order in which a limited report takes them. */
#ifndef SONDE_REPORT_WORST_H
#define SONDE_REPORT_WORST_H

#include "base/arena.h"
#include "judge/finding.h"

/* All findings, worst first, otherwise as they came; n = s->nfindings. In the arena. */
const finding **worst_first(const session *s, arena *a);

#endif
