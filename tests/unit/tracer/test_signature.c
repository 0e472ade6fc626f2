/* Lines of signature files: what they say, and what is refused. */
#include "check.h"

#include "agent/tracer.h"
#include "signatures.h"

static arena memory;

static signature read_bits(const char *line, uint32_t long_bits) {
  signature s;
  error e = {0};
  if (signature_parse(&memory, line, strlen(line), long_bits, &s, &e)) fail_msg("%s: %s", line, e.text);
  return s;
}

static signature read(const char *line) {
  return read_bits(line, 64);
}

static void refused(const char *line, const char *part) {
  signature s;
  error e = {0};
  assert_int_equal(signature_parse(&memory, line, strlen(line), 64, &s, &e), SONDE_ARG);
  if (!strstr(e.text, part)) fail_msg("%s: wanted '%s', is '%s'", line, part, e.text);
}

static void usual(void **state) {
  (void)state;
  signature s = read("  int open(const char *path, int flags, ...) : -1 errno text(path) args(3)");
  assert_string_equal(s.name, "open");
  assert_string_equal(s.prototype, "int open(const char *path, int flags, ...)");
  assert_int_equal(s.failure, TRACER_MINUS_ONE);
  assert_int_equal(s.errors, ERRORS_ERRNO);
  assert_int_equal(s.bits, 32);
  assert_int_equal(s.nparameters, 2);
  assert_int_equal(s.nrecorded, 3);
  assert_int_equal(s.text, 1);
  assert_true(s.variadic);
  assert_false(s.entry_only);
  assert_int_equal(s.parameters[0], VALUE_TEXT);
  assert_int_equal(s.parameters[1], VALUE_I32);
  s = read("ssize_t read(int fd, void *buffer, size_t count) : -1 errno waits");
  assert_int_equal(s.bits, 64);
  assert_true(s.waits);
  assert_false(s.cheap);
  assert_int_equal(s.nrecorded, 3);
  assert_int_equal(s.parameters[1], VALUE_POINTER);
  assert_int_equal(s.parameters[2], VALUE_U64);
  s = read("void *malloc(size_t size) : NULL errno");
  assert_int_equal(s.failure, TRACER_ZERO);
  assert_int_equal(s.result, VALUE_POINTER);
  s = read("int pthread_create(pthread_t *out, const pthread_attr_t *a, void *(*start)(void *), void "
           "*argument) : nonzero errno");
  assert_int_equal(s.nparameters, 4);
  assert_int_equal(s.failure, TRACER_NONZERO);
  assert_int_equal(s.parameters[2], VALUE_POINTER);
  s = read("HRESULT CLSIDFromProgID(LPCOLESTR name, CLSID *out) : negative hresult text(name)");
  assert_int_equal(s.errors, ERRORS_HRESULT);
  assert_int_equal(s.parameters[0], VALUE_UTF16);
  s = read("uid_t getuid(void);");
  assert_int_equal(s.nparameters, 0);
  assert_int_equal(s.failure, TRACER_NEVER);
  assert_string_equal(s.prototype, "uid_t getuid(void)");
}

/* One type for each way in which it is written. */
static void types(void **state) {
  (void)state;
  signature s = read("unsigned long long f(unsigned a, long b, unsigned long c, const struct x *d, char **e, "
                     "wchar_t *g, short h, char i[4], "
                     "_Bool j, enum k l)");
  static const uint8_t wanted[] = {VALUE_U32, VALUE_I64, VALUE_U64, VALUE_POINTER, VALUE_POINTER,
      VALUE_POINTER, VALUE_I32, VALUE_POINTER, VALUE_U32, VALUE_I32};
  assert_int_equal(s.nparameters, sizeof wanted);
  assert_memory_equal(s.parameters, wanted, sizeof wanted);
  assert_int_equal(s.nrecorded, 6);
  assert_int_equal(s.result, VALUE_U64);
  s = read_bits("long f(long a, unsigned long b, const wchar_t *c)", 32); /* Windows */
  assert_int_equal(s.bits, 32);
  assert_int_equal(s.parameters[0], VALUE_I32);
  assert_int_equal(s.parameters[1], VALUE_U32);
  assert_int_equal(s.parameters[2], VALUE_UTF16);
  assert_int_equal(read("my_thing f(my_other a)").parameters[0], VALUE_OTHER);
  assert_int_equal(read("my_thing f(int a) : -1 errno bits(32)").bits, 32);
}

