/* Conditions: thresholds with a duration and hysteresis. */
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "judge/condition.h"

static uint32_t read_op(const char *word) {
  static const struct {
    const char *word;
    uint32_t op;
  } ops[] = {{"==", SONDE_EQ}, {"~=", SONDE_NE}, {"!=", SONDE_NE}, {"<", SONDE_LT}, {"<=", SONDE_LE},
      {">", SONDE_GT}, {">=", SONDE_GE}};
  for (size_t i = 0; i < COUNT(ops); i++) {
    if (strcmp(word, ops[i].word) == 0) return ops[i].op;
  }
  return 0;
}

sonde_status threshold_read(threshold *out, const sonde_value *spec, const char *unit, arena *a, error *e) {
  if (spec->kind != SONDE_LIST || spec->len != 2 || spec->u.list[0].kind != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "must be { operator, figure }, for example { \">\", 0.9 }");
  out->op = read_op(spec->u.list[0].u.s);
  if (!out->op) return error_set(e, SONDE_ARG, "no operator '%s': use == ~= < <= > >=", spec->u.list[0].u.s);
  out->operand = spec->u.list[1];
  if (value_is_number(&out->operand)) return SONDE_OK;
  if (out->operand.kind != SONDE_TEXT)
    return error_set(e, SONDE_ARG, "the figure must be a number or a text with a unit, not a %s",
        kind_word(out->operand.kind));
  sonde_field field = {.name = "figure", .unit = unit, .doc = "", .kind = SONDE_F64};
  if (strcmp(unit, "ns") == 0) field.kind = SONDE_I64;
  if (strcmp(unit, "bytes") == 0) field.kind = SONDE_U64;
  return schema_parse(a, &field, out->operand.u.s, out->operand.len, &out->operand, e);
}

int threshold_test(const threshold *t, const sonde_value *v) {
  int order = v->kind == SONDE_UNKNOWN || v->kind == SONDE_NIL ? 2 : value_compare(v, &t->operand);
  if (order == 2) return -1;
  switch (t->op) {
  case SONDE_EQ: return order == 0;
  case SONDE_NE: return order != 0;
  case SONDE_LT: return order < 0;
  case SONDE_LE: return order <= 0;
  case SONDE_GT: return order > 0;
  default: return order >= 0;
  }
}

static condition_state *find_state(condition *c, const char *subject) {
  for (size_t i = 0; i < c->count; i++) {
    if (strcmp(c->states[i].subject, subject) == 0) return &c->states[i];
  }
  if (c->count == c->capacity) {
    c->capacity = c->capacity ? c->capacity * 2 : 8;
    c->states = memory_resize(c->states, c->capacity * sizeof *c->states);
  }
  c->states[c->count] =
      (condition_state){.subject = memory_text(subject, strlen(subject)), .since_ns = INT64_MIN};
  return &c->states[c->count++];
}

condition_state *condition_step(
    condition *c, const char *subject, const sonde_value *v, int64_t start_ns, int64_t end_ns) {
  condition_state *s = find_state(c, subject);
  int holds = threshold_test(&c->raise, v);
  s->seen = true;
  if (s->raised) {
    bool over = c->has_clear ? threshold_test(&c->clear, v) == 1 : holds == 0;
    if (over) *s = (condition_state){.subject = s->subject, .since_ns = INT64_MIN, .seen = true};
    return s;
  }
  if (holds != 1) {
    s->since_ns = INT64_MIN;
    return s;
  }
  if (s->since_ns == INT64_MIN) s->since_ns = start_ns;
  s->raised = end_ns - s->since_ns >= c->during_ns;
  return s;
}

void condition_end_window(condition *c) {
  size_t kept = 0;
  for (size_t i = 0; i < c->count; i++) {
    condition_state *s = &c->states[i];
    if (s->seen && s->since_ns != INT64_MIN) {
      s->seen = false;
      c->states[kept++] = *s;
    } else {
      memory_free(s->subject);
    }
  }
  c->count = kept;
}

void condition_forget(condition *c) {
  for (size_t i = 0; i < c->count; i++) {
    memory_free(c->states[i].subject);
  }
  memory_free(c->states);
}
