/* Error classification: rows matched by code, source, event and text. */
#include <string.h>

#include "base/like.h"
#include "base/memory.h"
#include "judge/classes.h"
#include "judge/gather.h"

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_word(const char *a, const char *b) {
  for (; *a && lower(*a) == lower(*b); a++, b++) {
  }
  return lower(*a) == lower(*b);
}

static bool contains(const char *in, const char *what) {
  for (; *in; in++) {
    size_t i = 0;
    while (what[i] && lower(in[i]) == lower(what[i]))
      i++;
    if (!what[i]) return true;
  }
  return false;
}

static bool fits_source(const char *pattern, const char *source) {
  size_t len = strlen(pattern);
  if (like_is_pattern(pattern, len)) return like_match(pattern, len, source, strlen(source));
  return same_word(pattern, source);
}

bool class_code(const char *word, code_id *id) {
  text assumed = {0};
  bool is_read = code_guess(word, strlen(word), id, &assumed, NULL) == SONDE_OK;
  bool is_certain = is_read && (!assumed.len || id->number > 0xFFFF); /* small numbers could be of any kind */
  text_free(&assumed);
  *id = is_certain ? code_plain(*id) : (code_id){0};
  return is_certain;
}

/* Whether a code of a row can be of this kind, by its first letter: most rows need no reading. An HRESULT may
 * hold a code of Windows' other kinds. */
static bool may_be(const char *want, code_space space) {
  char first = lower(want[0]);
  if (!strchr(want, ':')) return true;
  return first == 'h' ? space <= CODE_NTSTATUS : first == code_table_of(space)->word[0];
}

static bool same_code(const char *want, const class_error *err) {
  code_id id;
  if (!err->code || (err->has_id && !may_be(want, err->id.space))) return false;
  if (err->has_id && class_code(want, &id)) return id.space == err->id.space && id.number == err->id.number;
  return same_word(want, err->code);
}

static bool fits(const char *key, const sonde_value *want, const class_error *err) {
  if (strcmp(key, "event") == 0) {
    sonde_value event = {SONDE_I64, 0, {.i = err->event}};
    return err->has_event && value_compare(want, &event) == 0;
  }
  if (want->kind != SONDE_TEXT) return false;
  if (strcmp(key, "code") == 0) return same_code(want->u.s, err);
  if (strcmp(key, "source") == 0) return err->source && fits_source(want->u.s, err->source);
  return strcmp(key, "text") == 0 && err->text && contains(err->text, want->u.s);
}

static bool fits_any(const char *key, const sonde_value *want, const class_error *err) {
  if (want->kind != SONDE_LIST) return fits(key, want, err);
  for (uint32_t i = 0; i < want->len; i++) {
    if (fits(key, &want->u.list[i], err)) return true;
  }
  return false;
}

unsigned class_match(const sonde_value *on, const class_error *err) {
  if (!on || on->kind != SONDE_MAP) return 0;
  for (uint32_t i = 0; i < on->len; i++) {
    if (!fits_any(on->u.map[i].key, &on->u.map[i].value, err)) return 0;
  }
  return on->len;
}

const sonde_value *class_best(const script *s, const class_error *err, unsigned *matched) {
  const sonde_value *rows = value_get(script_declaration(s), "rows"), *best = NULL;
  *matched = 0;
  for (uint32_t i = 0; rows && rows->kind == SONDE_LIST && i < rows->len; i++) {
    unsigned n = class_match(value_get(&rows->u.list[i], "on"), err);
    if (n > *matched) {
      *matched = n;
      best = &rows->u.list[i];
    }
  }
  return best;
}

static const char *text_at(const sonde_value *v, const char *key) {
  const sonde_value *at = value_get(v, key);
  return at && at->kind == SONDE_TEXT ? at->u.s : NULL;
}

static bool is_integer(const sonde_value *v) {
  return v && (v->kind == SONDE_I64 || (v->kind == SONDE_U64 && v->u.u <= INT64_MAX));
}

sonde_status class_error_read(const sonde_value *v, arena *a, class_error *out, error *e) {
  memset(out, 0, sizeof *out);
  if (v->kind == SONDE_TEXT) {
    out->code = v->u.s;
    out->has_id = class_code(out->code, &out->id);
    return SONDE_OK;
  }
  if (v->kind != SONDE_MAP)
    return error_set(e, SONDE_ARG,
        "an error is a table { code = ..., source = ..., event = ..., text = ... }, not a %s",
        kind_word(v->kind));
  const sonde_value *code = value_get(v, "code"), *event = value_get(v, "event");
  out->code = text_at(v, "code");
  if (is_integer(code)) out->code = arena_format(a, "%lld", (long long)code->u.i);
  out->has_id = out->code && class_code(out->code, &out->id);
  out->source = text_at(v, "source");
  out->text = text_at(v, "text");
  out->has_event = is_integer(event);
  if (out->has_event) out->event = event->u.i;
  return SONDE_OK;
}

sonde_value class_answer(const script *s, const sonde_value *answer, arena *a) {
  static const char *const keys[] = {"class", "severity", "retry", "hint", "action"};
  sonde_pair *pairs = arena_alloc(a, (COUNT(keys) + 1) * sizeof *pairs);
  size_t n = 0;
  for (size_t i = 0; i < COUNT(keys); i++) {
    const sonde_value *v = value_get(answer, keys[i]);
    if (v && v->kind != SONDE_NIL) pairs[n++] = (sonde_pair){keys[i], *v};
  }
  pairs[n++] = (sonde_pair){"script", value_text(script_id(s))};
  return value_map(pairs, n);
}

/* What `other` answers is checked as a row of the file would be. */
static sonde_status check_answer(const script *s, const sonde_value *answer, error *e) {
  severity v;
  const char *word = text_at(answer, "class"), *level = text_at(answer, "severity");
  sonde_status status = SONDE_OK;
  if (!word) {
    status = error_set(e, SONDE_ARG, "`other` must return nothing or a table with a class");
  } else if (level && !severity_parse(level, &v)) {
    status = error_set(e, SONDE_ARG, "no severity '%s': use info, warning, error or critical", level);
  } else {
    status = class_check(word, e);
  }
  if (status != SONDE_OK && e) error_prefix(e, script_id(s));
  return status;
}

sonde_status class_ask(script *s, const sonde_value *err, arena *a, sonde_value *result, error *e) {
  trouble t = {0};
  sonde_value answer = {0};
  *result = value_nil();
  if (!script_has(s, "other")) return SONDE_OK;
  sonde_status status = script_call(s, "other", true, err, 1, a, &answer, &t);
  if (status != SONDE_OK) return error_set(e, status, "%s", t.text);
  if (answer.kind == SONDE_NIL || (answer.kind == SONDE_BOOL && !answer.u.u)) return SONDE_OK;
  status = check_answer(s, &answer, e);
  if (status == SONDE_OK) *result = class_answer(s, &answer, a);
  return status;
}
