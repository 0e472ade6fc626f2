/* From the map that a script gives to a finding of the session. */
#ifndef SONDE_JUDGE_GATHER_H
#define SONDE_JUDGE_GATHER_H

#include "judge/finding.h"
#include "script/script.h"

/* Keys: kind severity subject text evidence class confidence advice target, and `pid` as a short form of target. severity and text are required; target
 * is {pid, start_id} and defaults to the session's. The finding's texts lie in the value and in the arena. An unknown key: an error with a suggestion. */
sonde_status gather_finding(const session *s, const script *from, const sonde_value *given, int64_t wall_ns, arena *a,
    finding *out, error *e);

/* Whether the word is a class: its first part is one of the tree (transient busy resource config permission missing bug external corruption
 * unsupported). *e names the near one. */
sonde_status class_check(const char *word, error *e);

#endif
