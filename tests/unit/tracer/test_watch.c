/* Subscriptions and queries against a fake sonde.target/1 (in this file) that keeps the plan and shows a
 * block made by hand. */
#include <stdio.h>

#include "sonde_help.h" /* before cmocka, whose `fail` is a macro */

#include "check.h"

#include "agent/tracer.h"
#include "base/arena.h"
#include "base/memory.h"
#include "sonde_lane.h"
#include "sonde_target.h"

/* ------------------------------------------------------------------------------------------------ the fakes
 * -- */

struct sonde_agent {
  int dummy;
};

static struct sonde_agent agent;
static sonde_agent_plan given; /* what watch() was given last */
static uint8_t given_bytes[65536];
static sonde_status refuse; /* watch() answers this */
static int watching;
static uint64_t block_words[8192];
static char sentence[1000];
static arena answers;

static sonde_status SONDE_CALL fake_fail(
    sonde_call *call, sonde_status status, uint32_t os_error, const char *text) {
  (void)call, (void)os_error;
  snprintf(sentence, sizeof sentence, "%s", text);
  return status;
}

static sonde_status SONDE_CALL fake_watch(
    const sonde_host *host, sonde_call *call, const sonde_agent_plan *plan, sonde_agent **out) {
  (void)host;
  given = *plan;
  assert_true(plan->plan_bytes <= sizeof given_bytes);
  memcpy(given_bytes, plan->plan, plan->plan_bytes);
  if (refuse) return fake_fail(call, refuse, 0, "this kind of program cannot be watched");
  watching++;
  *out = &agent;
  return SONDE_OK;
}

static const void *SONDE_CALL fake_block(const sonde_agent *a, uint64_t *bytes) {
  assert_ptr_equal(a, &agent);
  *bytes = sizeof block_words;
  return block_words;
}

static void SONDE_CALL fake_leave(sonde_agent *a) {
  assert_ptr_equal(a, &agent);
  watching--;
}

static void *SONDE_CALL fake_alloc(sonde_call *call, uint64_t bytes) {
  (void)call;
  return arena_alloc(&answers, bytes);
}

static const sonde_target_api targets = {
    .head = SONDE_HEAD(sonde_target_api), .watch = fake_watch, .block = fake_block, .leave = fake_leave};
static bool has_targets;

static const void *SONDE_CALL fake_interface(const sonde_host *host, const char *id) {
  (void)host;
  return has_targets && strcmp(id, SONDE_TARGET_1) == 0 ? &targets : NULL;
}

static const sonde_host services = {
    .head = SONDE_HEAD(sonde_host), .fail = fake_fail, .alloc = fake_alloc, .get_interface = fake_interface};

/* -------------------------------------------------------------------------------------------------- the
 * plugin -- */

enum { TARGET, NAME, LIBRARY, FROM, EXCLUDE, UNKNOWN, FAILED_ONLY, POLICY, LANES, PARAMS };

static const sonde_plugin *table;
static sonde_self *self;
static const char signatures_file[] = "test_tracer_watch.sig";

static void write_signatures(void) {
  FILE *f = fopen(signatures_file, "wb");
  assert_non_null(f);
  fputs("int open(const char *path, int flags) : -1 errno text(path)\nsize_t strlen(const char *s) : cheap\n"
        "void sleep_on(int ms) : waits\n",
      f);
  fclose(f);
}

static void make(bool with_targets) {
  has_targets = with_targets;
  refuse = SONDE_OK;
  sonde_value file = sonde_text(signatures_file), settings[1] = {sonde_list(&file, 1)};
  assert_int_equal(table->create(&services, NULL, settings, &self), SONDE_OK);
}

static void drop(void) {
  table->destroy(self);
  assert_int_equal(watching, 0);
}

static sonde_status subscribe(const sonde_value *args, void **cookie) {
  sentence[0] = 0;
  return table->events[0].subscribe(self, NULL, args, 77, cookie);
}

static tracer_plan plan_head(void) {
  tracer_plan head;
  memcpy(&head, given_bytes, sizeof head);
  return head;
}

