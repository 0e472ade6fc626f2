/* A rule's life: opened with its subscriptions, evaluated window by window, switched off after three errors.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/units.h"
#include "judge/rule_state.h"
#include "judge/state.h"

static sonde_status read_every(rule *r, const sonde_value *every, error *e) {
  if (!every) return SONDE_OK;
  if (every->kind == SONDE_TEXT) return units_parse_duration(every->u.s, every->len, &r->every_ns, e);
  r->every_ns = every->u.i;
  return r->every_ns > 0 ? SONDE_OK : error_set(e, SONDE_ARG, "every: must be a duration like \"5s\"");
}

static sonde_status open_tables(rule *r, const sonde_value *specs, error *e) {
  if (!specs || specs->kind != SONDE_MAP) return SONDE_OK;
  r->tables = arena_alloc(&r->arena, specs->len * sizeof *r->tables);
  for (uint32_t i = 0; i < specs->len; i++) {
    collect *c = collect_open(&r->set, r->script, specs->u.map[i].key, &specs->u.map[i].value, e);
    if (!c) return e->status;
    r->tables[r->ntables++] = c;
  }
  return SONDE_OK;
}

/* `on` is a table like the others, named events: the records themselves. */
static sonde_status open_event(rule *r, const sonde_value *on, error *e) {
  if (!on) return SONDE_OK;
  sonde_pair *from = arena_alloc(&r->arena, sizeof *from);
  *from = (sonde_pair){"from", *on};
  sonde_value spec = value_map(from, 1);
  r->on = collect_open(&r->set, r->script, "events", &spec, e);
  return r->on ? SONDE_OK : e->status;
}

static sonde_status add_conditions(rule *r, const sonde_value *specs, error *e) {
  if (!specs || specs->kind != SONDE_MAP) return SONDE_OK;
  r->conditions = arena_alloc(&r->arena, specs->len * sizeof *r->conditions);
  for (uint32_t i = 0; i < specs->len; i++) {
    char path[120], where[400];
    snprintf(path, sizeof path, "conditions.%s", specs->u.map[i].key);
    sonde_status status = rule_add_condition(r, specs->u.map[i].key, &specs->u.map[i].value, e);
    if (status == SONDE_OK) continue;
    snprintf(where, sizeof where, "%s:%u: %s", script_file(r->script), script_line(r->script, path), path);
    error_prefix(e, where);
    return status;
  }
  return SONDE_OK;
}

rule *rule_open(const rule_setting *set, script *s, error *e) {
  const sonde_value *d = script_declaration(s);
  error own = {0};
  rule *r = NEW(rule);
  r->set = *set;
  r->script = s;
  sonde_status status = read_every(r, value_get(d, "every"), &own);
  if (status == SONDE_OK) status = open_tables(r, value_get(d, "collect"), &own);
  if (status == SONDE_OK) status = open_event(r, value_get(d, "on"), &own);
  if (status == SONDE_OK) status = add_conditions(r, value_get(d, "conditions"), &own);
  r->start_mono_ns = host_mono_ns(set->host);
  r->start_wall_ns = host_wall_ns(set->host);
  if (status == SONDE_OK) return r;
  if (e) *e = own;
  rule_close(r);
  return NULL;
}

void rule_close(rule *r) {
  if (!r) return;
  for (size_t i = 0; i < r->ntables; i++) {
    collect_close(r->tables[i], r->set.host);
  }
  collect_close(r->on, r->set.host);
  for (size_t i = 0; i < r->nconditions; i++) {
    condition_forget(&r->conditions[i]);
  }
  memory_free(r->open);
  arena_free(&r->turn);
  arena_free(&r->arena);
  memory_free(r);
}

int64_t rule_every_ns(const rule *r) {
  return r->every_ns;
}

bool rule_has_news(const rule *r) {
  return r->on && !r->info.off && collect_has_news(r->on);
}

script *rule_script(const rule *r) {
  return r->script;
}

/* A script's error counts against it; what could not be known does not. */
static void note_trouble(rule *r, bool is_error, const char *sentence) {
  snprintf(r->trouble, sizeof r->trouble, "%s", sentence);
  if (!is_error) {
    r->info.unknown++;
    r->last_unknown = true;
    return;
  }
  r->info.errors++;
  log_write(SONDE_LOG_WARNING, script_id(r->script), "%s", sentence);
  r->info.off = r->info.errors >= RULE_ERRORS_MOST;
}

