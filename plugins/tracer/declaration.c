/* Reads a C function declaration: what its result and parameters are. No preprocessor, no typedefs: types are
 * known by name. */
#include "declaration.h"

#include <string.h>

/* Some tokens of a declaration: a type with its stars, perhaps a name. */
typedef struct piece {
  const token *first;
  uint32_t n;
} piece;

static bool is_qualifier(const token *t) {
  return token_is(t, "const") || token_is(t, "volatile") || token_is(t, "restrict") ||
         token_is(t, "__restrict");
}

/* What the words of C's own types in one declaration say. */
typedef struct own_type {
  bool any, is_unsigned, is_char, is_short, is_float, is_void, is_bool;
  uint32_t longs;
} own_type;

static bool note_own_word(own_type *o, const token *t) {
  bool is_int = token_is(t, "int") || token_is(t, "signed");
  if (token_is(t, "unsigned")) o->is_unsigned = is_int = true;
  if (token_is(t, "char")) o->is_char = is_int = true;
  if (token_is(t, "short")) o->is_short = is_int = true;
  if (token_is(t, "float") || token_is(t, "double")) o->is_float = is_int = true;
  if (token_is(t, "void")) o->is_void = is_int = true;
  if (token_is(t, "_Bool") || token_is(t, "bool")) o->is_bool = is_int = true;
  if (token_is(t, "long")) {
    o->longs++;
    is_int = true;
  }
  o->any |= is_int;
  return is_int;
}

static value_kind kind_of_own(const own_type *o, uint32_t long_bits) {
  if (o->is_void) return VALUE_VOID;
  if (o->is_float) return VALUE_FLOAT;
  bool wide = o->longs > 1 || (o->longs == 1 && long_bits == 64);
  if (wide) return o->is_unsigned ? VALUE_U64 : VALUE_I64;
  return o->is_unsigned || o->is_bool ? VALUE_U32 : VALUE_I32;
}

static bool is_utf16(const token *t) {
  return token_is(t, "wchar_t") || token_is(t, "WCHAR") || token_is(t, "OLECHAR");
}

/* What stars make of a base type: of one star and a character type, a text. */
static value_kind kind_of_pointer(
    const own_type *own, const token *base, uint32_t stars, uint32_t long_bits) {
  if (stars == 1 && own->is_char && !own->is_unsigned) return VALUE_TEXT;
  if (stars == 1 && long_bits == 32 && base && is_utf16(base)) return VALUE_UTF16;
  return VALUE_POINTER;
}

/* A type without a name. False: it is none. */
static bool type_of(piece p, uint32_t long_bits, uint8_t *kind) {
  own_type own = {0};
  const token *base = NULL;
  uint32_t stars = 0, words = 0;
  bool by_value = false;
  for (uint32_t i = 0; i < p.n; i++) {
    const token *t = &p.first[i];
    if (is_qualifier(t)) continue;
    if (t->kind == '*') {
      stars++;
    } else if (t->kind != 'w' || stars) {
      return false;
    } else if (token_is(t, "struct") || token_is(t, "union")) {
      by_value = true;
    } else if (token_is(t, "enum")) {
      own.any = true;
    } else if (!note_own_word(&own, t)) {
      base = t;
      words++;
    }
  }
  if (words > 1 || (!words && !own.any)) return false;
  if (stars)
    *kind = (uint8_t)kind_of_pointer(&own, base, stars, long_bits);
  else if (by_value)
    *kind = VALUE_STRUCT;
  else
    *kind = (uint8_t)(own.any ? kind_of_own(&own, long_bits) : signature_type(base->at, base->len));
  return true;
}

/* `TYPE (*NAME)(...)`, `TYPE (*NAME[])(...)`: a pointer to a function. */
static bool read_function_pointer(piece p, token *name, uint8_t *kind) {
  for (uint32_t i = 0; i + 2 < p.n; i++) {
    if (p.first[i].kind != '(') continue;
    if (p.first[i + 1].kind != '*' || p.first[i + 2].kind != 'w') return false;
    *name = p.first[i + 2];
    *kind = VALUE_POINTER;
    return true;
  }
  return false;
}

