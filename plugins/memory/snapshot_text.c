/* The saved form of a snapshot: lines of text. */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "lines.h"
#include "snapshot.h"

#define FIRST_LINE "sonde memory snapshot 1"

void snapshot_free(snapshot *s) {
  if (!s) return;
  regions_free(&s->regions);
  memory_free(s);
}

static void print_amount(text *out, amount a) {
  if (a.why)
    text_printf(out, " ?%s", why_word(a.why));
  else
    text_printf(out, " %" PRId64, a.bytes);
}

void snapshot_print(const snapshot *s, text *out) {
  text name = {0};
  names_add(&name, s->name, strlen(s->name));
  text_printf(
      out, FIRST_LINE "\npid %u\ntime %" PRId64 "\nname %s\ncommit", s->pid, s->time_ns, text_chars(&name));
  text_free(&name);
  print_amount(out, s->regions.commit);
  text_printf(out, "\nregions %zu\n", s->regions.n);
  for (size_t i = 0; i < s->regions.n; i++) {
    const region *one = &s->regions.list[i];
    text_printf(out, "%" PRIx64 " %" PRIu64 " %s %s", one->address, one->bytes, kind_name(one->kind),
        one->protection);
    for (int f = 0; f < F_COUNT; f++)
      print_amount(out, one->figure[f]);
    text_putc(out, ' ');
    text_add(out, regions_name_of(&s->regions, one), one->name_len);
    text_putc(out, '\n');
  }
}

typedef struct reader {
  snapshot *s;
  uint64_t line, expected;
  const char *wrong; /* what the line should be; NULL: all is well */
} reader;

static bool use_amount(words *w, amount *out) {
  const char *word, *rest;
  size_t len;
  uint64_t n;
  if (words_rest(w, &rest) && *rest != '?') {
    if (!words_number(w, 10, &n) || n > INT64_MAX) return false;
    *out = amount_of(n);
    return true;
  }
  if (!words_next(w, &word, &len)) return false;
  for (uint32_t why = SONDE_WHY_UNKNOWN; why <= SONDE_WHY_OVERFLOW; why++) {
    const char *name = why_word(why);
    if (strlen(name) + 1 != len || memcmp(name, word + 1, len - 1) != 0) continue;
    *out = amount_lacking(why);
    return true;
  }
  return false;
}

static bool use_region(snapshot *s, words *w) {
  uint64_t address, bytes;
  const char *kind, *letters, *name;
  size_t kind_len, letters_len;
  if (!words_number(w, 16, &address) || !words_number(w, 10, &bytes)) return false;
  if (!words_next(w, &kind, &kind_len) || kind_named(kind, kind_len) == KIND_COUNT) return false;
  if (!words_next(w, &letters, &letters_len) || letters_len != 4) return false;
  region *one = regions_add(&s->regions, SONDE_WHY_UNKNOWN);
  if (!one) return false;
  one->address = address;
  one->bytes = bytes;
  one->kind = kind_named(kind, kind_len);
  region_protect(one, letters);
  for (int f = 0; f < F_COUNT; f++)
    if (!use_amount(w, &one->figure[f])) return false;
  size_t name_len = words_rest(w, &name);
  regions_name(&s->regions, one, name, name_len);
  return regions_in_order(&s->regions, s->regions.n - 1);
}

static bool key_is(words *w, const char *key) {
  const char *word;
  size_t len;
  return words_next(w, &word, &len) && len == strlen(key) && memcmp(word, key, len) == 0;
}

static bool use_name(snapshot *s, words *w) {
  const char *rest;
  size_t len = words_rest(w, &rest);
  if (len >= sizeof s->name) return false;
  memcpy(s->name, rest, len);
  return true;
}

static bool use_head(reader *r, const char *line, size_t len) {
  words w = words_of(line, len);
  uint64_t n;
  switch (r->line) {
  case 1: return len == strlen(FIRST_LINE) && memcmp(line, FIRST_LINE, len) == 0;
  case 2:
    if (!key_is(&w, "pid") || !words_number(&w, 10, &n) || n > UINT32_MAX) return false;
    r->s->pid = (uint32_t)n;
    return true;
  case 3:
    if (!key_is(&w, "time") || !words_number(&w, 10, &n) || n > INT64_MAX) return false;
    r->s->time_ns = (int64_t)n;
    return true;
  case 4: return key_is(&w, "name") && use_name(r->s, &w);
  case 5: return key_is(&w, "commit") && use_amount(&w, &r->s->regions.commit);
  default: return key_is(&w, "regions") && words_number(&w, 10, &r->expected) && r->expected <= REGIONS_MOST;
  }
}

static void use_line(void *self, const char *line, size_t len) {
  static const char *const heads[] = {
      FIRST_LINE, "pid NUMBER", "time NANOSECONDS", "name PROGRAM", "commit BYTES", "regions NUMBER"};
  reader *r = self;
  if (r->wrong) return;
  if (len && line[len - 1] == '\r') len--;
  r->line++;
  words w = words_of(line, len);
  if (r->line <= COUNT(heads)) {
    if (!use_head(r, line, len)) r->wrong = heads[r->line - 1];
  } else if (!use_region(r->s, &w)) {
    r->wrong = "address, size, kind, protection, six figures and a name of a region, by rising address";
  }
}

snapshot *snapshot_parse(const char *bytes, size_t len, error *e) {
  reader r = {.s = NEW(snapshot)};
  lines *l = NEW(lines);
  l->sink = use_line;
  l->self = &r;
  lines_feed(l, bytes, len);
  lines_end(l);
  memory_free(l);
  if (r.wrong)
    error_set(e, SONDE_ARG, "line %" PRIu64 " is not: %s; take the snapshot again", r.line, r.wrong);
  else if (r.line < 6 || r.expected != r.s->regions.n)
    error_set(e, SONDE_ARG,
        "it ends after line %" PRIu64 " with %zu of %" PRIu64 " regions; take the snapshot again", r.line,
        r.s->regions.n, r.expected);
  else if (r.s->regions.full)
    error_set(e, SONDE_ARG, "it has more names than can be kept");
  else
    return r.s;
  snapshot_free(r.s);
  return NULL;
}
