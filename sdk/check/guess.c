/* Arguments for rows that the test knows nothing of but their fields: the usual ones, random ones within the
 * limits, or those that take long. */
#include <string.h>

#include "base/memory.h"
#include "base/schema.h"
#include "check/internal.h"
#include "os/process.h"

#define LONGEST_RANDOM_NS 20000000 /* so that the test ends */
#define LONG_NS 3600000000000      /* what takes longer than any test */
#define LONGEST_TEXT 4096u

typedef struct guesser {
  trial *trial;
  guess_how how;
  uint64_t *random;
} guesser;

uint64_t guess_random(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

static uint64_t below(guesser *g, uint64_t n) {
  return n ? guess_random(g->random) % n : 0;
}

static bool is_unit(const sonde_field *f, const char *unit) {
  return strcmp(f->unit, unit) == 0;
}

/* A limit of the field, read as the host reads it; false: there is none. */
static bool limit(guesser *g, const sonde_field *f, const char *words, sonde_value *out) {
  sonde_field plain = *f;
  plain.initial = plain.least = plain.most = plain.choices = NULL;
  return words && schema_parse(&g->trial->check->memory, &plain, words, strlen(words), out, NULL) == SONDE_OK;
}

static int64_t clamp(int64_t n, int64_t least, int64_t most) {
  return n < least ? least : n > most ? most : n;
}

/* Small numbers are as likely as large ones. */
static int64_t random_between(guesser *g, int64_t least, int64_t most) {
  uint64_t width = (uint64_t)most - (uint64_t)least;
  switch (below(g, 8)) {
  case 0: return least;
  case 1: return most;
  default: break;
  }
  uint64_t step = guess_random(g->random) >> below(g, 64);
  if (width != UINT64_MAX) step %= width + 1;
  return (int64_t)((uint64_t)least + step);
}

static int64_t pick_i64(guesser *g, const sonde_field *f, int64_t least, int64_t most) {
  bool duration = is_unit(f, "ns");
  if (is_unit(f, "pid") && (g->how != GUESS_RANDOM || below(g, 2))) return (int64_t)process_self();
  switch (g->how) {
  case GUESS_LONG:
    if (duration) return clamp(LONG_NS, least, most);
    return is_unit(f, "count") ? most : clamp(1, least, most);
  case GUESS_RANDOM:
    if (!duration) return random_between(g, least, most);
    least = least < 0 ? 0 : least;
    return random_between(g, least, clamp(LONGEST_RANDOM_NS, least, most));
  default: return clamp(duration ? 5000000 : 1, least, most);
  }
}

static sonde_value guess_integer(guesser *g, const sonde_field *f) {
  sonde_value least, most;
  bool is_signed = f->kind == SONDE_I64;
  bool has_least = limit(g, f, f->least, &least), has_most = limit(g, f, f->most, &most);
  int64_t low = has_least ? least.u.i : is_signed ? INT64_MIN : 0;
  int64_t high = has_most && (is_signed || most.u.u <= INT64_MAX) ? most.u.i : INT64_MAX;
  sonde_value out = value_i64(pick_i64(g, f, low, high));
  out.kind = f->kind;
  return out;
}

static sonde_value guess_real(guesser *g, const sonde_field *f) {
  sonde_value least, most;
  double low = limit(g, f, f->least, &least) ? value_as_f64(&least) : -1e12;
  double high = limit(g, f, f->most, &most) ? value_as_f64(&most) : 1e12;
  double part = g->how == GUESS_RANDOM ? (double)below(g, 1025) / 1024 : 0.5;
  return value_f64(low + (high - low) * part);
}

/* One word of a list with blanks between. */
static sonde_value one_choice(guesser *g, const char *choices) {
  uint64_t n = 0, at = 0;
  for (const char *s = choices; *s; s++)
    n += *s != ' ' && (s[1] == ' ' || !s[1]);
  uint64_t wanted = g->how == GUESS_RANDOM ? below(g, n) : 0;
  const char *s = choices + strspn(choices, " ");
  for (; at < wanted; at++) {
    s += strcspn(s, " ");
    s += strspn(s, " ");
  }
  return value_text_len(s, strcspn(s, " "));
}

static bool names_a_file(const sonde_field *f) {
  return strcmp(f->name, "path") == 0 || strcmp(f->name, "file") == 0;
}

static uint64_t size_limit(guesser *g, const sonde_field *f, const char *words, uint64_t otherwise) {
  sonde_field size = {.name = f->name, .unit = f->kind == SONDE_LIST ? "" : "bytes", .kind = SONDE_U64};
  sonde_value v;
  return limit(g, &size, words, &v) ? v.u.u : otherwise;
}

static sonde_value random_text(guesser *g, uint64_t least, uint64_t most) {
  static const char *const parts[] = {
      "a", "B", "7", " ", "/", ".", "\\", "%s", "\"", "'", "\xC3\xA9", "\xE2\x82\xAC", "\n", "*"};
  uint64_t len = below(g, 6) ? least + below(g, 24) : most;
  if (len > most) len = most;
  char *s = arena_alloc(&g->trial->check->memory, len + 8);
  uint64_t at = 0;
  while (at < len) {
    const char *part = parts[below(g, COUNT(parts))];
    if (at + strlen(part) > len) part = "x";
    while (*part)
      s[at++] = *part++;
  }
  return value_text_len(s, (size_t)at);
}

static sonde_value guess_text(guesser *g, const sonde_field *f) {
  if (f->choices) return one_choice(g, f->choices);
  if (names_a_file(f) && (g->how != GUESS_RANDOM || below(g, 2))) return value_text(g->trial->check->file);
  uint64_t least = size_limit(g, f, f->least, 0), most = size_limit(g, f, f->most, LONGEST_TEXT);
  if (most > LONGEST_TEXT && least <= LONGEST_TEXT) most = LONGEST_TEXT;
  sonde_value v;
  if (g->how == GUESS_RANDOM) {
    v = random_text(g, least, most);
  } else {
    size_t len = (size_t)(least ? least : most ? 1 : 0);
    char *s = arena_alloc(&g->trial->check->memory, len + 1);
    memset(s, 'x', len);
    v = value_text_len(s, len);
  }
  v.kind = f->kind;
  return v;
}

static bool guess_field(guesser *g, const sonde_field *f, sonde_value *out);

static bool guess_list(guesser *g, const sonde_field *f, sonde_value *out) {
  uint64_t least = size_limit(g, f, f->least, 0), most = size_limit(g, f, f->most, 3);
  uint64_t n = g->how == GUESS_RANDOM && most > least
                   ? least + below(g, (most - least < 3 ? most - least : 3) + 1)
                   : least;
  sonde_value *items = arena_alloc(&g->trial->check->memory, (n + 1) * sizeof *items);
  sonde_field item = *f;
  item.kind = f->item_kind ? f->item_kind : SONDE_I64;
  item.item_kind = 0;
  item.least = item.most = item.initial = NULL;
  item.flags = SONDE_FIELD_REQUIRED;
  for (uint64_t i = 0; i < n; i++)
    if (!guess_field(g, &item, &items[i])) return false;
  *out = value_list(items, (size_t)n);
  return true;
}

static bool guess_map(guesser *g, const sonde_field *f, sonde_value *out) {
  sonde_pair *pairs = arena_alloc(&g->trial->check->memory, (f->nmembers + 1u) * sizeof *pairs);
  size_t n = 0;
  for (uint32_t i = 0; i < f->nmembers; i++) {
    sonde_value v;
    if (!guess_field(g, &f->members[i], &v)) return false;
    if (v.kind != SONDE_NIL) pairs[n++] = (sonde_pair){f->members[i].name, v};
  }
  *out = value_map(pairs, n);
  return true;
}

static bool takes_handle(const row *r) {
  for (uint32_t i = 0; i < r->nparams; i++)
    if (r->params[i].kind == SONDE_HANDLE) return true;
  return false;
}

/* From a function that gives one and does not want one itself. */
static bool guess_handle(guesser *g, const sonde_field *f, sonde_value *out) {
  trial *t = g->trial;
  row r;
  for (size_t i = 0; trial_next_row(t, ROW_FUNCTION, &i, &r);) {
    sonde_value args[64], results[64];
    for (uint32_t k = 0; k < r.nfields; k++) {
      if (r.fields[k].kind != SONDE_HANDLE || !is_unit(&r.fields[k], f->unit) || takes_handle(&r)) continue;
      if (!guess_arguments(t, &r, GUESS_USUAL, NULL, args)) continue;
      if (trial_call(t, &r, args, &t->check->memory, results, NULL)) continue;
      *out = results[k];
      if (out->kind == SONDE_HANDLE) return true;
    }
  }
  return false;
}

static bool guess_field(guesser *g, const sonde_field *f, sonde_value *out) {
  bool optional = !(f->flags & SONDE_FIELD_REQUIRED);
  *out = value_nil();
  if (optional && g->how == GUESS_USUAL) return true;
  if (optional && g->how == GUESS_RANDOM && below(g, 4) == 0) return true;
  if (optional && g->how == GUESS_SHORT && !is_unit(f, "ns")) return true;
  if (optional && g->how == GUESS_LONG && !is_unit(f, "ns") && !is_unit(f, "count")) return true;
  switch (f->kind) {
  case SONDE_BOOL: *out = value_bool(g->how == GUESS_RANDOM ? below(g, 2) != 0 : true); return true;
  case SONDE_I64:
  case SONDE_U64: *out = guess_integer(g, f); return true;
  case SONDE_F64: *out = guess_real(g, f); return true;
  case SONDE_TEXT:
  case SONDE_BYTES: *out = guess_text(g, f); return true;
  case SONDE_LIST: return guess_list(g, f, out);
  case SONDE_MAP: return guess_map(g, f, out);
  case SONDE_HANDLE: return guess_handle(g, f, out);
  default: return false;
  }
}

bool guess_arguments(trial *t, const row *r, guess_how how, uint64_t *random, sonde_value *out) {
  guesser g = {t, how, random};
  for (uint32_t i = 0; i < r->nparams; i++)
    if (!guess_field(&g, &r->params[i], &out[i])) return false;
  return true;
}