static void plan_reaches_the_host(void **state) {
  (void)state;
  void *cookie;
  make(true);
  sonde_value args[PARAMS] = {[NAME] = sonde_text("op*"),
      [POLICY] = sonde_text("drop"),
      [LANES] = sonde_i64(5),
      [FAILED_ONLY] = sonde_bool(1),
      [TARGET] = {.kind = SONDE_HANDLE, .u.u = 4711}};
  assert_int_equal(subscribe(args, &cookie), SONDE_OK);
  assert_int_equal(given.module, AGENT_TRACER);
  assert_int_equal(given.target, 4711);
  assert_int_equal(given.subscription, 77);
  assert_int_equal(given.policy, SONDE_LANE_DROP);
  assert_int_equal(given.lanes, 5);
  tracer_plan head = plan_head();
  assert_int_equal(head.nsignatures, 1);
  assert_int_equal(head.failed_only, 1);
  assert_int_equal(head.unknown, 1); /* who names functions wants to see them */
  assert_string_equal(given_bytes + head.names, "op*");
  table->events[0].unsubscribe(self, cookie);
  assert_int_equal(watching, 0);

  sonde_value plain[PARAMS] = {[POLICY] = sonde_text("block")};
  assert_int_equal(subscribe(plain, &cookie), SONDE_OK);
  head = plan_head();
  assert_int_equal(given.policy, SONDE_LANE_BLOCK);
  assert_int_equal(given.target, 0);
  assert_true(head.nsignatures > 1);
  assert_int_equal(head.unknown, 0);
  table->events[0].unsubscribe(self, cookie);

  sonde_value known[PARAMS] = {[NAME] = sonde_text("op*"), [UNKNOWN] = sonde_bool(0)};
  assert_int_equal(subscribe(known, &cookie), SONDE_OK);
  assert_int_equal(plan_head().unknown, 0);
  table->events[0].unsubscribe(self, cookie);
  drop();
}

static void refusals(void **state) {
  (void)state;
  void *cookie, *second;
  sonde_value args[PARAMS] = {0};
  make(true);
  refuse = SONDE_UNSUPPORTED;
  assert_int_equal(subscribe(args, &cookie), SONDE_UNSUPPORTED);
  assert_string_equal(sentence, "this kind of program cannot be watched");
  refuse = SONDE_OK;
  sonde_value unknown[PARAMS] = {[NAME] = sonde_text("no_such_thing"), [UNKNOWN] = sonde_bool(0)};
  assert_int_equal(subscribe(unknown, &cookie), SONDE_ARG);
  assert_non_null(strstr(sentence, "no signature is of the name no_such_thing"));
  assert_int_equal(subscribe(args, &cookie), SONDE_OK);
  assert_int_equal(subscribe(args, &second), SONDE_STATE); /* one set of parameters a target */
  assert_non_null(strstr(sentence, "a target takes one set of them"));
  table->events[0].unsubscribe(self, cookie);
  assert_int_equal(subscribe(args, &cookie), SONDE_OK);
  table->events[0].unsubscribe(self, cookie);
  drop();
  make(false);
  assert_int_equal(subscribe(args, &cookie), SONDE_UNSUPPORTED);
  assert_non_null(strstr(sentence, "use a newer Sonde"));
  drop();
}

static void own_files_are_read(void **state) {
  (void)state;
  void *cookie;
  sonde_value args[PARAMS] = {0}, file = sonde_text("no-such-file.sig"), settings[1] = {sonde_list(&file, 1)};
  has_targets = true;
  assert_int_equal(table->create(&services, NULL, settings, &self), SONDE_OK);
  assert_int_equal(subscribe(args, &cookie), SONDE_MISSING);
  assert_non_null(strstr(sentence, "there is no no-such-file.sig"));
  drop();
}

/* ------------------------------------------------------------------------------------------------ the
 * queries -- */

enum { FUNCTIONS_AT = 16384, OBJECTS_AT = 24576, TEXTS_AT = 32768, TEXTS_BYTES = 256 };

static uint8_t *block(void) {
  return (uint8_t *)block_words;
}

static agent_head *head_of_block(void) {
  return (agent_head *)block_words;
}

