/* Rules: what they collect, their conditions and their check, evaluated window by window. */
#ifndef SONDE_JUDGE_RULE_H
#define SONDE_JUDGE_RULE_H

#include "judge/condition.h"
#include "judge/finding.h"
#include "script/script.h"

typedef struct rule rule;
typedef struct collect collect;

/* Parameters as a map of named values; target_pid replaces the text "target.pid" in `with` and `where` (0: the key is left out). */
typedef struct rule_setting {
  host *host;
  session *session;
  sonde_value params;
} rule_setting;

/* --- collect: one table of a rule's windows, reduced in C --- */

/* name: of the table. spec: from with where group get top. An event is subscribed; a query is opened and a function called when the window ends. */
collect *collect_open(const rule_setting *set, const script *s, const char *name, const sonde_value *spec, error *e);
void collect_close(collect *c, host *h);
/* The rows since the last time. */
sonde_status collect_take(collect *c, host *h, arena *a, sonde_value *rows, error *e);
bool collect_has_news(const collect *c); /* records have passed `where` since the last time */
uint64_t collect_lost(const collect *c); /* in all */
uint64_t collect_records(const collect *c);
const char *collect_name(const collect *c);
/* Unit of a column of the rows, NULL: no such column. at < count: the i-th column's name. */
const char *collect_unit(const collect *c, const char *column);
const char *collect_column(const collect *c, uint32_t i); /* NULL: no more */
bool collect_is_group(const collect *c, const char *column);

/* --- a rule --- */

/* Compiles everything; the error starts with file:line. The rule subscribes at once: its first window starts now. */
rule *rule_open(const rule_setting *set, script *s, error *e);
void rule_close(rule *r); /* what it found stays in the session */

int64_t rule_every_ns(const rule *r); /* 0: on an event */
bool rule_has_news(const rule *r);    /* on an event: it came */
script *rule_script(const rule *r);

/* The end of a window: takes the rows and evaluates. */
void rule_turn(rule *r);
/* Evaluates a window {span, start, TABLE = rows ...}: the conditions, then check(host, param, window). Findings go to the session. */
void rule_evaluate(rule *r, const sonde_value *window);

typedef struct rule_info {
  uint64_t evaluations, records, lost;
  uint32_t errors;  /* evaluations that failed */
  uint32_t unknown; /* evaluations that ended unknown */
  uint32_t open;    /* findings that are not cleared */
  uint32_t nfindings; /* in all */
  bool off;         /* switched off after three errors */
  const char *last_trouble; /* "": none */
} rule_info;
void rule_get_info(const rule *r, rule_info *out);
/* How it ended, for the session. */
void rule_conclude(const rule *r, check_result *out);

/* Copies a declaration's part with "param.NAME" and "target.pid" replaced. path: "collect.waits", for messages. */
sonde_status rule_substitute(const rule_setting *set, const char *path, const sonde_value *from, arena *a, sonde_value *to,
    error *e);

#endif
