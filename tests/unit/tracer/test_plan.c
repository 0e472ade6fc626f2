/* Plans, read as the agent reads them. */
#include "check.h"

#include "agent/tracer.h"
#include "plan.h"

static signatures all;

static int prepare(void **state) {
  (void)state;
  static const char lines[] = "int open(const char *path, int flags, ...) : -1 errno text(path) args(3)\n"
                              "size_t strlen(const char *s) : cheap\n"
                              "int close(int fd) : -1 errno\n"
                              "int printf(const char *format, ...)\n"
                              "HRESULT CoThing(const wchar_t *name, void *p) : negative hresult text(name)\n"
                              "int pthread_mutex_lock(pthread_mutex_t *mutex) : nonzero errno\n"
                              "void *many(int a, int b, int c, int d, int e, int f, int g) : NULL win32\n";
  error e = {0};
  if (signatures_add(&all, "test.sig", lines, sizeof lines - 1, 32, &e)) return -1;
  signatures_sort(&all);
  return 0;
}

static int tidy(void **state) {
  (void)state;
  signatures_free(&all);
  return 0;
}

static tracer_plan head_of(const plan *p) {
  tracer_plan head;
  assert_true(p->len >= sizeof head);
  memcpy(&head, p->bytes, sizeof head);
  return head;
}

static const char *text_at(const plan *p, uint32_t offset) {
  assert_in_range(offset, sizeof(tracer_plan), p->len - 1);
  assert_non_null(memchr(p->bytes + offset, 0, p->len - offset));
  return (const char *)p->bytes + offset;
}

/* Row i; its name through *name. */
static tracer_signature row(const plan *p, uint32_t i, const char **name) {
  tracer_signature r;
  tracer_plan head = head_of(p);
  assert_true(i < head.nsignatures);
  memcpy(&r, p->bytes + head.signatures + i * sizeof r, sizeof r);
  *name = text_at(p, r.name);
  return r;
}

static tracer_signature row_named(const plan *p, const char *wanted) {
  tracer_plan head = head_of(p);
  for (uint32_t i = 0; i < head.nsignatures; i++) {
    const char *name;
    tracer_signature r = row(p, i, &name);
    if (strcmp(name, wanted) == 0) return r;
  }
  fail_msg("no row %s", wanted);
  return (tracer_signature){0};
}

static plan build(const plan_ask *ask) {
  plan p;
  error e = {0};
  if (plan_build(&all, ask, &p, &e)) fail_msg("%s", e.text);
  return p;
}

static void rows(void **state) {
  (void)state;
  plan p = build(&(plan_ask){.most_parameters = 6});
  tracer_plan head = head_of(&p);
  assert_int_equal(head.nsignatures, 6); /* without strlen, which is cheap */
  assert_int_equal(head.signatures % 8, 0);
  assert_int_equal(head.names, 0);
  assert_int_equal(head.exclude, 0);
  assert_int_equal(head.unknown, 0);
  const char *name, *before = "";
  for (uint32_t i = 0; i < head.nsignatures; i++, before = name) {
    row(&p, i, &name);
    assert_true(strcmp(before, name) < 0);
  }
  tracer_signature r = row_named(&p, "open");
  assert_int_equal(r.narguments, 3);
  assert_int_equal(r.parameters, 3);
  assert_int_equal(r.form, AGENT_FORM_FRAMED);
  assert_int_equal(r.failure, TRACER_MINUS_ONE);
  assert_int_equal(r.error, TRACER_ERROR_SYSTEM);
  assert_int_equal(r.wide, 0);
  assert_int_equal(r.text, 1);
  assert_int_equal(r.utf16, 0);
  r = row_named(&p, "CoThing");
  assert_int_equal(r.error, TRACER_ERROR_RESULT);
  assert_int_equal(r.failure, TRACER_NEGATIVE);
  assert_int_equal(r.utf16, 1);
  assert_int_equal(row_named(&p, "pthread_mutex_lock").error, TRACER_ERROR_RESULT);
  r = row_named(&p, "printf");
  assert_int_equal(r.form, AGENT_FORM_ENTRY);
  assert_int_equal(r.narguments, 0);
  r = row_named(&p, "many"); /* the seventh argument is on the stack */
  assert_int_equal(r.form, AGENT_FORM_ENTRY);
  assert_int_equal(r.failure, TRACER_NEVER);
  plan_free(&p);
  p = build(&(plan_ask){.most_parameters = 16});
  r = row_named(&p, "many");
  assert_int_equal(r.form, AGENT_FORM_FRAMED);
  assert_int_equal(r.parameters, 7);
  assert_int_equal(r.narguments, 6);
  assert_int_equal(r.wide, 1);
  plan_free(&p);
}

static void patterns(void **state) {
  (void)state;
  plan p = build(&(plan_ask){.names = "strlen, o*",
      .exclude = "CoThing",
      .libraries = "libc.so*  libm*",
      .from = "app",
      .failed_only = true,
      .most_parameters = 6});
  tracer_plan head = head_of(&p);
  assert_int_equal(head.nsignatures, 2);
  row_named(&p, "strlen");
  row_named(&p, "open");
  assert_int_equal(head.failed_only, 1);
  const char *at = text_at(&p, head.names);
  assert_string_equal(at, "strlen");
  assert_string_equal(at + 7, "o*");
  assert_string_equal(at + 10, "");
  assert_string_equal(text_at(&p, head.exclude), "CoThing");
  assert_string_equal(text_at(&p, head.libraries), "libc.so*");
  assert_string_equal(text_at(&p, head.libraries) + 9, "libm*");
  assert_string_equal(text_at(&p, head.from), "app");
  plan_free(&p);
  p = build(&(plan_ask){.exclude = "p* o*", .most_parameters = 6});
  assert_int_equal(head_of(&p).nsignatures, 3);
  plan_free(&p);
}

static void nothing(void **state) {
  (void)state;
  plan p;
  error e = {0};
  assert_int_equal(plan_build(&all, &(plan_ask){.names = "sqlite3_*"}, &p, &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "no signature is of the name sqlite3_*"));
  p = build(&(plan_ask){.names = "sqlite3_*", .unknown = true});
  assert_int_equal(head_of(&p).nsignatures, 0);
  assert_int_equal(head_of(&p).unknown, 1);
  plan_free(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows), cmocka_unit_test(patterns), cmocka_unit_test(nothing)};
  return cmocka_run_group_tests(tests, prepare, tidy);
}
