/* Libraries that come and go: found by the caller's own search path as without us, their calls seen, nothing
 * written to where they were. */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"
#include "work.h"

static const lab_row rows[] = {{"work3", 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0}};
static const char *const names[] = {"work3", "dlopen", "dlclose", NULL};

static lab *l;

static unsigned count_objects(const char *name) {
  agent_head *h = lab_head(l);
  const agent_object *o = (const agent_object *)(const void *)((const char *)h + h->objects.offset);
  unsigned n = 0;
  for (unsigned i = 0; i < h->nobjects; i++)
    n += strstr(lab_text(l, o[i].path), name) != NULL;
  return n;
}

static void count(
    void *self, const tracer_call *c, unsigned pid, unsigned tid, const char *text, unsigned len) {
  (void)pid, (void)tid, (void)text, (void)len;
  ((unsigned long *)self)[c->record.subject]++;
}

int main(void) {
  unsigned long seen[64] = {0};
  l = lab_new(&(lab_setup){.rows = rows, .nrows = 1, .names = names, .unknown = 1});
  CHECK(lab_start(l) == AGENT_OK);
  CHECK(count_objects("libwork") == 1 && count_objects("libextra") == 0);
  enum { LOOPS = 200, CALLS = 10 };
  for (int i = 0; i < LOOPS; i++) {
    void *extra = dlopen("libextra.so", RTLD_LAZY); /* without a folder: by our own run path only */
    CHECK(extra);
    int (*run)(int) = (int (*)(int))(uintptr_t)dlsym(extra, "extra_run");
    CHECK(run && run(CALLS) == 1);
    CHECK(!dlclose(extra));
    work3(1, 2, 3);
  }
  lab_read(l, count, seen);
  unsigned long calls = seen[lab_function(l, "work3")];
  printf("%lu calls of %d, %u objects told\n", calls, LOOPS * (CALLS + 1), count_objects("libextra"));
  CHECK(calls == LOOPS * (CALLS + 1) && count_objects("libextra") >= 1);
  CHECK(seen[lab_function(l, "dlopen")] == LOOPS && seen[lab_function(l, "dlclose")] == LOOPS);
  return 0;
}
