/* A line of a signature file: the prototype, and behind a colon what tells that a call has failed. */
#include "signature.h"

#include <string.h>

#include "agent/tracer.h"
#include "base/memory.h"
#include "declaration.h"

static const char *const spaces[ERROR_SPACES] = {"", "errno", "win32", "hresult", "ntstatus"};
static const char *const failures[TRACER_FAILURES] = {[TRACER_NEVER] = "",
    [TRACER_MINUS_ONE] = "-1",
    [TRACER_ZERO] = "0",
    [TRACER_NONZERO] = "nonzero",
    [TRACER_NEGATIVE] = "negative"};

const char *error_space_word(error_space space) {
  return space < ERROR_SPACES ? spaces[space] : "";
}

const char *failure_word(uint32_t failure) {
  return failure < TRACER_FAILURES ? failures[failure] : "";
}

/* One line while it is read. */
typedef struct reading {
  tokens prototype, rule;
  declaration names;
  bool recorded_given;
  signature *out;
} reading;

/* -1, 0, NULL, nonzero, negative: the first words of the rule. Gives how many tokens they are. */
static uint32_t read_failure(reading *r) {
  const token *t = r->rule.list;
  uint32_t n = r->rule.n;
  if (n >= 2 && t[0].kind == '-' && token_is(&t[1], "1")) {
    r->out->failure = TRACER_MINUS_ONE;
    return 2;
  }
  if (n && (token_is(t, "0") || token_is(t, "NULL"))) r->out->failure = TRACER_ZERO;
  if (n && token_is(t, "nonzero")) r->out->failure = TRACER_NONZERO;
  if (n && token_is(t, "negative")) r->out->failure = TRACER_NEGATIVE;
  return r->out->failure != TRACER_NEVER;
}

static bool read_space(reading *r, const token *t) {
  for (uint32_t i = 1; i < ERROR_SPACES; i++) {
    if (!token_is(t, spaces[i])) continue;
    r->out->errors = (uint8_t)i;
    return true;
  }
  return false;
}

static uint32_t number_of(const token *t) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < t->len && i < 3; i++)
    n = t->at[i] >= '0' && t->at[i] <= '9' ? n * 10 + (uint32_t)(t->at[i] - '0') : 1000;
  return n;
}

static sonde_status read_text(reading *r, const token *value, error *e) {
  for (uint8_t i = 0; i < r->out->nparameters; i++) {
    const token *name = &r->names.parameter_names[i];
    if (name->len != value->len || memcmp(name->at, value->at, value->len) != 0) continue;
    if (r->out->parameters[i] != VALUE_TEXT && r->out->parameters[i] != VALUE_UTF16)
      return error_set(e, SONDE_ARG, "text(%.*s): it is no text", (int)value->len, value->at);
    if (i >= 6)
      return error_set(
          e, SONDE_ARG, "text(%.*s): only the first six parameters can be had", (int)value->len, value->at);
    r->out->text = (uint8_t)(i + 1);
    return SONDE_OK;
  }
  return error_set(e, SONDE_ARG, "text(%.*s): there is no such parameter", (int)value->len, value->at);
}

static sonde_status read_option(reading *r, const token *word, const token *value, error *e) {
  if (token_is(word, "text")) return read_text(r, value, e);
  uint32_t n = number_of(value);
  if (token_is(word, "args")) {
    if (n > TRACER_MOST_ARGUMENTS) return error_set(e, SONDE_ARG, "args(): a number from 0 to 6 is wanted");
    r->out->nrecorded = (uint8_t)n;
    r->recorded_given = true;
    return SONDE_OK;
  }
  if (n != 32 && n != 64) return error_set(e, SONDE_ARG, "bits(): 32 or 64 is wanted");
  r->out->bits = (uint8_t)n;
  return SONDE_OK;
}

static bool read_flag(reading *r, const token *t) {
  if (token_is(t, "cheap")) return r->out->cheap = true;
  if (token_is(t, "entry")) return r->out->entry_only = true;
  return token_is(t, "waits") ? r->out->waits = true : false;
}

static bool is_option(const token *t, const token *end) {
  bool known = token_is(t, "text") || token_is(t, "args") || token_is(t, "bits");
  return known && end - t >= 4 && t[1].kind == '(' && (t[2].kind == 'w' || t[2].kind == 'n') &&
         t[3].kind == ')';
}

