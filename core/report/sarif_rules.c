/* The rules of a SARIF log: what can be found, told from the scripts that ran. */
#include <string.h>

#include "report/object.h"
#include "report/sarif.h"

const char *sarif_level(severity v) {
  return v >= SEVERITY_ERROR ? "error" : v == SEVERITY_WARNING ? "warning" : "note";
}

sonde_value sarif_message(arena *a, const char *s) {
  object o = object_new(a, 1);
  object_text(&o, "text", s);
  return object_done(&o);
}

static sarif_rule *rule_at(sarif_rules *r, const char *id) {
  uint64_t *at = map_put(&r->by_id, id, strlen(id));
  if (!*at) {
    r->all[r->n++] = (sarif_rule){.id = id, .advice = ""};
    *at = r->n;
  }
  return &r->all[*at - 1];
}

static const check_result *check_of(const session *s, const char *script_id) {
  for (size_t i = 0; i < s->nchecks && *script_id; i++)
    if (strcmp(s->checks[i].id, script_id) == 0) return &s->checks[i];
  return NULL;
}

void sarif_rules_collect(
    sarif_rules *r, const session *s, const finding *const *findings, size_t n, arena *a) {
  r->all = arena_alloc(a, (n + s->nchecks + 1) * sizeof *r->all);
  for (size_t i = 0; i < n; i++) {
    const finding *f = findings[i];
    size_t before = r->n;
    sarif_rule *rule = rule_at(r, f->kind);
    if (r->n > before) rule->check = check_of(s, f->script_id);
    if (!*rule->advice) rule->advice = f->advice;
    if (f->severity > rule->severity) rule->severity = f->severity;
  }
  for (size_t i = 0; i < s->nchecks; i++) {
    sarif_rule *rule = rule_at(r, s->checks[i].id);
    if (!rule->check) rule->check = &s->checks[i];
  }
}

uint64_t sarif_rules_index(const sarif_rules *r, const char *id) {
  const uint64_t *at = map_find(&r->by_id, id, strlen(id));
  return at ? *at - 1 : 0;
}

/* "memory.growth: What is plainly wrong with a program." SARIF wants a sentence. */
static const char *sentence(const sarif_rule *rule, arena *a) {
  const char *title = rule->check && *rule->check->title ? rule->check->title : "Found by Sonde itself";
  return rule->check && strcmp(rule->check->id, rule->id) == 0 ? arena_format(a, "%s.", title)
                                                               : arena_format(a, "%s: %s.", rule->id, title);
}

static sonde_value full_description(const sarif_rule *rule, arena *a) {
  return sarif_message(
      a, rule->check ? arena_format(a, "%s Found by the script '%s'.", sentence(rule, a), rule->check->id)
                     : sentence(rule, a));
}

static sonde_value help(const sarif_rule *rule, arena *a) {
  object o = object_new(a, 2);
  const char *advice = *rule->advice ? arena_format(a, "%s\n\n", rule->advice) : "";
  if (rule->check) {
    const char *id = rule->check->id;
    object_text(&o, "text", arena_format(a, "%sTo see it again: sonde run %s", advice, id));
    object_text(&o, "markdown", arena_format(a, "%sTo see it again: `sonde run %s`", advice, id));
  } else {
    object_text(&o, "text", arena_format(a, "%sTo see more: sonde doctor", advice));
    object_text(&o, "markdown", arena_format(a, "%sTo see more: `sonde doctor`", advice));
  }
  return object_done(&o);
}

static sonde_value configuration(const sarif_rule *rule, arena *a) {
  object o = object_new(a, 2);
  object_put(&o, "enabled", value_bool(true));
  object_text(&o, "level", rule->severity ? sarif_level(rule->severity) : "warning");
  return object_done(&o);
}

static sonde_value rule_value(const sarif_rule *rule, arena *a) {
  object o = object_new(a, 5);
  object_text(&o, "id", rule->id);
  object_put(&o, "shortDescription", sarif_message(a, sentence(rule, a)));
  object_put(&o, "fullDescription", full_description(rule, a));
  object_put(&o, "help", help(rule, a));
  object_put(&o, "defaultConfiguration", configuration(rule, a));
  return object_done(&o);
}

sonde_value sarif_rules_value(const sarif_rules *r, arena *a) {
  sonde_value *items = arena_alloc(a, (r->n + 1) * sizeof *items);
  for (size_t i = 0; i < r->n; i++)
    items[i] = rule_value(&r->all[i], a);
  return value_list(items, r->n);
}

void sarif_rules_free(sarif_rules *r) {
  map_free(&r->by_id);
}
