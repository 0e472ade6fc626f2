/* The inside of a judge: what its files share. */
#ifndef SONDE_JUDGE_STATE_H
#define SONDE_JUDGE_STATE_H

#include "judge/judge.h"
#include "judge/rule.h"

typedef struct judge_script {
  script *script;
  bool named, shipped;
  sonde_value params; /* as a map of named values; in the session's arena */
  rule *rule;         /* of a rule, while it is watched */
  int64_t due_ns;     /* when its window ends, monotonic */
  uint32_t nfindings; /* of a check: found while it runs */
} judge_script;

struct judge {
  host *host;
  const config *config;
  session *session;
  script_services services;
  judge_script *scripts;
  size_t count, capacity;
  judge_script *late; /* classes; an array of their own, since pointers into `scripts` are held while checks run */
  size_t nlate;
  const char **(*list_late)(void *self); /* NULL: nothing is to be loaded */
  void *list_self;
  const char *const *assignments; /* of judge_set_params, for those to come; as long as the judge */
  size_t nassignments;
  const char *shipped_folder;
  exit_facts facts;
  unsigned classifying; /* depth of `other` calls: host.classify inside one asks no further `other` */
  const char **unknown; /* sentences of all scripts, each once */
  size_t nunknown, unknown_capacity;
  map unknown_seen;
  int64_t start_cpu_ns, start_mono_ns;
};

/* Loads what judge_set_late_classes told of, once. */
void judge_load_late(judge *j);
/* Settings and assignments of one script that was loaded behind judge_set_params. */
/* A check's run returns nothing: what a rule's check returns are findings, and who writes so in a check would
 * lose them in silence. */
void check_refuse_result(const script *s, const sonde_value *result, trouble *t);

sonde_status judge_set_params_of(judge *j, judge_script *js, error *e);

/* Keeps a sentence of what was unknown, each once, at most 1,000; texts are copied into the session. */
void judge_note_unknown(judge *j, const char *sentence);
/* All unknown values that a script read. */
void judge_note_unknown_of(judge *j, const script *s);


#endif
