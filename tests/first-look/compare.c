/* compare NAME WANT LOG REPORT: does the report name what the shop logged, each figure within 10 %, and
 * nothing else? WANT: "log", "none" (no finding), or "unknown" (no finding, and the check says that it cannot
 * tell). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/value.h"

enum { FAULTS = 8, REPORT_MOST = 1 << 20 };

#define SMALLEST_CPUS 0.85 /* docs/checks/first-look.md: with less there is nothing to tell */
#define TOLERANCE 0.10

typedef struct fault {
  char kind[32], figure[32];
  double cores_wanted; /* of cpu.busy: threads; else 0 */
  bool found;
} fault;

typedef struct comparison {
  const char *name;
  fault faults[FAULTS];
  size_t nfaults;
  int bad;
  char told[256];               /* how far each figure is off, for people */
  const char *outcome, *reason; /* of the check */
  arena arena;
  sonde_value report;
} comparison;

static void complain(comparison *c, const char *what, const char *kind, const char *detail) {
  printf("BAD  %s: %s %s %s\n", c->name, what, kind, detail);
  c->bad++;
}

/* "KIND figure=F threads=N ..." */
static void read_line(comparison *c, const char *line) {
  fault f = {0};
  if (c->nfaults == FAULTS ||
      sscanf(line, "%31s figure=%31s threads=%lf", f.kind, f.figure, &f.cores_wanted) < 2)
    return;
  c->faults[c->nfaults++] = f;
}

static bool read_log(comparison *c, const char *path) {
  char line[256];
  FILE *in = fopen(path, "r");
  if (!in) return false;
  while (fgets(line, sizeof line, in))
    read_line(c, line);
  fclose(in);
  return true;
}

static bool read_report(comparison *c, const char *path) {
  error e = {0};
  FILE *in = fopen(path, "rb");
  if (!in) return false;
  char *all = memory_new(REPORT_MOST);
  size_t n = fread(all, 1, REPORT_MOST, in);
  fclose(in);
  bool good = json_read(&c->arena, all, n, &c->report, &e) == SONDE_OK;
  if (!good) printf("%s: %s\n", path, e.text);
  return good; /* `all` stays: texts may lie in it */
}

static const char *text_of(const sonde_value *map, const char *key) {
  const sonde_value *v = value_get(map, key);
  return v && v->kind == SONDE_TEXT ? v->u.s : "";
}

static fault *find_fault(comparison *c, const char *kind) {
  for (size_t i = 0; i < c->nfaults; i++)
    if (strcmp(c->faults[i].kind, kind) == 0) return &c->faults[i];
  return NULL;
}

/* Relative; 1 for what is no number on one side only. */
static double deviation(const fault *f, const sonde_value *figure) {
  if (!figure) return 1;
  if (figure->kind == SONDE_TEXT) return strcmp(f->figure, figure->u.s) == 0 ? 0 : 1;
  double wanted = strtod(f->figure, NULL);
  return wanted > 0 ? fabs(value_as_f64(figure) / wanted - 1) : 1;
}

/* The fault "spin" is defined as 0.9 CPUs for each thread. A machine with other work to do may not have had
 * them to give: then the check has to say that it cannot tell, or tell of the part of the time in which it
 * had them. */
static bool had_its_cpus(const fault *f) {
  return f->cores_wanted == 0 || strtod(f->figure, NULL) >= 0.9 * f->cores_wanted;
}

static void check_finding(comparison *c, const sonde_value *finding) {
  const char *kind = text_of(finding, "kind");
  fault *f = find_fault(c, kind);
  if (!f || f->found) {
    complain(c, "false", kind, text_of(finding, "text"));
    return;
  }
  f->found = true;
  if (!had_its_cpus(f)) return;
  double off = deviation(f, value_get(value_get(finding, "evidence"), "figure"));
  size_t at = strlen(c->told);
  snprintf(c->told + at, sizeof c->told - at, " %s %.1f %%", kind, off * 100);
  if (off > TOLERANCE) complain(c, "figure off", kind, text_of(finding, "text"));
}

static void check_missing(comparison *c) {
  for (size_t i = 0; i < c->nfaults; i++) {
    const fault *f = &c->faults[i];
    if (f->found) continue;
    if (had_its_cpus(f))
      complain(c, "missed", f->kind, f->figure);
    else if (strtod(f->figure, NULL) >= SMALLEST_CPUS && !strstr(c->reason, "CPU: "))
      complain(c, "missed on a busy machine", f->kind, f->figure);
    else
      printf("note %s: the machine had only %s CPUs for it: unknown\n", c->name, f->figure);
  }
}

static void check_findings(comparison *c) {
  const sonde_value *findings = value_get(&c->report, "findings");
  if (!findings || findings->kind != SONDE_LIST) complain(c, "no list of", "findings", "");
  for (uint32_t i = 0; findings && findings->kind == SONDE_LIST && i < findings->len; i++)
    check_finding(c, &findings->u.list[i]);
  check_missing(c);
}

static void check_outcome(comparison *c, bool wants_unknown) {
  const char *outcome = c->outcome;
  if (strcmp(outcome, "failed") == 0 || strcmp(outcome, "not run") == 0)
    complain(c, "check", outcome, c->reason);
  if (wants_unknown && strcmp(outcome, "unknown") != 0)
    complain(c, "check should be unknown, is", outcome, c->reason);
}

static bool read_check(comparison *c) {
  const sonde_value *checks = value_get(&c->report, "checks");
  if (!checks || checks->kind != SONDE_LIST || checks->len != 1) return false;
  c->outcome = text_of(&checks->u.list[0], "outcome");
  c->reason = text_of(&checks->u.list[0], "reason");
  return true;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: compare NAME log|none|unknown LOG REPORT\n");
    return 2;
  }
  comparison c = {.name = argv[1]};
  bool by_log = strcmp(argv[2], "log") == 0;
  if (by_log && !read_log(&c, argv[3])) complain(&c, "no log", argv[3], "");
  if (!read_report(&c, argv[4])) complain(&c, "no report", argv[4], "");
  if (!c.bad && !read_check(&c)) complain(&c, "not one", "check", "");
  if (!c.bad) {
    check_findings(&c);
    check_outcome(&c, strcmp(argv[2], "unknown") == 0);
  }
  if (!c.bad) printf("ok   %s:%s\n", c.name, c.nfaults ? c.told : " nothing, as it should be");
  arena_free(&c.arena);
  return c.bad != 0;
}