/* Whatever leaves the integer registers is seen by its entry only. */
static void entries(void **state) {
  (void)state;
  assert_true(read("double sqrt(double x)").entry_only);
  assert_true(read("int f(int a, float b)").entry_only);
  assert_true(read("int f(struct point p)").entry_only);
  assert_true(read("struct point f(int a)").entry_only);
  assert_true(read("div_t div(int a, int b)").entry_only);
  signature s = read("int printf(const char *format, ...)");
  assert_true(s.entry_only);
  assert_int_equal(s.nrecorded, 0);
  assert_true(read("void *dlopen(const char *file, int mode) : entry").entry_only);
  assert_false(read("int f(double *out, struct point *p)").entry_only);
}

static void refusals(void **state) {
  (void)state;
  refused("open", "a prototype is wanted");
  refused("open(int a)", "a prototype is wanted");
  refused("int open(int a", "a prototype is wanted");
  refused("int open(int a) b", "a prototype is wanted");
  refused("int f()", "write (void)");
  refused("int f(int)", "parameter 1: a type and a name");
  refused("int f(const char *)", "parameter 1: a type and a name");
  refused("int f(int a, )", "parameter 2");
  refused("int f(..., int a)", "`...` stands behind");
  refused("int f(int a; int b)", "parameter 1");
  refused("int f(void v)", "parameter 1: its type");
  refused("a b c f(int a)", "the type of the result");
  refused("int f(int a) :", "nothing stands behind the colon");
  refused("int f(int a) : errno", "'errno' is not understood");
  refused("int f(int a) : -2", "'-' is not understood");
  refused("int f(int a) : -1 errno text(b)", "there is no such parameter");
  refused("int f(int a) : -1 errno text(a)", "it is no text");
  refused("int f(char *a) : text(a)", "nothing tells that this one failed");
  refused("int f(int a) : -1 errno args(7)", "0 to 6");
  refused("int f(int a) : -1 errno args(2)", "it has only 1");
  refused("int f(int a, ...) : -1 errno", "add args(N)");
  refused("my_thing f(int a) : -1 errno", "add bits(32) or bits(64)");
  refused("void f(int a) : -1 errno", "add bits(32) or bits(64)");
  refused("double f(int a) : 0 errno", "the result's type is not known");
  refused("int f(double a) : 0 errno", "only the entry");
  refused("HRESULT f(int a) : -1 hresult", "it is the result itself");
  refused("int f(int a) : negative errno", "an hresult or an ntstatus");
  refused("void *f(int a) : negative hresult", "32 bits");
  refused("int f(int a) : -1 errno bits(16)", "32 or 64");
  refused("int f(int a) @", "byte 14: '@'");
}

static sonde_status add(signatures *all, const char *file, const char *bytes, error *e) {
  return signatures_add(all, file, bytes, strlen(bytes), 64, e);
}

static void files(void **state) {
  (void)state;
  signatures all = {0};
  error e = {0};
  assert_int_equal(
      add(&all, "a.sig", "# first\n\nint zeta(int a) : -1 errno # last\r\n  int alpha(void)", &e), SONDE_OK);
  assert_int_equal(add(&all, "own.sig", "int zeta(int a, int b)\n", &e), SONDE_OK);
  assert_int_equal(all.n, 2);
  assert_int_equal(add(&all, "bad.sig", "int one(void)\n\nint two(int)\n", &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "bad.sig:3: parameter 1"));
  assert_int_equal(add(&all, "twice.sig", "int same(void)\nint same(void)\n", &e), SONDE_ARG);
  assert_string_equal(e.text, "twice.sig:2: same is declared twice, first in line 1");
  signatures_sort(&all);
  const signature *zeta = signatures_find(&all, "zeta", 4);
  assert_non_null(zeta);
  assert_string_equal(zeta->file, "own.sig");
  assert_int_equal(zeta->nparameters, 2);
  assert_int_equal(zeta->failure, TRACER_NEVER);
  assert_int_equal(signatures_find(&all, "alpha", 5)->line, 4);
  assert_null(signatures_find(&all, "zet", 3));
  assert_null(signatures_find(&all, "zetaa", 5));
  signatures_free(&all);
}

static int tidy(void **state) {
  (void)state;
  arena_free(&memory);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(usual), cmocka_unit_test(types),
      cmocka_unit_test(entries), cmocka_unit_test(refusals), cmocka_unit_test(files)};
  return cmocka_run_group_tests(tests, NULL, tidy);
}
