/* Texts of what an MSFT library says. */
#include "describe.h"

#include <inttypes.h>

/* More than compilers make, so that a small hostile file does not become a large text. */
#define DEEPEST 16
#define MOST_DIMENSIONS 64u
#define MOST_TEXT ((size_t)1 << 20)

static void add_type(text *out, msft *m, uint32_t type, bool canonical, int depth);

static void add_array(text *out, msft *m, const msft_shape *shape, bool canonical, int depth) {
  add_type(out, m, shape->inner, canonical, depth + 1);
  if (shape->dimensions > MOST_DIMENSIONS)
    msft_damaged(m, "an array of too many dimensions", shape->bounds_at);
  for (uint32_t i = 0; i < shape->dimensions && !m->damage; i++) {
    uint64_t at = shape->bounds_at + 8 * (uint64_t)i;
    uint32_t count = msft_u32(m, PART_ARRAYS, at), lowest = msft_u32(m, PART_ARRAYS, at + 4);
    if (!m->damage) line_bound(out, count, (int32_t)lowest);
  }
}

static void add_type(text *out, msft *m, uint32_t type, bool canonical, int depth) {
  msft_shape shape;
  if (depth > DEEPEST) {
    msft_damaged(m, "a type within too many others", type);
    return;
  }
  msft_shape_of(m, type, &shape);
  switch (shape.kind) {
  case TYPE_POINTER:
    add_type(out, m, shape.inner, canonical, depth + 1);
    text_putc(out, '*');
    break;
  case TYPE_SAFEARRAY:
    text_puts(out, "SAFEARRAY(");
    add_type(out, m, shape.inner, canonical, depth + 1);
    text_putc(out, ')');
    break;
  case TYPE_ARRAY: add_array(out, m, &shape, canonical, depth); break;
  case TYPE_USER: describe_reference(out, m, shape.reference, canonical); break;
  default: line_simple_type(out, shape.simple);
  }
}

void describe_type_word(text *out, msft *m, uint32_t type, bool canonical) {
  add_type(out, m, type, canonical, 0);
}

void describe_reference(text *out, msft *m, uint32_t reference, bool canonical) {
  msft_reference r;
  msft_reference_at(m, reference, &r);
  if (!r.known)
    text_putc(out, '?');
  else if (r.own) {
    msft_type t;
    msft_type_at(m, r.index, &t);
    line_own_type(out, m->lcid, t.name, r.index, canonical);
  } else
    line_foreign_type(out, &r.library, &r.type, r.index);
}

void describe_implements(text *out, msft *m, const msft_type *t, bool canonical) {
  uint32_t next = msft_first_implemented(t);
  msft_implemented one;
  if (msft_is_dispinterface(t)) { /* the reference in the file is to the interface that it wraps, or none */
    line_implemented(out, "IDispatch", 0);
    return;
  }
  text name = {0};
  for (uint32_t i = 0; msft_next_implemented(m, t, i, &next, &one); i++) {
    text_clear(&name);
    describe_reference(&name, m, one.reference, canonical);
    line_implemented(out, text_chars(&name), one.flags);
  }
  text_free(&name);
}

void describe_alias(text *out, msft *m, const msft_type *t, bool canonical) {
  if (t->kind == KIND_ALIAS) describe_type_word(out, m, t->word, canonical);
}

void describe_parameters(text *out, msft *m, const msft_member *f, const msft_member *names, bool canonical) {
  text type = {0};
  for (uint32_t i = 0; i < f->parameters; i++) {
    msft_parameter p, named;
    if (out->len > MOST_TEXT) {
      msft_damaged(m, "a list of parameters that is too long", f->parameters_at);
      break;
    }
    msft_parameter_at(m, f, i, &p);
    if (names) {
      p.name = (msft_text){NULL, 0};
      if (i < names->parameters) {
        msft_parameter_at(m, names, i, &named);
        p.name = named.name;
      }
    }
    text_clear(&type);
    describe_type_word(&type, m, p.type, canonical);
    line_parameter(out, m->lcid, &p, text_chars(&type));
  }
  text_free(&type);
}

void describe_entry(text *out, msft *m, const msft_type *t, const msft_member *f) {
  words_quoted(out, m->lcid, msft_string(m, t->word));
  text_putc(out, ' ');
  if (f->entry_is_ordinal)
    text_printf(out, "%u", f->entry & 0xFFFF);
  else
    words_quoted(out, m->lcid, msft_string(m, f->entry));
}

void describe_type_line(text *out, msft *m, const msft_type *t) {
  text implements = {0}, of = {0};
  describe_implements(&implements, m, t, true);
  describe_alias(&of, m, t, true);
  line_type(out, m->lcid, t, t->kind == KIND_ALIAS ? text_chars(&of) : NULL, text_chars(&implements));
  text_free(&of);
  text_free(&implements);
}

void describe_member_line(
    text *out, msft *m, const msft_type *t, const msft_member *member, const msft_member *names) {
  text type = {0}, parameters = {0}, entry = {0};
  describe_type_word(&type, m, member->type, true);
  if (member->is_function) {
    describe_parameters(&parameters, m, member, names, true);
    if (t->kind == KIND_MODULE) describe_entry(&entry, m, t, member);
    line_function(out, m->lcid, member, text_chars(&type), text_chars(&parameters),
        entry.len ? text_chars(&entry) : NULL);
  } else
    line_variable(out, m->lcid, member, text_chars(&type));
  text_free(&type);
  text_free(&parameters);
  text_free(&entry);
}

void describe_damage(text *out, const msft *m) {
  if (m->damage)
    text_printf(
        out, "damaged: %s lies outside of the file or of its part, at 0x%" PRIx64, m->damage, m->damage_at);
}