static sonde_status take_table(rule *r, collect *c, sonde_pair *to) {
  error e = {0};
  *to = (sonde_pair){collect_name(c), value_list(NULL, 0)};
  sonde_status status = collect_take(c, r->set.host, &r->turn, &to->value, &e);
  if (status == SONDE_OK) return status;
  char sentence[1200];
  snprintf(sentence, sizeof sentence, "%s: %s", collect_name(c), e.text);
  note_trouble(r, status == SONDE_ARG, sentence);
  return status;
}

void rule_turn(rule *r) {
  int64_t now = host_mono_ns(r->set.host), wall = host_wall_ns(r->set.host);
  arena_reset(&r->turn);
  sonde_pair *pairs = arena_alloc(&r->turn, (r->ntables + 3) * sizeof *pairs);
  size_t n = 0;
  pairs[n++] = (sonde_pair){"span", value_i64(now - r->start_mono_ns)};
  pairs[n++] = (sonde_pair){"start", value_i64(r->start_wall_ns)};
  sonde_status status = SONDE_OK;
  for (size_t i = 0; i < r->ntables; i++) { /* all of them, so that every window starts empty */
    sonde_status got = take_table(r, r->tables[i], &pairs[n++]);
    if (got != SONDE_OK) status = got;
  }
  if (r->on && take_table(r, r->on, &pairs[n++]) != SONDE_OK) status = SONDE_STATE;
  r->start_mono_ns = now;
  r->start_wall_ns = wall;
  r->info.evaluations++;
  if (status != SONDE_OK) return;
  sonde_value window = value_map(pairs, n);
  rule_evaluate(r, &window);
}

static int64_t figure(const sonde_value *window, const char *key, int64_t fallback) {
  const sonde_value *v = value_get(window, key);
  return v && v->kind == SONDE_I64 ? v->u.i : fallback;
}

/* The window with `raised` behind its tables. */
static sonde_value with_raised(rule *r, const sonde_value *window, const sonde_value *raised) {
  if (r->nconditions == 0) return *window;
  sonde_pair *pairs = arena_alloc(&r->turn, (window->len + 1u) * sizeof *pairs);
  memcpy(pairs, window->u.map, window->len * sizeof *pairs);
  pairs[window->len] = (sonde_pair){"raised", *raised};
  return value_map(pairs, window->len + 1u);
}

/* True: it ran to its end, so that what it no longer reports is over. */
static bool run_check(rule *r, const sonde_value *window) {
  trouble t = {0};
  error e = {0};
  sonde_value returned = {0};
  if (!script_has(r->script, "check")) return true;
  sonde_status status = script_call(r->script, "check", true, window, 1, &r->turn, &returned, &t);
  if (status != SONDE_OK) {
    if (t.kind != TROUBLE_STOPPED) note_trouble(r, t.kind != TROUBLE_UNKNOWN, t.text);
    return false;
  }
  if (rule_add_findings(r, &returned, &e) == SONDE_OK) return true;
  char sentence[1400];
  snprintf(sentence, sizeof sentence, "%s:%u: check: %s", script_file(r->script),
      script_line(r->script, "check"), e.text);
  note_trouble(r, true, sentence);
  return false;
}

void rule_evaluate(rule *r, const sonde_value *window) {
  int64_t start = figure(window, "start", r->start_wall_ns);
  int64_t end = start + figure(window, "span", r->every_ns);
  sonde_value raised = {0};
  r->last_unknown = false;
  for (size_t i = 0; i < r->nopen; i++) {
    r->open[i].seen = false;
  }
  rule_step_conditions(r, window, start, end, &raised);
  sonde_value whole = with_raised(r, window, &raised);
  if (run_check(r, &whole)) rule_clear_unseen(r);
}

void rule_get_info(const rule *r, rule_info *out) {
  *out = r->info;
  out->open = (uint32_t)r->nopen;
  out->last_trouble = r->trouble;
  for (size_t i = 0; i < r->ntables; i++) {
    out->records += collect_records(r->tables[i]);
    out->lost += collect_lost(r->tables[i]);
  }
  if (!r->on) return;
  out->records += collect_records(r->on);
  out->lost += collect_lost(r->on);
}

void rule_conclude(const rule *r, check_result *out) {
  out->nfindings = r->info.nfindings;
  out->reason = r->trouble;
  if (r->info.errors > 0) {
    out->outcome = OUTCOME_FAILED;
  } else if (r->info.nfindings > 0) {
    out->outcome = OUTCOME_FINDINGS;
  } else if (r->last_unknown) {
    out->outcome = OUTCOME_UNKNOWN;
  } else if (r->info.evaluations == 0 && r->every_ns > 0) {
    out->outcome = OUTCOME_UNKNOWN;
    out->reason = "it was watched for less than one window";
  } else {
    out->outcome = OUTCOME_CLEAN;
    out->reason = "";
  }
}
