/* Builds the plan: its head, the rows in order of their names, then patterns and names. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "agent/tracer.h"
#include "base/memory.h"
#include "patterns.h"

static uint32_t add(plan *p, const void *bytes, size_t len) {
  while (p->len + len > p->capacity) {
    p->capacity = p->capacity ? 2 * p->capacity : 16384;
    p->bytes = memory_resize(p->bytes, p->capacity);
  }
  uint64_t at = p->len;
  if (len) memcpy(p->bytes + at, bytes, len);
  p->len += len;
  return (uint32_t)at;
}

/* The patterns one behind the other, an empty one at the end. 0: there are none. */
static uint32_t add_patterns(plan *p, const char *list) {
  uint32_t first = 0;
  const char *pattern;
  for (size_t len; (len = patterns_next(&list, &pattern)) > 0;) {
    uint32_t at = add(p, pattern, len);
    if (!first) first = at;
    add(p, "", 1);
  }
  if (first) add(p, "", 1);
  return first;
}

/* Cheap ones are watched only when they are asked for by name. */
static bool is_wanted(const signature *s, const plan_ask *ask) {
  if (patterns_match(ask->exclude, s->name)) return false;
  bool all = !ask->names || !*ask->names;
  return all ? !s->cheap : patterns_match(ask->names, s->name);
}

static tracer_signature row_of(const signature *s, const plan_ask *ask) {
  uint32_t parameters = s->variadic && s->nrecorded > s->nparameters ? s->nrecorded : s->nparameters;
  bool framed = !s->entry_only && parameters <= ask->most_parameters;
  tracer_signature row = {
      .parameters = (uint8_t)parameters, .form = framed ? AGENT_FORM_FRAMED : AGENT_FORM_ENTRY};
  if (!framed) return row;
  bool by_result = s->failure == TRACER_NONZERO || s->failure == TRACER_NEGATIVE;
  row.narguments = s->nrecorded;
  row.failure = s->failure;
  row.wide = s->bits == 64;
  row.error = s->errors == ERRORS_NONE ? TRACER_ERROR_NONE
              : by_result              ? TRACER_ERROR_RESULT
                                       : TRACER_ERROR_SYSTEM;
  row.text = s->text;
  row.utf16 = s->text && s->parameters[s->text - 1] == VALUE_UTF16;
  return row;
}

static void add_rows(plan *p, const signatures *all, const plan_ask *ask) {
  for (uint32_t i = 0; i < all->n; i++) {
    if (!is_wanted(&all->list[i], ask)) continue;
    tracer_signature row = row_of(&all->list[i], ask);
    row.name = i; /* until its place is known */
    add(p, &row, sizeof row);
    p->nsignatures++;
  }
}

static void add_names(plan *p, const signatures *all, uint32_t rows) {
  for (uint32_t i = 0; i < p->nsignatures; i++) {
    tracer_signature row;
    uint64_t place = rows + (uint64_t)i * sizeof row;
    memcpy(&row, p->bytes + place, sizeof row);
    const char *name = all->list[row.name].name;
    row.name = add(p, name, strlen(name) + 1);
    memcpy(p->bytes + place, &row, sizeof row);
  }
}

static sonde_status nothing_wanted(const plan_ask *ask, error *e) {
  return error_set(e, SONDE_ARG,
      "no signature is of the name %s: add unknown=true to see when such functions are called, or declare "
      "them in a file that the "
      "setting `signatures` names",
      ask->names ? ask->names : "that was asked for");
}

sonde_status plan_build(const signatures *all, const plan_ask *ask, plan *out, error *e) {
  *out = (plan){0};
  tracer_plan head = {.unknown = ask->unknown, .failed_only = ask->failed_only};
  add(out, &head, sizeof head);
  head.signatures = (uint32_t)out->len;
  add_rows(out, all, ask);
  head.nsignatures = out->nsignatures;
  add_names(out, all, head.signatures);
  head.names = add_patterns(out, ask->names);
  head.exclude = add_patterns(out, ask->exclude);
  head.libraries = add_patterns(out, ask->libraries);
  head.from = add_patterns(out, ask->from);
  memcpy(out->bytes, &head, sizeof head);
  if (out->nsignatures || ask->unknown) return SONDE_OK;
  plan_free(out);
  return nothing_wanted(ask, e);
}

void plan_free(plan *p) {
  memory_free(p->bytes);
  *p = (plan){0};
}
