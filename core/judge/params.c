/* Parameters of scripts: [KIND.ID] of sonde.ini, and over it -p name=value or -p id.name=value. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "judge/state.h"

/* One -p, taken apart. */
typedef struct assignment {
  const char *whole; /* as given, for messages */
  size_t path_len;   /* of "id.name" or "name" */
  const char *value;
} assignment;

static sonde_status read_assignment(const char *s, assignment *out, error *e) {
  const char *equals = strchr(s, '=');
  if (!equals || equals == s)
    return error_set(e, SONDE_ARG, "-p %s: write name=value, or id.name=value when several scripts run", s);
  *out = (assignment){s, (size_t)(equals - s), equals + 1};
  return SONDE_OK;
}

/* The field of this script that it names, or NULL. *named: it names this script, "id.". */
static const sonde_field *find_field(const script *s, const assignment *p, bool *named) {
  uint32_t n = 0;
  const sonde_field *fields = script_params(s, &n);
  const char *id = script_id(s), *name = p->whole;
  size_t len = p->path_len, id_len = strlen(id);
  *named = len > id_len && strncmp(name, id, id_len) == 0 && name[id_len] == '.';
  if (*named) {
    name += id_len + 1;
    len -= id_len + 1;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (strlen(fields[i].name) == len && strncmp(fields[i].name, name, len) == 0) return &fields[i];
  }
  return NULL;
}

static const script *script_of(const judge *j, size_t i) {
  return i < j->count ? j->scripts[i].script : j->late[i - j->count].script;
}

static sonde_status no_such_parameter(judge *j, const assignment *p, error *e) {
  const char *names[128];
  size_t n = 0;
  char path[120];
  snprintf(path, sizeof path, "%.*s", (int)p->path_len, p->whole);
  for (size_t i = 0; i < j->count + j->nlate; i++) {
    uint32_t nfields = 0;
    const sonde_field *fields = script_params(script_of(j, i), &nfields);
    for (uint32_t k = 0; k < nfields && n < COUNT(names); k++) {
      names[n++] = fields[k].name;
    }
  }
  const char *last = strrchr(path, '.'), *near = schema_suggest(names, n, last ? last + 1 : path);
  if (last && near && strcmp(near, last + 1) == 0)
    return error_set(e, SONDE_ARG, "-p %s: '%.*s' is none of the scripts that have a parameter '%s'",
        p->whole, (int)(last - path), path, near);
  if (near)
    return error_set(
        e, SONDE_ARG, "-p %s: no script has a parameter '%s', did you mean '%s'?", p->whole, path, near);
  return error_set(e, SONDE_ARG, "-p %s: no script has a parameter '%s'", p->whole, path);
}

static bool any_has(const judge *j, const assignment *p) {
  bool named;
  for (size_t i = 0; i < j->count + j->nlate; i++) {
    if (find_field(script_of(j, i), p, &named)) return true;
  }
  return false;
}

/* Every assignment must name a parameter of at least one script. */
static sonde_status check_names(judge *j, const assignment *list, size_t n, error *e) {
  for (size_t i = 0; i < n; i++) {
    if (any_has(j, &list[i])) continue;
    judge_load_late(j);
    if (!any_has(j, &list[i])) return no_such_parameter(j, &list[i], e);
  }
  return SONDE_OK;
}

static sonde_status from_config(judge *j, const script *s, sonde_value *values, error *e) {
  uint32_t n = 0;
  const sonde_field *fields = script_params(s, &n);
  char section[120];
  config *none = NULL;
  const config *c = j->config;
  if (!c) c = none = config_empty();
  snprintf(section, sizeof section, "%s.%s", script_kind_word(script_get_kind(s)), script_id(s));
  sonde_status status = config_section(c, section, fields, n, &j->session->arena, values, e);
  config_free(none);
  return status;
}

static sonde_status assign(judge *j, const script *s, const assignment *p, sonde_value *values, error *e) {
  uint32_t n = 0;
  bool named;
  const sonde_field *fields = script_params(s, &n), *f = find_field(s, p, &named);
  if (!f) return SONDE_OK;
  sonde_status status =
      schema_parse(&j->session->arena, f, p->value, strlen(p->value), &values[f - fields], e);
  if (status != SONDE_OK) error_prefix(e, "-p");
  return status;
}

static sonde_status set_script(judge *j, judge_script *js, const assignment *list, size_t n, error *e) {
  uint32_t nfields = 0;
  const sonde_field *fields = script_params(js->script, &nfields);
  arena *a = &j->session->arena;
  sonde_value *values = arena_alloc(a, (nfields + 1u) * sizeof *values);
  sonde_pair *pairs = arena_alloc(a, (nfields + 1u) * sizeof *pairs);
  sonde_status status = from_config(j, js->script, values, e);
  for (size_t i = 0; i < n && status == SONDE_OK; i++) {
    status = assign(j, js->script, &list[i], values, e);
  }
  size_t set = 0;
  for (uint32_t i = 0; i < nfields; i++) {
    if (values[i].kind != SONDE_NIL) pairs[set++] = (sonde_pair){fields[i].name, values[i]};
  }
  js->params = value_map(pairs, set);
  return status == SONDE_OK ? script_set_params(js->script, &js->params, e) : status;
}

static sonde_status read_assignments(const judge *j, assignment *list, error *e) {
  sonde_status status = SONDE_OK;
  for (size_t i = 0; i < j->nassignments && status == SONDE_OK; i++) {
    status = read_assignment(j->assignments[i], &list[i], e);
  }
  return status;
}

sonde_status judge_set_params_of(judge *j, judge_script *js, error *e) {
  error own = {0};
  assignment *list = memory_new((j->nassignments + 1) * sizeof *list);
  sonde_status status = read_assignments(j, list, &own);
  if (status == SONDE_OK) status = set_script(j, js, list, j->nassignments, &own);
  memory_free(list);
  if (status != SONDE_OK && e) *e = own;
  return status;
}

sonde_status judge_set_params(judge *j, const char *const *assignments, size_t n, error *e) {
  error own = {0};
  assignment *list = memory_new((n + 1) * sizeof *list);
  j->assignments = assignments;
  j->nassignments = n;
  sonde_status status = read_assignments(j, list, &own);
  if (status == SONDE_OK) status = check_names(j, list, n, &own);
  for (size_t i = 0; i < j->count && status == SONDE_OK; i++) {
    status = set_script(j, &j->scripts[i], list, n, &own);
  }
  memory_free(list);
  if (status != SONDE_OK && e) *e = own;
  return status;
}
