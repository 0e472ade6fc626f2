/* What a plan says about functions, and plans that cannot be. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "agent/plan.h"
#include "agent/thunk.h"
#include "fake.h"

/* Rows f000 to f199, of which each third has failed with -1; lists as asked for. */
typedef struct paper {
  _Alignas(8) uint8_t bytes[16384];
  uint64_t used;
} paper;

static uint32_t put(paper *p, const char *text) {
  uint64_t at = p->used;
  memcpy(p->bytes + at, text, strlen(text) + 1);
  p->used += strlen(text) + 1;
  return (uint32_t)at;
}

static uint32_t put_list(paper *p, const char *a, const char *b) {
  if (!a) return 0;
  uint32_t at = put(p, a);
  if (b) put(p, b);
  put(p, "");
  return at;
}

static tracer_plan *head_of(paper *p) {
  return (tracer_plan *)(void *)p->bytes;
}

static plan make(paper *p) {
  memset(p, 0, sizeof *p);
  tracer_signature *rows = (tracer_signature *)(void *)(p->bytes + sizeof(tracer_plan));
  p->used = sizeof(tracer_plan) + 200 * sizeof *rows;
  *head_of(p) = (tracer_plan){.nsignatures = 200, .signatures = sizeof(tracer_plan)};
  for (unsigned i = 0; i < 200; i++) {
    char name[8];
    snprintf(name, sizeof name, "f%03u", i);
    rows[i] = (tracer_signature){.name = put(p, name),
        .narguments = (uint8_t)(i % 7),
        .form = (uint8_t)(i % 5 ? AGENT_FORM_FRAMED : AGENT_FORM_ENTRY),
        .failure = (uint8_t)(i % 3 ? TRACER_NEVER : TRACER_MINUS_ONE),
        .error = TRACER_ERROR_SYSTEM};
  }
  return (plan){p->bytes, sizeof p->bytes};
}

static void rows_are_found(void **state) {
  (void)state;
  paper sheet;
  plan p = make(&sheet);
  assert_true(plan_is_sound(&p));
  for (unsigned i = 0; i < 200; i++) {
    char name[8];
    snprintf(name, sizeof name, "f%03u", i);
    assert_int_equal(plan_signature(&p, name), i + 1);
  }
  assert_int_equal(plan_signature(&p, "f0000"), 0);
  assert_int_equal(plan_signature(&p, ""), 0);
  assert_int_equal(plan_signature(&p, "z"), 0);
}

static void lists_decide(void **state) {
  (void)state;
  paper sheet;
  plan p = make(&sheet);
  assert_int_equal(plan_choose(&p, "f001", "libc.so.6").form, AGENT_FORM_FRAMED);
  assert_int_equal(plan_choose(&p, "f005", "libc.so.6").form, AGENT_FORM_ENTRY);
  assert_int_equal(plan_choose(&p, "unknown", "libc.so.6").wanted, 0);
  head_of(&sheet)->unknown = 1;
  assert_int_equal(plan_choose(&p, "unknown", "libc.so.6").form, AGENT_FORM_ENTRY);
  head_of(&sheet)->names = put_list(&sheet, "f0*", "x?z");
  assert_int_equal(plan_choose(&p, "f101", "libc.so.6").wanted, 0);
  assert_int_equal(plan_choose(&p, "xyz", "libc.so.6").wanted, 1);
  head_of(&sheet)->exclude = put_list(&sheet, "f001", NULL);
  plan_choice c = plan_choose(&p, "f001", "libc.so.6");
  assert_true(c.wanted && c.form == AGENT_FORM_NONE && c.why == AGENT_WHY_ASKED);
  head_of(&sheet)->libraries = put_list(&sheet, "libm.so*", NULL);
  assert_int_equal(plan_choose(&p, "f002", "libc.so.6").wanted, 0);
  assert_int_equal(plan_choose(&p, "f002", "libm.so.6").wanted, 1);
  assert_true(plan_wants_caller(&p, "prog"));
  head_of(&sheet)->from = put_list(&sheet, "lib*", "prog");
  assert_true(
      plan_wants_caller(&p, "prog") && plan_wants_caller(&p, "libz.so") && !plan_wants_caller(&p, "other"));
  assert_true(plan_is_sound(&p));
}

