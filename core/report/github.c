/* Commands for GitHub's runner: findings as annotations. Its rules: data escapes % CR LF, properties also :
 * and ,. */
#include <string.h>

#include "report/clean.h"
#include "report/place.h"
#include "report/worst.h"

typedef enum command_kind { COMMAND_NOTICE, COMMAND_WARNING, COMMAND_ERROR, COMMAND_KINDS } command_kind;
static const char *const words[] = {"notice", "warning", "error"};

typedef struct annotation {
  command_kind kind;
  const char *title, *text, *advice, *file;
  uint32_t line;
} annotation;

static void escape(text *out, const char *s, bool property) {
  for (; *s; s++) {
    bool special = *s == '%' || *s == '\r' || *s == '\n' || (property && (*s == ':' || *s == ','));
    if (special)
      text_printf(out, "%%%02X", (unsigned char)*s);
    else
      text_putc(out, *s);
  }
}

/* Line ends stay, as escapes; everything else that could write to a terminal is made harmless. */
static void put(text *out, const char *s, bool property) {
  text clean = {0};
  for (size_t n; *s; s += n) {
    n = strcspn(s, "\r\n");
    clean_terminal(&clean, s, n, true);
    if (s[n]) text_putc(&clean, s[n++]);
  }
  escape(out, text_chars(&clean), property);
  text_free(&clean);
}

static command_kind kind_of(severity v) {
  return v >= SEVERITY_ERROR ? COMMAND_ERROR : v == SEVERITY_WARNING ? COMMAND_WARNING : COMMAND_NOTICE;
}

static annotation of_finding(const finding *f, arena *a) {
  const char *title = *f->subject ? arena_format(a, "%s: %s", f->kind, f->subject) : f->kind;
  return (annotation){kind_of(f->severity), title, f->text, f->advice, f->script_file, f->script_line};
}

static bool of_check(const check_result *c, annotation *out, arena *a) {
  *out = (annotation){.text = c->reason, .advice = "", .file = c->file, .line = c->line};
  out->title = arena_format(a, "%s: %s", c->id, outcome_word(c->outcome));
  switch (c->outcome) {
  case OUTCOME_FAILED: out->kind = COMMAND_ERROR; return true;
  case OUTCOME_NOT_RUN: out->kind = COMMAND_WARNING; return !c->unfit || c->named;
  case OUTCOME_UNKNOWN: out->kind = COMMAND_NOTICE; return true;
  default: return false;
  }
}

static annotation *collect(const session *s, arena *a, size_t *n) {
  annotation *all = arena_alloc(a, (s->nfindings + s->nchecks + 1) * sizeof *all);
  const finding **findings = worst_first(s, a);
  for (size_t i = 0; i < s->nfindings; i++)
    all[(*n)++] = of_finding(findings[i], a);
  for (size_t i = 0; i < s->nchecks; i++)
    *n += of_check(&s->checks[i], &all[*n], a);
  return all;
}

static void put_place(
    text *out, const session *s, const report_roots *roots, const annotation *one, arena *a) {
  place p = place_of(a, roots, s, one->file);
  if (p.kind != PLACE_ROOT) return;
  text_puts(out, "file=");
  put(out, p.path, true);
  text_printf(out, ",line=%u,", one->line ? one->line : 1);
}

static void put_command(
    text *out, const session *s, const report_roots *roots, const annotation *one, arena *a) {
  text_printf(out, "::%s ", words[one->kind]);
  put_place(out, s, roots, one, a);
  text_puts(out, "title=");
  put(out, one->title, true);
  text_puts(out, "::");
  put(out, one->text, false);
  if (*one->advice) put(out, "\n", false);
  put(out, one->advice, false);
  text_putc(out, '\n');
}

static void put_kind(text *out, const session *s, const report_roots *roots, const annotation *all, size_t n,
    command_kind kind, arena *a) {
  size_t have = 0, told = 0;
  for (size_t i = 0; i < n; i++)
    have += all[i].kind == kind;
  size_t most =
      have > REPORT_GITHUB_EACH ? REPORT_GITHUB_EACH - 1 : have; /* the last place tells of the others */
  for (size_t i = 0; i < n && told < most; i++) {
    if (all[i].kind != kind) continue;
    put_command(out, s, roots, &all[i], a);
    told++;
  }
  if (told < have)
    text_printf(out, "::%s title=Sonde::%zu more in the summary of this job\n", words[kind], have - told);
}

void report_github(text *out, const session *s, const report_roots *roots) {
  arena a = {0};
  size_t n = 0;
  annotation *all = collect(s, &a, &n);
  for (int kind = COMMAND_ERROR; kind >= COMMAND_NOTICE; kind--)
    put_kind(out, s, roots, all, n, (command_kind)kind, &a);
  arena_free(&a);
}
