/* Does what came out hold what a test expects? Partial: only what is named is compared. */
#include <stdio.h>
#include <string.h>

#include "base/like.h"
#include "base/memory.h"
#include "judge/expect.h"

static bool is_false(const sonde_value *v) {
  return v->kind == SONDE_BOOL && !v->u.u;
}

static bool is_nothing(const sonde_value *v) {
  return v->kind == SONDE_NIL || is_false(v) ||
         ((v->kind == SONDE_LIST || v->kind == SONDE_MAP) && v->len == 0);
}

static void put_value(text *out, const sonde_value *v) {
  if (v->kind == SONDE_TEXT) text_putc(out, '\'');
  value_print(out, v, NULL);
  if (v->kind == SONDE_TEXT) text_putc(out, '\'');
}

static bool differs(text *why, const char *path, const sonde_value *got, const sonde_value *want) {
  text_printf(why, "%s is ", *path ? path : "the result");
  put_value(why, got);
  text_puts(why, ", expected ");
  put_value(why, want);
  return false;
}

static bool fits(const char *path, const sonde_value *got, const sonde_value *want, text *why);

static bool map_fits(const char *path, const sonde_value *got, const sonde_value *want, text *why) {
  static const sonde_value nil;
  for (uint32_t i = 0; i < want->len; i++) {
    char full[200];
    const sonde_value *v = value_get(got, want->u.map[i].key);
    snprintf(full, sizeof full, "%s%s%s", path, *path ? "." : "", want->u.map[i].key);
    if (!fits(full, v ? v : &nil, &want->u.map[i].value, why)) return false;
  }
  return true;
}

static bool list_fits(const char *path, const sonde_value *got, const sonde_value *want, text *why) {
  if (got->len != want->len) {
    text_printf(why, "%s has %u items, expected %u", *path ? path : "the result", got->len, want->len);
    return false;
  }
  for (uint32_t i = 0; i < want->len; i++) {
    char full[200];
    snprintf(full, sizeof full, "%s[%u]", path, i + 1);
    if (!fits(full, &got->u.list[i], &want->u.list[i], why)) return false;
  }
  return true;
}

static bool text_fits(const sonde_value *got, const sonde_value *want) {
  if (got->kind != SONDE_TEXT) return false;
  if (like_is_pattern(want->u.s, want->len)) return like_match(want->u.s, want->len, got->u.s, got->len);
  return got->len == want->len && memcmp(got->u.s, want->u.s, want->len) == 0;
}

static bool fits(const char *path, const sonde_value *got, const sonde_value *want, text *why) {
  bool same;
  if (want->kind == SONDE_MAP && got->kind == SONDE_MAP) return map_fits(path, got, want, why);
  if (want->kind == SONDE_LIST && got->kind == SONDE_LIST) return list_fits(path, got, want, why);
  if (is_false(want)) {
    same = is_nothing(got);
  } else if (want->kind == SONDE_TEXT) {
    same = text_fits(got, want);
  } else if (value_is_number(want)) {
    same = value_is_number(got) && value_compare(got, want) == 0;
  } else {
    same = value_equal(got, want);
  }
  return same || differs(why, path, got, want);
}

bool expect_fits(const sonde_value *got, const sonde_value *want, text *why) {
  return fits("", got, want, why);
}

/* A finding as a test sees it. */
static sonde_value finding_map(arena *a, const finding *f) {
  const sonde_pair pairs[] = {
      {"kind", value_text(f->kind)},
      {"severity", value_text(severity_word(f->severity))},
      {"subject", value_text(f->subject)},
      {"text", value_text(f->text)},
      {"advice", *f->advice ? value_text(f->advice) : value_nil()},
      {"class", *f->class_name ? value_text(f->class_name) : value_nil()},
      {"confidence", f->confidence >= 0 ? value_f64(f->confidence) : value_nil()},
      {"evidence", f->evidence},
      {"pid", f->pid ? value_u64(f->pid) : value_nil()},
      {"count", value_u64(f->count)},
      {"open", value_bool(f->open)},
  };
  sonde_pair *kept = arena_alloc(a, sizeof pairs);
  memcpy(kept, pairs, sizeof pairs);
  return value_map(kept, COUNT(pairs));
}

static bool too_many(const session *s, size_t wanted, text *why) {
  const finding *f = &s->findings[wanted];
  text_printf(why, "%s: %s %s: %s",
      wanted ? "one finding more than expected" : "a finding where none is expected",
      severity_word(f->severity), f->subject, f->text);
  return false;
}

bool expect_findings(const session *s, const sonde_value *want, text *why) {
  size_t wanted = want->kind == SONDE_LIST ? want->len : 0;
  arena a = {0};
  bool good = true;
  for (size_t i = 0; i < wanted && good; i++) {
    char path[40];
    snprintf(path, sizeof path, "finding %zu", i + 1);
    if (i >= s->nfindings) {
      text_printf(why, "%zu findings, expected %zu; missing: ", s->nfindings, wanted);
      put_value(why, &want->u.list[i]);
      good = false;
      break;
    }
    sonde_value got = finding_map(&a, &s->findings[i]);
    good = fits(path, &got, &want->u.list[i], why);
  }
  arena_free(&a);
  if (good && s->nfindings > wanted) return too_many(s, wanted, why);
  return good;
}
