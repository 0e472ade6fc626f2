/* From raised conditions and returned tables to findings that open, are seen again, and are cleared. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/units.h"
#include "judge/gather.h"
#include "judge/rule_state.h"

/* ------------------------------------------------------------------------------------------------- open and
 * over -- */

static void note_open(rule *r, const char *id) {
  for (size_t i = 0; i < r->nopen; i++) {
    if (strcmp(r->open[i].id, id) != 0) continue;
    r->open[i].seen = true;
    return;
  }
  if (r->nopen == r->open_capacity) {
    r->open_capacity = r->open_capacity ? r->open_capacity * 2 : 8;
    r->open = memory_resize(r->open, r->open_capacity * sizeof *r->open);
  }
  open_finding *o = &r->open[r->nopen++];
  snprintf(o->id, sizeof o->id, "%s", id);
  o->seen = true;
}

static void add_finding(rule *r, finding *f, const char *key_path) {
  session *s = r->set.session;
  size_t before = s->nfindings;
  f->open = true;
  f->script_line = script_line(r->script, key_path);
  note_open(r, session_add_finding(s, f)->id);
  r->info.nfindings += (uint32_t)(s->nfindings - before);
}

void rule_clear_unseen(rule *r) {
  size_t kept = 0;
  for (size_t i = 0; i < r->nopen; i++) {
    finding *f = session_find(r->set.session, r->open[i].id);
    if (r->open[i].seen) {
      r->open[kept++] = r->open[i];
    } else if (f) {
      f->open = false;
    }
  }
  r->nopen = kept;
}

sonde_status rule_add_findings(rule *r, const sonde_value *returned, error *e) {
  if (returned->kind == SONDE_NIL || (returned->kind == SONDE_BOOL && !returned->u.u)) return SONDE_OK;
  bool one = returned->kind == SONDE_MAP && returned->len > 0;
  if (!one && returned->kind != SONDE_LIST && returned->kind != SONDE_MAP)
    return error_set(e, SONDE_ARG, "must return nothing, a finding or a list of findings, not a %s",
        kind_word(returned->kind));
  const sonde_value *items = one ? returned : returned->u.list;
  for (uint32_t i = 0; i < (one ? 1 : returned->len); i++) {
    finding f;
    sonde_status status =
        gather_finding(r->set.session, r->script, &items[i], host_wall_ns(r->set.host), &r->turn, &f, e);
    if (status != SONDE_OK) return status;
    add_finding(r, &f, "check");
  }
  return SONDE_OK;
}

/* ----------------------------------------------------------------------------------------------------
 * conditions -- */

/* Which column a condition is about: "table.column", or a column that one table has, or a table with one
 * column besides its groups. */
static sonde_status resolve(rule *r, condition *c, const char *of, error *e) {
  const char *dot = strchr(of, '.');
  size_t matches = 0;
  for (size_t i = 0; i < r->ntables; i++) {
    const collect *t = r->tables[i];
    size_t len = strlen(collect_name(t));
    bool this_table = dot && (size_t)(dot - of) == len && strncmp(of, collect_name(t), len) == 0;
    bool whole_table = !dot && strcmp(of, collect_name(t)) == 0;
    const char *column = dot ? dot + 1 : of;
    for (uint32_t k = 0; collect_column(t, k); k++) {
      const char *name = collect_column(t, k);
      if (whole_table ? collect_is_group(t, name) : (dot && !this_table) || strcmp(name, column) != 0)
        continue;
      c->table = collect_name(t);
      c->column = name;
      c->unit = collect_unit(t, name);
      matches++;
    }
  }
  if (matches == 1) return SONDE_OK;
  return error_set(e, SONDE_ARG,
      matches ? "'%s' could be several columns: write of = \"table.column\""
              : "no collected column '%s': write of = \"table.column\"",
      of);
}

static const char *text_at(const sonde_value *spec, const char *key, const char *fallback) {
  const sonde_value *v = value_get(spec, key);
  return v && v->kind == SONDE_TEXT ? v->u.s : fallback;
}

static sonde_status read_during(condition *c, const sonde_value *during, error *e) {
  if (!during) return SONDE_OK;
  if (during->kind == SONDE_TEXT) return units_parse_duration(during->u.s, during->len, &c->during_ns, e);
  c->during_ns = during->u.i;
  return SONDE_OK;
}

sonde_status rule_add_condition(rule *r, const char *name, const sonde_value *spec, error *e) {
  condition *c = &r->conditions[r->nconditions];
  sonde_value *own = arena_alloc(&r->arena, sizeof *own);
  char path[120];
  snprintf(path, sizeof path, "conditions.%s", name);
  sonde_status status = rule_substitute(&r->set, path, spec, &r->arena, own, e);
  if (status != SONDE_OK) return status;
  c->name = name;
  c->spec = own;
  status = resolve(r, c, text_at(own, "of", name), e);
  const sonde_value *raise = value_get(own, "raise"), *clear = value_get(own, "clear");
  if (status == SONDE_OK && raise) status = threshold_read(&c->raise, raise, c->unit, &r->arena, e);
  c->has_clear = clear != NULL;
  if (status == SONDE_OK && clear) status = threshold_read(&c->clear, clear, c->unit, &r->arena, e);
  if (status == SONDE_OK) status = read_during(c, value_get(own, "during"), e);
  if (status == SONDE_OK) r->nconditions++;
  return status;
}