static void unsafe_ones_are_known(void **state) {
  (void)state;
  static const char *const none[] = {"__tls_get_addr", "_Unwind_Resume", "__stack_chk_fail", "__cxa_finalize",
      "_dl_find_object", "__libc_start_main"};
  static const char *const entry[] = {"setjmp", "_setjmp", "__sigsetjmp", "siglongjmp", "__longjmp_chk",
      "vfork", "fork", "execve", "exit", "dlopen", "dlsym", "__cxa_throw", "posix_spawnp", "swapcontext"};
  static const char *const framed[] = {"malloc", "open", "pthread_create", "divide", "exposure"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    assert_int_equal(unsafe_form(none[i]), AGENT_FORM_NONE);
  for (size_t i = 0; i < sizeof entry / sizeof *entry; i++)
    assert_int_equal(unsafe_form(entry[i]), AGENT_FORM_ENTRY);
  for (size_t i = 0; i < sizeof framed / sizeof *framed; i++)
    assert_int_equal(unsafe_form(framed[i]), AGENT_FORM_FRAMED);
}

static void impossible_plans_are_refused(void **state) {
  (void)state;
  paper sheet;
  plan p = make(&sheet);
  tracer_signature *rows = (tracer_signature *)(void *)(sheet.bytes + sizeof(tracer_plan));
  p.size = sizeof(tracer_plan) - 1;
  assert_false(plan_is_sound(&p));
  p.size = sizeof(tracer_plan) + 199 * sizeof *rows;
  assert_false(plan_is_sound(&p));
  p = make(&sheet);
  rows[7].name = UINT32_MAX;
  assert_false(plan_is_sound(&p));
  p = make(&sheet);
  rows[7].narguments = 7;
  assert_false(plan_is_sound(&p));
  p = make(&sheet);
  head_of(&sheet)->signatures = 4;
  assert_false(plan_is_sound(&p));
  p = make(&sheet);
  head_of(&sheet)->names = (uint32_t)sizeof sheet.bytes - 3;
  memcpy(sheet.bytes + sizeof sheet.bytes - 3, "abc", 3); /* without an end */
  assert_false(plan_is_sound(&p));
  p = make(&sheet);
  head_of(&sheet)->from = (uint32_t)sizeof sheet.bytes - 2; /* without the empty text */
  memcpy(sheet.bytes + sizeof sheet.bytes - 2, "a", 2);
  assert_false(plan_is_sound(&p));
}

static agent_site site_of(const char *name, uint64_t address) {
  return (agent_site){
      .name = name, .address = address, .next = address, .library = "lib.so", .caller = "prog", .is_new = 1};
}

static void functions_get_thunks(void **state) {
  (void)state;
  paper sheet;
  make(&sheet);
  head_of(&sheet)->unknown = 1;
  agent_head *head = fake_block(SONDE_LANE_DROP, 1, 2);
  head->plan.bytes = sizeof sheet.bytes;
  agent_area functions = head->functions;
  head = realloc(head, head->bytes + sizeof sheet.bytes); /* the plan behind it all */
  head->plan = (agent_area){head->bytes, sizeof sheet.bytes};
  memcpy((uint8_t *)head + head->bytes, sheet.bytes, sizeof sheet.bytes);
  agent_module *m = fake_module(head);
  assert_int_equal(trace_start(m), AGENT_OK);
  agent_site a = site_of("f001", 0x1000), b = site_of("f006", 0x1000), u = site_of("u", 0x2000),
             never = site_of("_Unwind_Resume", 0x3000);
  uint64_t code = trace_choose(m, &a);
  assert_int_equal(code, FAKE_FRAMED);
  assert_int_equal(trace_choose(m, &a), code);                      /* one thunk for all places */
  assert_int_equal(trace_choose(m, &b), FAKE_FRAMED + FAKE_STRIDE); /* another name of the same function */
  assert_int_equal(trace_choose(m, &u), FAKE_ENTRY);
  assert_int_equal(trace_choose(m, &never), 0);
  agent_site pointer = a;
  pointer.is_pointer = 1;
  assert_int_equal(trace_choose(m, &pointer), 0);
  const agent_function *f = (const agent_function *)(const void *)((uint8_t *)head + functions.offset);
  assert_int_equal(head->nfunctions, 4);
  assert_true(
      f[0].slots == 2 && f[0].signature == 2 && f[0].form == AGENT_FORM_FRAMED && f[0].address == 0x1000);
  assert_string_equal((const char *)head + head->texts.offset + f[2].name, "u");
  assert_true(f[3].form == AGENT_FORM_NONE && f[3].why == AGENT_WHY_UNSAFE);
  const thunk_data *d = thunk_data_of(AGENT_FORM_FRAMED, 0);
  assert_true(d->next == 0x1000 && d->size == 40 && d->word == (40 | 1 << 16 | UINT64_C(1) << 32));
  a.next = 0x9000; /* another module's hook came between */
  trace_choose(m, &a);
  assert_int_equal(d->next, 0x9000);
  static const char *const more[] = {"f002", "f003", "f004", "f007", "f008"};
  for (uint64_t i = 0; i < 5; i++) {
    agent_site s = site_of(more[i], 0x5000 + 16 * i);
    trace_choose(m, &s);
  }
  assert_true(f[6].form == AGENT_FORM_ENTRY); /* no framed one left */
  assert_true(f[8].form == AGENT_FORM_ENTRY);
  agent_site last = site_of("f009", 0x6000);
  assert_int_equal(trace_choose(m, &last), 0);
  assert_true(f[9].form == AGENT_FORM_NONE && f[9].why == AGENT_WHY_FULL);
  trace_forget(0x1000, 0x1001);
  trace_choose(m, &a);
  assert_int_equal(head->nfunctions, 11); /* what lies there now is another function */
  fake_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_found),
      cmocka_unit_test(lists_decide),
      cmocka_unit_test(unsafe_ones_are_known),
      cmocka_unit_test(impossible_plans_are_refused),
      cmocka_unit_test(functions_get_thunks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