static sonde_status refuse_parameter(uint32_t index, const char *what, error *e) {
  return error_set(e, SONDE_ARG, "parameter %u: %s", index + 1, what);
}

static sonde_status read_parameter(
    piece p, uint32_t index, uint32_t long_bits, token *name, uint8_t *kind, error *e) {
  if (read_function_pointer(p, name, kind)) return SONDE_OK;
  bool is_array = false;
  while (p.n && p.first[p.n - 1].kind == ']') {
    while (p.n && p.first[p.n - 1].kind != '[')
      p.n--;
    if (p.n) p.n--;
    is_array = true;
  }
  own_type own = {0};
  if (p.n < 2 || p.first[p.n - 1].kind != 'w' || note_own_word(&own, &p.first[p.n - 1]) ||
      is_qualifier(&p.first[p.n - 1]))
    return refuse_parameter(index, "a type and a name are wanted, as in `int flags`", e);
  *name = p.first[p.n - 1];
  if (!type_of((piece){p.first, p.n - 1}, long_bits, kind) || *kind == VALUE_VOID)
    return refuse_parameter(index, "its type cannot be read", e);
  if (is_array) *kind = VALUE_POINTER;
  return SONDE_OK;
}

/* The tokens up to the next comma or the closing parenthesis of the list. */
static piece next_piece(const token *at, const token *end) {
  piece p = {at, 0};
  for (int depth = 0; at + p.n < end; p.n++) {
    char kind = at[p.n].kind;
    if (kind == '(') depth++;
    if (kind == ')') depth--;
    if (kind == ',' && depth == 0) break;
  }
  return p;
}

static bool is_void_list(const token *at, const token *end) {
  return end - at == 1 && token_is(at, "void");
}

static sonde_status read_parameters(
    const token *at, const token *end, uint32_t long_bits, declaration *names, signature *out, error *e) {
  if (at == end) return error_set(e, SONDE_ARG, "write (void) for a function without parameters");
  if (is_void_list(at, end)) return SONDE_OK;
  for (;;) {
    piece p = next_piece(at, end);
    uint32_t i = out->nparameters;
    if (p.n == 1 && p.first->kind == '.') {
      out->variadic = true;
      if (p.first + 1 != end || i == 0)
        return error_set(e, SONDE_ARG, "`...` stands behind the last parameter");
      return SONDE_OK;
    }
    if (i == SIGNATURE_MOST_PARAMETERS)
      return error_set(e, SONDE_ARG, "more than %u parameters", SIGNATURE_MOST_PARAMETERS);
    sonde_status s = read_parameter(p, i, long_bits, &names->parameter_names[i], &out->parameters[i], e);
    if (s) return s;
    if (out->parameters[i] == VALUE_FLOAT || out->parameters[i] == VALUE_STRUCT) out->entry_only = true;
    out->nparameters++;
    at += p.n;
    if (at == end) return SONDE_OK;
    at++;
  }
}

/* The parenthesis that closes the one at `from`; NULL: none. */
static const token *closing(const token *from, const token *end) {
  int depth = 0;
  for (const token *t = from; t < end; t++) {
    if (t->kind == '(') depth++;
    if (t->kind == ')' && --depth == 0) return t;
  }
  return NULL;
}

sonde_status declaration_read(
    const tokens *t, uint32_t long_bits, declaration *names, signature *out, error *e) {
  uint32_t n = t->n && t->list[t->n - 1].kind == ';' ? t->n - 1 : t->n, open = 0;
  while (open < n && t->list[open].kind != '(')
    open++;
  const token *end = t->list + n, *close = closing(t->list + open, end);
  if (open < 2 || open == n || t->list[open - 1].kind != 'w' || !close || close + 1 != end)
    return error_set(e, SONDE_ARG, "a prototype is wanted, as in `int close(int fd)`");
  names->name = t->list[open - 1];
  if (!type_of((piece){t->list, open - 1}, long_bits, &out->result))
    return error_set(e, SONDE_ARG, "the type of the result cannot be read");
  if (out->result == VALUE_FLOAT || out->result == VALUE_STRUCT) out->entry_only = true;
  out->bits = (uint8_t)value_kind_bits((value_kind)out->result);
  return read_parameters(t->list + open + 1, close, long_bits, names, out, e);
}