static const collect *table_of(const rule *r, const char *name) {
  for (size_t i = 0; i < r->ntables; i++) {
    if (strcmp(collect_name(r->tables[i]), name) == 0) return r->tables[i];
  }
  return NULL;
}

/* The row's groups, joined: what the condition's state is kept for. */
static const char *subject_of(rule *r, const collect *t, const sonde_value *row_map) {
  text s = {0};
  const char *name;
  for (uint32_t i = 0; (name = collect_column(t, i)); i++) {
    const sonde_value *v = collect_is_group(t, name) ? value_get(row_map, name) : NULL;
    if (!v) continue;
    if (s.len) text_putc(&s, ' ');
    value_print(&s, v, collect_unit(t, name));
  }
  const char *kept = arena_text(&r->turn, text_chars(&s), s.len);
  text_free(&s);
  return kept;
}

/* "{name} uses {share}": columns of the row as people read them; {value}, {for}. */
static const char *fill_in(
    rule *r, const char *pattern, const condition *c, const sonde_value *row_map, int64_t for_ns) {
  const collect *t = table_of(r, c->table);
  text s = {0};
  while (*pattern) {
    size_t plain = strcspn(pattern, "{"), len = strcspn(pattern + plain, "}");
    text_add(&s, pattern, plain);
    pattern += plain;
    if (!*pattern) break;
    char name[80];
    snprintf(name, sizeof name, "%.*s", len > 0 ? (int)len - 1 : 0, pattern + 1);
    if (strcmp(name, "value") == 0) snprintf(name, sizeof name, "%s", c->column);
    const sonde_value *v = value_get(row_map, name);
    if (strcmp(name, "for") == 0) {
      units_print_duration(&s, for_ns);
    } else if (v) {
      value_print(&s, v, collect_unit(t, name));
    } else {
      text_add(&s, pattern, len + (pattern[len] != 0));
    }
    pattern += len + (pattern[len] != 0);
  }
  const char *kept = arena_text(&r->turn, text_chars(&s), s.len);
  text_free(&s);
  return kept;
}

static void find_raised(
    rule *r, const condition *c, const char *subject, const sonde_value *row_map, int64_t for_ns) {
  char pattern[200], path[120];
  snprintf(pattern, sizeof pattern, "%s is {value} for {for}", c->column);
  snprintf(path, sizeof path, "conditions.%s", c->name);
  finding f = {.kind = script_id(r->script),
      .severity = SEVERITY_WARNING,
      .confidence = -1,
      .evidence = *row_map,
      .pid = r->set.session->target_pid,
      .start_id = r->set.session->target_start_id,
      .script_id = script_id(r->script),
      .script_file = script_file(r->script),
      .last_wall_ns = host_wall_ns(r->set.host)};
  severity_parse(text_at(c->spec, "severity", "warning"), &f.severity);
  f.subject = fill_in(r, text_at(c->spec, "subject", subject), c, row_map, for_ns);
  f.text = fill_in(r, text_at(c->spec, "text", pattern), c, row_map, for_ns);
  f.advice = fill_in(r, text_at(c->spec, "advice", ""), c, row_map, for_ns);
  if (threshold_test(&c->raise, value_get(row_map, c->column)) <
      0) { /* still open, but nothing new to tell */
    finding_identify(&f);
    note_open(r, f.id);
    return;
  }
  add_finding(r, &f, path);
}

static sonde_value with_raised_for(rule *r, const sonde_value *row_map, int64_t for_ns) {
  sonde_pair *pairs = arena_alloc(&r->turn, (row_map->len + 1u) * sizeof *pairs);
  memcpy(pairs, row_map->u.map, row_map->len * sizeof *pairs);
  pairs[row_map->len] = (sonde_pair){"raised_for", value_i64(for_ns)};
  return value_map(pairs, row_map->len + 1u);
}

static sonde_value step_table(
    rule *r, condition *c, const sonde_value *rows, int64_t start_ns, int64_t end_ns) {
  const collect *t = table_of(r, c->table);
  size_t n = 0;
  sonde_value *raised = arena_alloc(&r->turn, (rows->len + 1u) * sizeof *raised);
  for (uint32_t i = 0; i < rows->len; i++) {
    const sonde_value *at = &rows->u.list[i], *v = value_get(at, c->column);
    if (!v) continue;
    const char *subject = subject_of(r, t, at);
    const condition_state *s = condition_step(c, subject, v, start_ns, end_ns);
    if (!s->raised) continue;
    raised[n++] = with_raised_for(r, at, end_ns - s->since_ns);
    if (!script_has(r->script, "check")) find_raised(r, c, subject, at, end_ns - s->since_ns);
  }
  condition_end_window(c);
  return value_list(raised, n);
}

void rule_step_conditions(
    rule *r, const sonde_value *window, int64_t start_ns, int64_t end_ns, sonde_value *raised) {
  static const sonde_value none = {.kind = SONDE_LIST};
  sonde_pair *pairs = arena_alloc(&r->turn, (r->nconditions + 1) * sizeof *pairs);
  for (size_t i = 0; i < r->nconditions; i++) {
    condition *c = &r->conditions[i];
    const sonde_value *rows = value_get(window, c->table);
    bool list = rows && rows->kind == SONDE_LIST;
    pairs[i] = (sonde_pair){c->name, step_table(r, c, list ? rows : &none, start_ns, end_ns)};
  }
  *raised = value_map(pairs, r->nconditions);
}