/* open is watched, fork is not, and the text of the third lies outside. */
static void make_block(void) {
  static const char texts[] = "\0open\0libc.so.6\0fork\0/lib/libc.so.6";
  memset(block_words, 0, sizeof block_words);
  agent_head *h = head_of_block();
  h->magic = AGENT_MAGIC;
  h->version = AGENT_VERSION;
  h->bytes = sizeof block_words;
  h->functions = (agent_area){FUNCTIONS_AT, 4 * sizeof(agent_function)};
  h->objects = (agent_area){OBJECTS_AT, 2 * sizeof(agent_object)};
  h->texts = (agent_area){TEXTS_AT, TEXTS_BYTES};
  memcpy(block() + TEXTS_AT, texts, sizeof texts);
  agent_function functions[] = {
      {.address = 0x1000, .name = 1, .library = 6, .slots = 3, .form = AGENT_FORM_FRAMED, .signature = 1},
      {.address = 0x2000, .name = 16, .library = 6, .form = AGENT_FORM_NONE, .why = AGENT_WHY_UNSAFE},
      {.address = 0x3000, .name = 0xFFFFFFF0u, .library = TEXTS_BYTES - 1, .form = 99, .why = 99}};
  memcpy(block() + FUNCTIONS_AT, functions, sizeof functions);
  agent_object objects[] = {
      {.base = 0x400000, .end = 0x500000, .path = 21, .unseen = AGENT_UNSEEN_WITHIN | AGENT_UNSEEN_LOOKUP},
      {.base = 9, .end = 1}};
  memcpy(block() + OBJECTS_AT, objects, sizeof objects);
  h->nfunctions = 3;
  h->nobjects = 2;
}

static const sonde_query *query_named(const char *name) {
  for (uint32_t i = 0; i < table->nqueries; i++)
    if (strcmp(table->queries[i].name, name) == 0) return &table->queries[i];
  fail_msg("no query %s", name);
  return NULL;
}

/* The text column at word i of a record, as a text in static memory. */
static const char *column(const sonde_span *span, const void *record, uint32_t i) {
  static char copies[4][256];
  static int turn;
  char *copy = copies[turn++ % 4];
  sonde_slice slice;
  memcpy(&slice, (const uint8_t *)record + 16 + 8 * i, sizeof slice);
  snprintf(copy, 256, "%.*s", (int)slice.len, (const char *)span->heap + slice.offset);
  return copy;
}

static const uint8_t *record_at(const sonde_query *q, const sonde_span *span, uint32_t i) {
  assert_true(i < span->nrecords);
  return (const uint8_t *)span->records + (size_t)i * q->record_size;
}

static void functions_are_told(void **state) {
  (void)state;
  make(true);
  make_block();
  const sonde_query *q = query_named("functions");
  sonde_value args[PARAMS] = {0};
  sonde_span span = {.size = sizeof span};
  void *cursor;
  assert_int_equal(q->open(self, NULL, args, &cursor), SONDE_OK);
  assert_int_equal(watching, 1); /* nobody watched: it does, for as long as it is open */
  assert_int_equal(q->next(self, NULL, cursor, &span), SONDE_OK);
  assert_int_equal(span.nrecords, 3);
  assert_true(span.flags & SONDE_SPAN_END);
  const uint8_t *r = record_at(q, &span, 0);
  assert_string_equal(column(&span, r, 0), "open");
  assert_string_equal(column(&span, r, 1), "libc.so.6");
  assert_string_equal(column(&span, r, 2), "call");
  assert_string_equal(column(&span, r, 5), "int open(const char *path, int flags)");
  assert_string_equal(column(&span, r, 6), "-1");
  assert_string_equal(column(&span, r, 7), "errno");
  assert_string_equal(column(&span, r, 9), "");
  r = record_at(q, &span, 1);
  assert_string_equal(column(&span, r, 2), "none");
  assert_non_null(strstr(column(&span, r, 9), "may not be wrapped"));
  r = record_at(q, &span, 2);
  assert_string_equal(column(&span, r, 0), "");
  assert_string_equal(column(&span, r, 2), "none");
  assert_string_equal(column(&span, r, 9), "it is not watched");
  q->close(self, cursor);
  assert_int_equal(watching, 0);
  drop();
}

static void libraries_are_told(void **state) {
  (void)state;
  make(true);
  make_block();
  const sonde_query *q = query_named("libraries");
  sonde_value args[PARAMS] = {0};
  sonde_span span = {.size = sizeof span};
  void *cursor, *cookie;
  assert_int_equal(subscribe(args, &cookie), SONDE_OK);
  assert_int_equal(q->open(self, NULL, args, &cursor), SONDE_OK);
  assert_int_equal(watching, 1); /* the subscription's */
  assert_int_equal(q->next(self, NULL, cursor, &span), SONDE_OK);
  assert_int_equal(span.nrecords, 2);
  const uint8_t *r = record_at(q, &span, 0);
  assert_string_equal(column(&span, r, 0), "/lib/libc.so.6");
  assert_string_equal(column(&span, r, 3), "calls among its own functions are bound inside it; it looks "
                                           "functions up by name and calls them by pointer");
  int64_t size;
  memcpy(&size, record_at(q, &span, 1) + 16 + 16, sizeof size);
  assert_int_equal(size, 0); /* it ends before it begins */
  q->close(self, cursor);
  assert_int_equal(watching, 1);
  table->events[0].unsubscribe(self, cookie);
  drop();
}

