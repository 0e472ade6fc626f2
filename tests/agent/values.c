/* What a record holds: result and error of failed calls, texts from any address, registers of all kinds left
 * alone. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"
#include "work.h"

static const lab_row rows[] = {{"snprintf", 3, AGENT_FORM_FRAMED, TRACER_NEVER, 0, 0, 0},
    {"work6", 6, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
    {"work_fail", 2, AGENT_FORM_FRAMED, TRACER_MINUS_ONE, 0, TRACER_ERROR_SYSTEM, 1},
    {"work_mixed", 2, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
    {"work_null", 1, AGENT_FORM_FRAMED, TRACER_ZERO, 1, TRACER_ERROR_SYSTEM, 1}};
static const char *const names[] = {"work*", "snprintf", NULL};

static lab *l;
static tracer_call got;
static char text[512];
static unsigned records;

static void keep(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *chars, unsigned len) {
  (void)self, (void)pid, (void)tid;
  got = *c;
  text[0] = 0;
  if (chars && len < sizeof text) {
    memcpy(text, chars, len);
    text[len] = 0;
  }
  records++;
}

/* The one record since the last time. */
static const tracer_call *one(void) {
  records = 0;
  lab_read(l, keep, NULL);
  CHECK(records == 1);
  return &got;
}

static unsigned error_of(const tracer_call *c) {
  return (unsigned)(c->about >> TRACER_ERROR_SHIFT & 0xFFFF);
}

static void check_fail(const char *argument, const char *expected, unsigned flags) {
  errno = 0;
  CHECK(work_fail(argument, ENOTDIR) == -1 && errno == ENOTDIR);
  const tracer_call *c = one();
  CHECK(c->record.subject == lab_function(l, "work_fail") && (int)c->result == -1 && error_of(c) == ENOTDIR);
  CHECK((c->about & 0xF) == flags && c->arguments[0] == (uint64_t)argument && c->arguments[1] == ENOTDIR);
  CHECK(!strcmp(text, expected));
}

int main(void) {
  l = lab_new(&(lab_setup){.rows = rows, .nrows = 5, .names = names, .unknown = 1});
  CHECK(lab_start(l) == AGENT_OK);
  long r = work6(1, 2, 3, 4, 5, 6);
  const tracer_call *c = one();
  CHECK(c->record.size == 80 && c->result == (uint64_t)r && r == (1 ^ 4 ^ 12 ^ 32 ^ 80 ^ 192));
  for (unsigned i = 0; i < 6; i++)
    CHECK(c->arguments[i] == i + 1);

  CHECK(work_mixed(2, 0.25, "A", 0.5f) == 2 + 0.25 + 65 + 0.5);
  c = one();
  CHECK(c->record.size == 48 && (int)c->arguments[0] == 2 && !strcmp((const char *)c->arguments[1], "A"));

  const unsigned both = TRACER_FAILED | TRACER_HAS_TEXT;
  check_fail("a/file", "a/file", both);
  check_fail("", "", both);
  check_fail(NULL, "", TRACER_FAILED);
  char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(pages, 'x', 4096);
  CHECK(!mprotect(pages + 4096, 4096, PROT_NONE));
  check_fail(pages + 4096, "", TRACER_FAILED);
  check_fail(pages + 4090, "xxxxxx", both);
  CHECK(got.text.len & SONDE_SLICE_CUT);
  char all[257];
  memset(all, 'x', 256);
  all[256] = 0;
  check_fail(pages, all, both);
  CHECK(got.text.len == (256 | SONDE_SLICE_CUT));

  CHECK(!work_null("n"));
  c = one();
  CHECK(error_of(c) == ENOENT && !strcmp(text, "n") && c->arguments[0] && c->result == 0);

  char line[64];
  for (int i = 0; i < 5000; i++) { /* a lost count of vector registers shows in one of 256 */
    CHECK(snprintf(line, sizeof line, "%d %.2f %s %.1f %.1f %.1f", 1, 2.5, "x", 3.5, 4.5, 5.5) == 20);
    CHECK(!strcmp(line, "1 2.50 x 3.5 4.5 5.5"));
    lab_read(l, keep, NULL);
  }
  return 0;
}
