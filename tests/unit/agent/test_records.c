/* Records of calls that take the slow way, texts, and the tables that Sonde reads. */
#include "check.h"

#include <stdlib.h>

#include "agent/publish.h"
#include "agent/taken_text.h"
#include "agent/thunk.h"
#include "agent/tracer.h"
#include "fake.h"
#include "os/thread.h"

static const tracer_call *newest(agent_module *m, uint32_t size) {
  const sonde_lane *lane = &m->writers[0].lane;
  return (const tracer_call *)(const void *)(lane->chunk + lane->at - size);
}

static void calls_are_written(void **state) {
  (void)state;
  agent_module *m = fake_module(fake_block(SONDE_LANE_DROP, 1, 2));
  thunk_data d = {.word = 48 | 1 << 16 | UINT64_C(9) << 32,
      .mask = UINT32_MAX,
      .value = UINT32_MAX,
      .want = 1,
      .size = 48,
      .narguments = 2,
      .error = TRACER_ERROR_SYSTEM,
      .text = 1};
  static const char name[TEXT_MOST] = "name";
  thunk_frame f = {.arguments = {(uintptr_t)name, 2}, .result = 3, .start = 1};
  trace_return(&d, &f);
  const tracer_call *c = newest(m, 48);
  assert_true(c->record.size == 48 && c->record.subject == 9 && c->result == 3 && c->arguments[1] == 2);
  assert_true((c->about & 0xFFFFF) == 0 && c->about >> TRACER_DURATION_SHIFT);
  f.result = UINT64_C(0x12FFFFFFFF); /* the lower half counts */
  trace_return(&d, &f);
  c = newest(m, 96);
  assert_int_equal(c->about & 0xF, TRACER_FAILED | TRACER_HAS_TEXT);
  assert_int_equal(c->about >> TRACER_ERROR_SHIFT & 0xFFFF, 5);
  for (uint32_t i = 0; i < TRACER_MOST_ARGUMENTS; i++)
    assert_int_equal(
        c->quality >> 4 * (TRACER_FIRST_ARGUMENT + i) & 15, i < 2 ? SONDE_WHY_KNOWN : SONDE_WHY_NOT_ASKED);
  assert_true(c->text.len == 4 && !memcmp(m->writers[0].lane.chunk + c->text.offset, "name", 4));
  d.failed_only = 1;
  f.result = 0;
  uint32_t at = m->writers[0].lane.at;
  trace_return(&d, &f);
  assert_int_equal(m->writers[0].lane.at, at);
  f.start = UINT64_MAX; /* as if time had gone back */
  f.result = UINT32_MAX;
  trace_return(&d, &f);
  assert_int_equal(newest(m, 96)->about >> TRACER_DURATION_SHIFT, 0);
  trace_entry(&(thunk_data){.word = 16 | 1 << 16 | UINT64_C(4) << 32});
  assert_int_equal(newest(m, 16)->record.subject, 4);
  fake_free(m);
}

static void texts_become_utf8(void **state) {
  (void)state;
  _Alignas(8) uint16_t units[128] = {'a', 0xE4, 0x20AC, 0xD83D, 0xDE00, 0xDC00, 0};
  taken_text t;
  assert_true(taken_text_read(&t, (uintptr_t)units, 1));
  assert_int_equal(t.len, 13);
  assert_memory_equal(t.bytes, "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD", 13);
  assert_false(t.is_cut);
  for (int i = 0; i < 128; i++)
    units[i] = 0x20AC;
  assert_true(taken_text_read(&t, (uintptr_t)units, 1));
  assert_true(t.len == 384 && t.is_cut);
  assert_false(taken_text_read(&t, 16, 1));
  assert_false(taken_text_read(&t, 0, 0));
}

static agent_head *head;

static void publish_many(void *self) {
  uint64_t base = (uintptr_t)self;
  for (uint64_t i = 0; i < 20; i++) {
    agent_function f = {.address = base + i, .name = (uint32_t)(base + i)};
    publish_function(head, &f);
  }
}

static void tables_are_shared(void **state) {
  (void)state;
  thread *threads[4];
  head = fake_block(SONDE_LANE_DROP, 1, 2); /* room for 64 functions */
  for (uintptr_t i = 0; i < 4; i++)
    assert_non_null(threads[i] = thread_start("publisher", publish_many, (void *)(1000 * (i + 1)), NULL));
  for (int i = 0; i < 4; i++)
    thread_join(threads[i]);
  assert_int_equal(head->nfunctions, 64);
  assert_int_equal(head->full, 16);
  const agent_function *f = (const agent_function *)(const void *)((uint8_t *)head + head->functions.offset);
  for (int i = 0; i < 64; i++)
    assert_true(f[i].complete && f[i].address == f[i].name);
  free(head);
}

static void texts_end_where_the_area_ends(void **state) {
  (void)state;
  char name[300];
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = 0;
  head = fake_block(SONDE_LANE_DROP, 1, 2); /* 4096 bytes of texts */
  assert_int_equal(publish_text(head, ""), 0);
  for (uint32_t i = 0; i < 13; i++)
    assert_int_equal(publish_text(head, name), 1 + 300 * i);
  assert_int_equal(publish_text(head, name), 0);
  assert_int_equal(head->full, 1);
  agent_object o = {.base = 4096, .end = 8192};
  assert_int_equal(publish_object(head, &o, ""), 1);
  assert_int_equal(publish_object(head, &o, ""), 1); /* told once */
  o.base = 12288;
  assert_int_equal(publish_object(head, &o, ""), 2);
  free(head);
}

static void impossible_blocks_are_refused(void **state) {
  (void)state;
  agent_argument a = {.bytes = 16};
  assert_int_equal(agent_start(&a), AGENT_NO_BLOCK);
  head = fake_block(SONDE_LANE_DROP, 2, 2);
  a = (agent_argument){.bytes = head->bytes, .handle = (uintptr_t)head};
  agent_head good = *head;
  head->version++;
  assert_int_equal(agent_start(&a), AGENT_MISMATCH);
  head->version = AGENT_VERSION, head->nlanes = 3; /* more than there are */
  assert_int_equal(agent_start(&a), AGENT_MISMATCH);
  head->nlanes = good.nlanes, head->texts.offset = head->bytes - 8;
  assert_int_equal(agent_start(&a), AGENT_MISMATCH);
  head->texts = good.texts, head->plan.bytes = UINT64_MAX - 8;
  assert_int_equal(agent_start(&a), AGENT_MISMATCH);
  head->plan = good.plan, head->module = 99;
  assert_int_equal(agent_start(&a), AGENT_MISMATCH);
  head->module = AGENT_MEMORY;
  assert_int_equal(agent_start(&a), AGENT_UNSUITED); /* what the module says */
  free(head);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(calls_are_written),
      cmocka_unit_test(texts_become_utf8),
      cmocka_unit_test(tables_are_shared),
      cmocka_unit_test(texts_end_where_the_area_ends),
      cmocka_unit_test(impossible_blocks_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