/* Whatever the other side writes, nothing outside the block is read. */
static void hostile_block(void **state) {
  (void)state;
  static const agent_area areas[] = {{8, UINT64_MAX}, {UINT64_MAX - 7, 64}, {4, 64},
      {sizeof block_words + 8, 0}, {sizeof block_words - 8, 64}};
  const sonde_query *q = query_named("functions");
  sonde_value args[PARAMS] = {0};
  void *cursor;
  make(true);
  for (size_t i = 0; i < COUNT(areas); i++) {
    make_block();
    head_of_block()->functions = areas[i];
    assert_int_equal(q->open(self, NULL, args, &cursor), SONDE_STATE);
    make_block();
    head_of_block()->texts = areas[i];
    assert_int_equal(q->open(self, NULL, args, &cursor), SONDE_STATE);
  }
  make_block();
  head_of_block()->magic++;
  assert_int_equal(q->open(self, NULL, args, &cursor), SONDE_STATE);
  assert_non_null(strstr(sentence, "another version"));
  make_block();
  head_of_block()->nfunctions = UINT32_MAX;
  sonde_span span = {.size = sizeof span};
  assert_int_equal(q->open(self, NULL, args, &cursor), SONDE_OK);
  assert_int_equal(q->next(self, NULL, cursor, &span), SONDE_OK);
  assert_int_equal(span.nrecords, 4);            /* as many as have room */
  head_of_block()->functions.bytes = UINT64_MAX; /* while it is open */
  q->close(self, cursor);
  drop();
}

/* -------------------------------------------------------------------------------------------------------
 * code -- */

static const char *code_of(const char *name, sonde_value number, sonde_value result) {
  sonde_value args[3] = {sonde_text(name), number, result}, answer[1] = {sonde_nil()};
  assert_int_equal(table->fns[0].call(self, NULL, args, answer), SONDE_OK);
  return answer[0].kind == SONDE_TEXT ? answer[0].u.s : "none";
}

static void codes(void **state) {
  (void)state;
  FILE *f = fopen(signatures_file, "ab");
  fputs("HRESULT Thing(int a) : negative hresult\nLSTATUS RegThing(int a) : nonzero win32\nBOOL Flag(void) : "
        "0 win32\nvoid *Find(void) : 0\n",
      f);
  fclose(f);
  make(true);
  assert_string_equal(code_of("open", sonde_u64(2), sonde_u64(0xFFFFFFFF)), "errno:ENOENT");
  assert_string_equal(
      code_of("open", sonde_u64(65535), sonde_u64(0xFFFFFFFF)), "none"); /* larger than the record holds */
  assert_string_equal(code_of("open", sonde_nil(), sonde_nil()), "none");
  assert_string_equal(code_of("Thing", sonde_u64(0), sonde_u64(0xFFFFFFFF80070005)), "hresult:0x80070005");
  assert_string_equal(code_of("RegThing", sonde_u64(0), sonde_u64(5)), "win32:5");
  assert_string_equal(code_of("Flag", sonde_u64(5), sonde_u64(0)), "win32:5");
  assert_string_equal(code_of("Find", sonde_u64(5), sonde_u64(0)), "none");
  assert_string_equal(code_of("no_such", sonde_u64(5), sonde_u64(0)), "none");
  drop();
}

static int prepare(void **state) {
  (void)state;
  table = sonde_plugin_v0();
  write_signatures();
  return 0;
}

static int tidy(void **state) {
  (void)state;
  arena_free(&answers);
  return remove(signatures_file);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(plan_reaches_the_host), cmocka_unit_test(refusals),
      cmocka_unit_test(own_files_are_read), cmocka_unit_test(functions_are_told),
      cmocka_unit_test(libraries_are_told), cmocka_unit_test(hostile_block), cmocka_unit_test(codes)};
  return cmocka_run_group_tests(tests, prepare, tidy);
}
