/* Signature files, and what is made of them: a plan that the agent could read. The first line is a list of
 * patterns. */
#include <stdlib.h>
#include <string.h>

#include "agent/tracer.h"
#include "base/memory.h"
#include "plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const plan *p, uint32_t offset) {
  if (offset >= p->len || !memchr(p->bytes + offset, 0, p->len - offset)) abort();
}

static void check_plan(const plan *p) {
  tracer_plan head;
  memcpy(&head, p->bytes, sizeof head);
  const char *before = "";
  for (uint32_t i = 0; i < head.nsignatures; i++) {
    tracer_signature row;
    memcpy(&row, p->bytes + head.signatures + (uint64_t)i * sizeof row, sizeof row);
    check_text(p, row.name);
    const char *name = (const char *)p->bytes + row.name;
    if (strcmp(before, name) >= 0 || row.narguments > TRACER_MOST_ARGUMENTS || row.failure >= TRACER_FAILURES)
      abort();
    if (row.text > TRACER_MOST_ARGUMENTS || row.parameters < row.narguments) abort();
    before = name;
  }
  if (head.names) check_text(p, head.names);
}

static void build(const signatures *all, const char *patterns) {
  plan p;
  if (plan_build(all, &(plan_ask){.names = patterns, .most_parameters = 6}, &p, NULL)) return;
  check_plan(&p);
  plan_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const uint8_t *end = memchr(data, '\n', size);
  size_t first = end ? (size_t)(end - data) : 0;
  char *patterns = memory_text((const char *)data, first);
  char *rest = malloc(size - first ? size - first : 1); /* no longer, so that a read behind the end is seen */
  memcpy(rest, data + first, size - first);
  signatures all = {0};
  error e = {0};
  sonde_status s = signatures_add(&all, "fuzz.sig", rest, size - first, data && size % 2 ? 64 : 32, &e);
  if (s && !e.text[0]) abort();
  signatures_sort(&all);
  build(&all, patterns);
  build(&all, NULL);
  signatures_free(&all);
  free(rest);
  memory_free(patterns);
  return 0;
}
