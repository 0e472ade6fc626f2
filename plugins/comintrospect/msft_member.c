/* Functions and variables of a type, and the parameters of functions. */
#include "msft.h"

#include <string.h>

#define FUNCTION_BYTES 24u
#define VARIABLE_BYTES 20u
#define PARAMETER_BYTES 12u
#define HAS_VALUES 0x1000u
#define ENTRY_IS_ORDINAL 0x2000u
#define PARAMETER_HAS_VALUE 0x20u
#define VARIABLE_CONSTANT 2u

static uint32_t word_at(msft *m, uint64_t at, const char *what) {
  bool ok = true;
  uint32_t word = extent_u32(m->file, at, &ok);
  if (!ok) msft_damaged(m, what, at);
  return word;
}

void msft_members(msft *m, const msft_type *t, msft_cursor *c) {
  memset(c, 0, sizeof *c);
  c->type = t;
  c->last_name = MSFT_NONE;
  if (t->functions + t->variables == 0) return;
  uint64_t len = word_at(m, t->members_at, "the members of a type");
  c->records_at = c->at = t->members_at + 4;
  c->records_end = c->records_at + len;
  if (!extent_has(m->file, c->records_at, len)) {
    msft_damaged(m, "the members of a type", c->records_end);
    c->records_end = c->records_at;
  }
}

/* Optional words lie between the fixed ones and the default values. */
static void read_function(msft *m, uint64_t at, uint32_t len, msft_member *f) {
  f->is_function = true;
  f->flags = word_at(m, at + 8, "a function");
  f->vtable_offset = word_at(m, at + 12, "a function") & 0xFFFEu;
  uint32_t packed = word_at(m, at + 16, "a function"), counts = word_at(m, at + 20, "a function");
  f->kind = packed & 7;
  f->invoke = packed >> 3 & 15;
  f->convention = packed >> 8 & 15;
  f->parameters = counts & 0xFFFF;
  f->optional = counts >> 16;
  uint64_t tail = (uint64_t)f->parameters * (PARAMETER_BYTES + (packed & HAS_VALUES ? 4u : 0u));
  if (len < FUNCTION_BYTES || tail > len - FUNCTION_BYTES) {
    msft_damaged(m, "the parameters of a function", at);
    f->parameters = 0;
    return;
  }
  f->parameters_at = at + len - (uint64_t)f->parameters * PARAMETER_BYTES;
  if (packed & HAS_VALUES) f->values_at = at + len - tail;
  uint64_t words = (len - FUNCTION_BYTES - tail) / 4;
  if (words > 0) f->help_context = word_at(m, at + 24, "a function");
  if (words > 1) f->help = msft_string(m, word_at(m, at + 28, "a function"));
  f->entry = words > 2 ? word_at(m, at + 32, "a function") : MSFT_NONE;
  f->entry_is_ordinal = packed & ENTRY_IS_ORDINAL;
}

static void read_variable(msft *m, uint64_t at, uint32_t len, msft_member *v) {
  v->flags = word_at(m, at + 8, "a variable");
  v->variable_kind = word_at(m, at + 12, "a variable") & 0xFFFF;
  uint32_t value = word_at(m, at + 16, "a variable");
  if (len < VARIABLE_BYTES)
    msft_damaged(m, "a variable", at);
  else if (v->variable_kind == VARIABLE_CONSTANT)
    v->value = msft_value_at(m, value);
  else
    v->offset = (int32_t)value;
  if (len >= VARIABLE_BYTES + 4) v->help_context = word_at(m, at + 20, "a variable");
  if (len >= VARIABLE_BYTES + 8) v->help = msft_string(m, word_at(m, at + 24, "a variable"));
}

bool msft_next_member(msft *m, msft_cursor *c, msft_member *out) {
  uint32_t functions = c->type->functions, n = functions + c->type->variables, i = c->next;
  if (i >= n || c->at >= c->records_end) return false;
  memset(out, 0, sizeof *out);
  bool is_function = i < functions;
  uint32_t len = word_at(m, c->at, "a member") & 0xFFFF;
  if (len < VARIABLE_BYTES || len > c->records_end - c->at) {
    msft_damaged(m, "a member", c->at);
    c->at = c->records_end;
    return false;
  }
  out->index = is_function ? i : i - functions;
  out->id = word_at(m, c->records_end + 4 * (uint64_t)i, "the number of a member");
  uint32_t name = word_at(m, c->records_end + 4 * ((uint64_t)n + i), "the name of a member");
  if (name == MSFT_NONE && is_function) name = c->last_name; /* accessors share the name before */
  c->last_name = name;
  out->name = msft_name(m, name);
  out->type = word_at(m, c->at + 4, "a member");
  if (is_function)
    read_function(m, c->at, len, out);
  else
    read_variable(m, c->at, len, out);
  if (msft_is_dispinterface(c->type)) out->vtable_offset = 0;
  c->at += len;
  c->next++;
  return true;
}

void msft_parameter_at(msft *m, const msft_member *f, uint32_t i, msft_parameter *out) {
  memset(out, 0, sizeof *out);
  uint64_t at = f->parameters_at + (uint64_t)i * PARAMETER_BYTES;
  out->type = word_at(m, at, "a parameter");
  out->name = msft_name(m, word_at(m, at + 4, "a parameter"));
  out->flags = word_at(m, at + 8, "a parameter");
  out->has_value = out->flags & PARAMETER_HAS_VALUE && f->values_at;
  if (out->has_value)
    out->value = msft_value_at(m, word_at(m, f->values_at + 4 * (uint64_t)i, "a default value"));
}
