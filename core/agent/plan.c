/* The plan of the module tracer: which functions, in what form. */
#include "agent/plan.h"

#include "agent/bytes.h"
#include "base/like.h"

static uint32_t is_text_inside(const plan *p, uint64_t offset) {
  for (; offset < p->size; offset++) {
    if (!p->bytes[offset]) return 1;
  }
  return 0;
}

/* A list ends by an empty text. */
static uint32_t is_list_inside(const plan *p, uint64_t offset) {
  if (!offset) return 1;
  while (is_text_inside(p, offset)) {
    uint64_t bytes = bytes_length((const char *)p->bytes + offset);
    if (!bytes) return 1;
    offset += bytes + 1;
  }
  return 0;
}

static uint32_t is_signature_sound(const plan *p, const tracer_signature *s) {
  return s->name && is_text_inside(p, s->name) && s->narguments <= TRACER_MOST_ARGUMENTS &&
         s->form <= AGENT_FORM_ENTRY && s->failure < TRACER_FAILURES && s->error <= TRACER_ERROR_RESULT &&
         s->text <= TRACER_MOST_ARGUMENTS;
}

uint32_t plan_is_sound(const plan *p) {
  if (p->size < sizeof(tracer_plan)) return 0;
  const tracer_plan *head = plan_head(p);
  if (head->signatures % 8 || head->signatures > p->size) return 0;
  if (head->nsignatures > (p->size - head->signatures) / sizeof(tracer_signature)) return 0;
  for (uint32_t row = 1; row <= head->nsignatures; row++) {
    if (!is_signature_sound(p, plan_row(p, row))) return 0;
  }
  return is_list_inside(p, head->names) && is_list_inside(p, head->exclude) &&
         is_list_inside(p, head->libraries) && is_list_inside(p, head->from);
}

const tracer_signature *plan_row(const plan *p, uint32_t row) {
  return (const tracer_signature *)(const void *)(p->bytes + plan_head(p)->signatures) + row - 1;
}

uint32_t plan_signature(const plan *p, const char *name) {
  uint32_t low = 1, high = plan_head(p)->nsignatures + 1;
  while (low < high) {
    uint32_t row = low + (high - low) / 2;
    int32_t order = bytes_compare((const char *)p->bytes + plan_row(p, row)->name, name);
    if (!order) return row;
    if (order < 0)
      low = row + 1;
    else
      high = row;
  }
  return 0;
}

static uint32_t is_listed(const plan *p, uint32_t list, const char *text) {
  uint64_t len = bytes_length(text);
  for (const char *pattern = (const char *)p->bytes + list; *pattern; pattern += bytes_length(pattern) + 1) {
    if (like_match(pattern, bytes_length(pattern), text, len)) return 1;
  }
  return 0;
}

static uint32_t is_among(const plan *p, uint32_t list, const char *text) {
  return !list || is_listed(p, list, text);
}

uint32_t plan_wants_caller(const plan *p, const char *caller) {
  return !caller || is_among(p, plan_head(p)->from, caller);
}

uint32_t plan_wants_name(const plan *p, const char *name) {
  return is_among(p, plan_head(p)->names, name) && (plan_head(p)->unknown || plan_signature(p, name));
}

plan_choice plan_choose(const plan *p, const char *name, const char *library) {
  const tracer_plan *head = plan_head(p);
  plan_choice c = {.form = AGENT_FORM_NONE};
  if (!is_among(p, head->libraries, library) || !is_among(p, head->names, name)) return c;
  c.row = plan_signature(p, name);
  if (!c.row && !head->unknown) return c;
  c.wanted = 1;
  uint16_t most = unsafe_form(name);
  if (head->exclude && is_listed(p, head->exclude, name))
    c.why = AGENT_WHY_ASKED;
  else if (most == AGENT_FORM_NONE)
    c.why = AGENT_WHY_UNSAFE;
  else
    c.form = c.row && plan_row(p, c.row)->form == AGENT_FORM_FRAMED ? most : AGENT_FORM_ENTRY;
  return c;
}
