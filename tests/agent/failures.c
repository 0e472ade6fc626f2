/* A plan that wants failed calls only. */
#include "lab.h"

#include <unistd.h>

#include "work.h"

static const lab_row rows[] = {{"work3", 3, AGENT_FORM_FRAMED, TRACER_ZERO, 1, 0, 0},
    {"work_fail", 2, AGENT_FORM_FRAMED, TRACER_MINUS_ONE, 0, TRACER_ERROR_SYSTEM, 1}};
static const char *const names[] = {"work*", NULL};

int main(void) {
  lab *l = lab_new(&(lab_setup){.rows = rows, .nrows = 2, .names = names, .failed_only = 1});
  CHECK(lab_start(l) == AGENT_OK);
  for (long i = 0; i < 1000; i++)
    work3(i, 1, 2); /* 0 for no i */
  CHECK(lab_read(l, NULL, NULL) == 0);
  CHECK(work3(0, 0, 0) == 0);
  for (int i = 0; i < 10; i++)
    work_fail("x", 5);
  CHECK(lab_read(l, NULL, NULL) == 11);
  CHECK(!lab_function(l, "work_unknown"));
  return 0;
}
