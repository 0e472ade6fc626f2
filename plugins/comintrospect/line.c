/* The canonical lines. */
#include "line.h"

#include <inttypes.h>
#include <string.h>

enum {
  V_I2 = 2,
  V_R4 = 4,
  V_R8 = 5,
  V_CY = 6,
  V_DATE = 7,
  V_BSTR = 8,
  V_ERROR = 10,
  V_BOOL = 11,
  V_UI8 = 21
};

static void add_help(text *out, uint32_t lcid, uint32_t context, msft_text help) {
  text_printf(out, " context %u help ", context);
  words_quoted(out, lcid, help);
}

void line_library(text *out, const msft *m) {
  text_puts(out, "library ");
  words_text(out, m->lcid, m->name);
  text_putc(out, ' ');
  words_guid(out, &m->guid);
  text_printf(out, " version %u.%u lcid %u system %u flags 0x%x types %u file ", m->major, m->minor, m->lcid,
      m->system, m->flags, m->types);
  words_quoted(out, m->lcid, m->help_file);
  add_help(out, m->lcid, m->help_context, m->help);
}

void line_type(text *out, uint32_t lcid, const msft_type *t, const char *of, const char *implements) {
  text_printf(out, "type %u %s ", t->index, word_kind(t->kind));
  words_text(out, lcid, t->name);
  text_putc(out, ' ');
  words_guid(out, &t->guid);
  text_printf(out, " version %u.%u flags 0x%x functions %u variables %u size %u align %u vtable %u", t->major,
      t->minor, t->flags, t->functions, t->variables, t->size, t->alignment, t->vtable_size);
  if (of) text_printf(out, " = %s", of);
  if (*implements) text_printf(out, " : %s", implements);
  add_help(out, lcid, t->help_context, t->help);
}

void line_implemented(text *out, const char *type, uint32_t flags) {
  if (out->len) text_puts(out, ", ");
  if (flags) {
    text_putc(out, '[');
    words_implemented_flags(out, flags);
    text_puts(out, "] ");
  }
  text_puts(out, type);
}

void line_function(text *out, uint32_t lcid, const msft_member *f, const char *returns,
    const char *parameters, const char *entry) {
  text_printf(out, "function %u %s ", f->index, word_invoke(f->invoke));
  words_text(out, lcid, f->name);
  text_printf(out, " id 0x%08x %s %s offset %u flags 0x%x optional %u: %s (%s)", f->id,
      word_function_kind(f->kind), word_convention(f->convention), f->vtable_offset, f->flags, f->optional,
      returns, parameters);
  if (entry) text_printf(out, " entry %s", entry);
  add_help(out, lcid, f->help_context, f->help);
}

void line_parameter(text *out, uint32_t lcid, const msft_parameter *p, const char *type) {
  if (out->len) text_puts(out, ", ");
  if (p->flags) {
    text_putc(out, '[');
    words_parameter_flags(out, p->flags);
    text_puts(out, "] ");
  }
  text_puts(out, type);
  if (p->name.len) text_putc(out, ' ');
  words_text(out, lcid, p->name);
  if (!p->has_value) return;
  text_puts(out, " = ");
  line_value(out, lcid, &p->value);
}

void line_variable(text *out, uint32_t lcid, const msft_member *v, const char *type) {
  text_printf(out, "variable %u %s ", v->index, word_variable_kind(v->variable_kind));
  words_text(out, lcid, v->name);
  text_printf(out, " id 0x%08x flags 0x%x: %s", v->id, v->flags, type);
  if (v->variable_kind == 2) {
    text_puts(out, " = ");
    line_value(out, lcid, &v->value);
  } else
    text_printf(out, " at %" PRId64, v->offset);
  add_help(out, lcid, v->help_context, v->help);
}

static void add_real(text *out, const msft_value *v) {
  if (v->type == V_R4) {
    uint32_t bits = (uint32_t)v->i;
    float f;
    memcpy(&f, &bits, sizeof f);
    text_printf(out, "%.9g", (double)f);
    return;
  }
  double d;
  memcpy(&d, &v->i, sizeof d);
  text_printf(out, "%.17g", d);
}

void line_value(text *out, uint32_t lcid, const msft_value *v) {
  if (!v->stored) {
    text_puts(out, "(not stored)");
    return;
  }
  text_putc(out, '(');
  line_simple_type(out, v->type);
  text_puts(out, ") ");
  switch (v->type) {
  case V_R4:
  case V_R8:
  case V_DATE: add_real(out, v); break;
  case V_BSTR:
    if (v->s.s)
      words_quoted(out, lcid, v->s);
    else
      text_puts(out, "NULL");
    break;
  case V_BOOL:
    if (v->i == 0 || v->i == -1)
      text_puts(out, v->i ? "true" : "false");
    else
      text_printf(out, "%" PRId64, v->i);
    break;
  case V_CY: text_printf(out, "%" PRId64 "/10000", v->i); break;
  case V_ERROR: text_printf(out, "0x%08x", (uint32_t)v->i); break;
  case V_UI8: text_printf(out, "%" PRIu64, (uint64_t)v->i); break;
  default: text_printf(out, "%" PRId64, v->i);
  }
}

void line_own_type(text *out, uint32_t lcid, msft_text name, uint32_t index, bool canonical) {
  words_text(out, lcid, name);
  if (canonical) text_printf(out, "#%u", index);
}

void line_foreign_type(text *out, const msft_guid *library, const msft_guid *type, uint32_t index) {
  const char *known = words_known_type(type);
  if (words_guid_is_none(type)) {
    words_guid(out, library);
    text_printf(out, "#%u", index);
  } else if (known)
    text_puts(out, known);
  else
    words_guid(out, type);
}

void line_simple_type(text *out, uint32_t vartype) {
  const char *word = word_vartype(vartype);
  if (word)
    text_puts(out, word);
  else
    text_printf(out, "type_%u", vartype);
}

void line_bound(text *out, uint32_t count, int32_t lowest) {
  if (lowest == 0)
    text_printf(out, "[%u]", count);
  else
    text_printf(out, "[%d..%" PRId64 "]", lowest, (int64_t)lowest + count - 1);
}
