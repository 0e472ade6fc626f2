/* A plugin's results are checked against its own row and copied: kinds, texts in UTF-8, handles that live. */
#include <float.h>
#include <string.h>

#include "base/utf8.h"
#include "host/internal.h"
#include "host/span.h"

#define DEPTH_MOST 32

static sonde_status misbehaves(host *h, const row *r, const char *field, const char *what, error *e) {
  trouble_add(h, TROUBLE_MISBEHAVES, r->plugin->name, "%s: result %s %s", r->full_name, field, what);
  return error_set(e, SONDE_STATE, "the plugin's answer is wrong: result %s %s", field, what);
}

/* Valid UTF-8 with U+FFFD for each byte that is none. */
static sonde_value repaired(arena *a, const char *s, uint32_t len) {
  text out;
  text_init(&out, 0);
  for (size_t at = 0; at < len;) {
    size_t good = utf8_valid_prefix(s + at, len - at);
    text_add(&out, s + at, good);
    at += good;
    if (at >= len) break;
    text_puts(&out, "\xEF\xBF\xBD");
    at++;
  }
  const char *copy = arena_text(a, text_chars(&out), out.len);
  sonde_value v = copy ? value_text_len(copy, out.len) : value_unknown(SONDE_WHY_OVERFLOW, NULL);
  text_free(&out);
  return v;
}

static bool repair_text(host *h, const row *r, sonde_value *v, arena *a) {
  if (v->len == 0 || utf8_valid_prefix(v->u.s, v->len) == v->len) return false;
  trouble_add(h, TROUBLE_MISBEHAVES, r->plugin->name, "%s: a text of its answer is not UTF-8", r->full_name);
  *v = repaired(a, v->u.s, v->len);
  return true;
}

/* A copy, so it may be changed in place. NaN is nobody's number. */
static void repair_deep(host *h, const row *r, sonde_value *v, arena *a, int depth) {
  if (v->kind == SONDE_TEXT) repair_text(h, r, v, a);
  if (v->kind == SONDE_F64 && !(v->u.n >= -DBL_MAX && v->u.n <= DBL_MAX))
    *v = value_unknown(SONDE_WHY_IMPLAUSIBLE, NULL);
  if (depth >= DEPTH_MOST || (v->kind != SONDE_LIST && v->kind != SONDE_MAP)) return;
  for (uint32_t i = 0; i < v->len; i++)
    repair_deep(h, r,
        v->kind == SONDE_LIST ? (sonde_value *)(uintptr_t)&v->u.list[i]
                              : (sonde_value *)(uintptr_t)&v->u.map[i].value,
        a, depth + 1);
}

static bool kind_is(const sonde_value *v, uint32_t kind) {
  return v->kind == kind || v->kind == SONDE_UNKNOWN || v->kind == SONDE_NIL;
}

static bool members_match(const sonde_field *members, uint32_t n, const sonde_value *v, int depth);

static bool field_matches(const sonde_field *f, const sonde_value *v, int depth) {
  if (!kind_is(v, f->kind)) return false;
  if (v->kind == SONDE_MAP && f->nmembers) return members_match(f->members, f->nmembers, v, depth + 1);
  if (v->kind != SONDE_LIST) return true;
  for (uint32_t i = 0; i < v->len; i++) {
    const sonde_value *item = &v->u.list[i];
    if (f->item_kind && !kind_is(item, f->item_kind)) return false;
    if (item->kind == SONDE_MAP && f->nmembers && !members_match(f->members, f->nmembers, item, depth + 1))
      return false;
  }
  return true;
}

static bool members_match(const sonde_field *members, uint32_t n, const sonde_value *v, int depth) {
  if (depth > DEPTH_MOST) return false;
  for (uint32_t i = 0; i < n; i++) {
    const sonde_value *member = value_get(v, members[i].name);
    if (!member ? (members[i].flags & SONDE_FIELD_REQUIRED) != 0 : !field_matches(&members[i], member, depth))
      return false;
  }
  return true;
}

/* Everything but numbers and booleans. */
static sonde_status take_deep(
    host *h, const row *r, uint32_t i, const sonde_value *raw, arena *a, sonde_value *out, error *e) {
  const sonde_field *f = &r->fields[i];
  if (raw->kind >= SONDE_KIND_COUNT) return misbehaves(h, r, f->name, "has a kind that does not exist", e);
  error wrong = {0};
  sonde_status s = value_copy(a, raw, out, &wrong);
  if (s == SONDE_ARG) return misbehaves(h, r, f->name, wrong.text, e);
  if (s) {
    if (e) *e = wrong;
    return s;
  }
  if (!field_matches(f, out, 0)) {
    text what;
    text_init(&what, 0);
    text_printf(&what, "is %s instead of %s, or a part of it does not match", kind_word(out->kind),
        kind_word(f->kind));
    s = misbehaves(h, r, f->name, text_chars(&what), e);
    text_free(&what);
    return s;
  }
  repair_deep(h, r, out, a, 0);
  return SONDE_OK;
}

static sonde_status take_result(host *h, const row *r, uint32_t i, const field_rule *rule,
    const sonde_value *raw, arena *a, sonde_value *out, error *e) {
  if (raw->kind == SONDE_NIL) {
    *out = (sonde_value){0};
    return rule->required ? misbehaves(h, r, r->fields[i].name, "is promised but was not given", e)
                          : SONDE_OK;
  }
  sonde_status s = take_deep(h, r, i, raw, a, out, e);
  if (!s && handles_check(r, rule, out, NULL))
    return misbehaves(h, r, r->fields[i].name, "is a handle that the host did not give out", e);
  return s;
}

sonde_status answer_check(
    host *h, const row *r, const sonde_value *raw, arena *a, sonde_value *results, error *e) {
  const row_extra *x = row_get_extra(r);
  for (uint32_t i = 0; i < r->nfields; i++) {
    const field_rule *rule = &x->results[i];
    if (rule->plain && raw[i].kind == rule->kind && raw[i].kind != SONDE_F64) {
      results[i] = raw[i];
      continue;
    }
    sonde_status s = take_result(h, r, i, rule, &raw[i], a, &results[i], e);
    if (s) return s;
  }
  return h->options.by_wire ? span_values_by_wire(results, r->nfields, a, e) : SONDE_OK;
}

sonde_value answer_map(const sonde_field *fields, uint32_t n, const sonde_value *results, arena *a) {
  sonde_pair *pairs = arena_alloc(a, (n + 1u) * sizeof *pairs);
  if (!pairs) return value_unknown(SONDE_WHY_OVERFLOW, NULL);
  size_t kept = 0;
  for (uint32_t i = 0; i < n; i++)
    if (results[i].kind != SONDE_NIL) pairs[kept++] = (sonde_pair){fields[i].name, results[i]};
  return value_map(pairs, kept);
}