static sonde_status read_rule(reading *r, error *e) {
  const token *t = r->rule.list + read_failure(r), *end = r->rule.list + r->rule.n;
  if (t < end && r->out->failure != TRACER_NEVER && read_space(r, t)) t++;
  for (; t < end; t += 4) {
    while (t < end && read_flag(r, t))
      t++;
    if (t == end) break;
    if (!is_option(t, end))
      return error_set(e, SONDE_ARG,
          "'%.*s' is not understood behind the colon: -1, 0, NULL, nonzero or negative, then errno, win32, "
          "hresult or ntstatus, then "
          "text(NAME), args(N), bits(N), cheap, waits, entry",
          (int)t->len, t->at);
    sonde_status s = read_option(r, t, &t[2], e);
    if (s) return s;
  }
  return SONDE_OK;
}

/* What the parts say together. */
static sonde_status check(reading *r, error *e) {
  signature *s = r->out;
  if (s->failure != TRACER_NEVER && !s->bits)
    return error_set(
        e, SONDE_ARG, "the result's type is not known here: add bits(32) or bits(64) behind the colon");
  if (s->text && s->failure == TRACER_NEVER)
    return error_set(e, SONDE_ARG,
        "text(): the text is taken of failed calls only, and nothing tells that this one failed");
  if ((s->errors == ERRORS_HRESULT || s->errors == ERRORS_NTSTATUS) && s->failure != TRACER_NEGATIVE)
    return error_set(e, SONDE_ARG, "%s: it is the result itself, `negative`", spaces[s->errors]);
  if (s->failure == TRACER_NEGATIVE && s->errors != ERRORS_HRESULT && s->errors != ERRORS_NTSTATUS)
    return error_set(e, SONDE_ARG, "negative: say whether the result is an hresult or an ntstatus");
  if (s->failure == TRACER_NEGATIVE && s->bits != 32)
    return error_set(e, SONDE_ARG, "negative: the result must have 32 bits");
  if (s->entry_only && s->failure != TRACER_NEVER)
    return error_set(e, SONDE_ARG,
        "only the entry of such a function is seen, so that nothing tells whether it failed: leave the rule "
        "out");
  if (s->variadic && !r->recorded_given) s->entry_only = true;
  if (s->variadic && s->entry_only && (s->failure != TRACER_NEVER || s->text))
    return error_set(e, SONDE_ARG,
        "`...`: add args(N), the most arguments that it takes, all of them integers or pointers");
  if (!r->recorded_given)
    s->nrecorded = s->nparameters < TRACER_MOST_ARGUMENTS ? s->nparameters : TRACER_MOST_ARGUMENTS;
  if (s->entry_only) s->nrecorded = 0;
  if (!s->variadic && s->nrecorded > s->nparameters)
    return error_set(e, SONDE_ARG, "args(%u): it has only %u", s->nrecorded, s->nparameters);
  return SONDE_OK;
}

static size_t trimmed(const char *s, size_t len) {
  while (len && (s[len - 1] == ' ' || s[len - 1] == '\t' || s[len - 1] == ';'))
    len--;
  return len;
}

static sonde_status read_line(reading *r, const char *line, size_t len, uint32_t long_bits, error *e) {
  const char *colon = memchr(line, ':', len);
  size_t before = colon ? (size_t)(colon - line) : len;
  sonde_status s = tokens_read(&r->prototype, line, before, e);
  if (!s) s = declaration_read(&r->prototype, long_bits, &r->names, r->out, e);
  if (!s && colon) s = tokens_read(&r->rule, colon + 1, len - before - 1, e);
  if (!s && colon && !r->rule.n) s = error_set(e, SONDE_ARG, "nothing stands behind the colon");
  if (!s) s = read_rule(r, e);
  return s ? s : check(r, e);
}

sonde_status signature_parse(
    arena *a, const char *line, size_t len, uint32_t long_bits, signature *out, error *e) {
  memset(out, 0, sizeof *out);
  if (len > SIGNATURE_MOST_LINE)
    return error_set(e, SONDE_ARG, "a line of more than %u bytes", SIGNATURE_MOST_LINE);
  reading *r = NEW(reading);
  r->out = out;
  sonde_status s = read_line(r, line, len, long_bits, e);
  if (!s) {
    const char *colon = memchr(line, ':', len);
    size_t before = trimmed(line, colon ? (size_t)(colon - line) : len);
    const char *start = r->prototype.list[0].at;
    out->name = arena_text(a, r->names.name.at, r->names.name.len);
    out->prototype = arena_text(a, start, before - (size_t)(start - line));
    if (!out->name || !out->prototype) s = error_set(e, SONDE_MEMORY, "the signatures take too much memory");
  }
  memory_free(r);
  return s;
}
