/* Calls in a launched program through inline hooks: every one is recorded or counted as lost, with its
 * arguments and its result, and the program does what it does without. */
#include "scene.h"

#include <stdio.h>

#include "target/hooked.h"

#define WORDS(...)                                                                                           \
  (const char *const[]) {                                                                                    \
    __VA_ARGS__, NULL                                                                                        \
  }

static const scene_row rows[] = {
    {"CreateFileW", 7, 6, AGENT_FORM_FRAMED, TRACER_MINUS_ONE, 1, TRACER_ERROR_SYSTEM, 1},
    {"hooked_doubles", 5, 0, AGENT_FORM_ENTRY, TRACER_NEVER, 0, 0, 0},
    {"hooked_negative", 1, 1, AGENT_FORM_FRAMED, TRACER_NEGATIVE, 0, TRACER_ERROR_RESULT, 0},
    {"hooked_seven", 7, 6, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
    {"hooked_three", 3, 3, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
    {"hooked_through", 2, 2, AGENT_FORM_FRAMED, TRACER_NEVER, 1, 0, 0},
};

static const scene_setup setup = {
    .rows = rows, .nrows = sizeof rows / sizeof *rows, .policy = SONDE_LANE_DROP};

typedef struct seen {
  uint32_t function, size;
  bool (*is_right)(const tracer_call *c);
  uint64_t right, wrong, late, others, failed, lanes;
  uint64_t times[64];
  char text[600];
  uint64_t error;
} seen;

static void see(void *self, const tracer_call *c, uint32_t lane, const char *text) {
  seen *s = self;
  if (c->record.subject != s->function) {
    s->others++;
    return;
  }
  bool is_right = c->record.size == s->size && (!s->is_right || s->is_right(c));
  s->right += is_right;
  s->wrong += !is_right;
  s->late += c->record.time < s->times[lane];
  s->times[lane] = c->record.time;
  s->lanes |= 1u << lane;
  if (c->record.size == 16 || !(c->about & TRACER_FAILED)) return;
  s->failed++;
  s->error = c->about >> TRACER_ERROR_SHIFT & 0xFFFF;
  snprintf(s->text, sizeof s->text, "%s", text);
}

static bool three_is_right(const tracer_call *c) {
  const uint64_t *a = c->arguments;
  return c->result == mix(a[0], a[1], a[2]) && c->about >> TRACER_DURATION_SHIFT > 0;
}

static uint64_t next(uint64_t state) {
  return state * 6364136223846793005u + 1442695040888963407u;
}

/* Each argument follows from the one before. The 7th is not recorded: the result tells that it was passed. */
static bool seven_is_right(const tracer_call *c) {
  const uint64_t *a = c->arguments;
  for (int i = 1; i < 6; i++)
    if (a[i] != next(a[i - 1])) return false;
  return c->result == (mix(a[0], a[1], a[2]) ^ mix(a[3], a[4], a[5]) ^ next(a[5]));
}

static uint32_t run(
    const scene_setup *with, const char *const *words, const char *function, seen *s, uint64_t *lost) {
  scene *of = scene_new(with, words);
  agent_function told = {0};
  s->function = scene_function(of, function, &told);
  assert_int_not_equal(s->function, 0);
  assert_int_equal(told.why, 0);
  uint32_t code = scene_run(of, see, s);
  *lost = scene_lost(of);
  scene_free(of);
  return code;
}

static void a_million_with_three_arguments(void **state) {
  (void)state;
  seen s = {.size = 56, .is_right = three_is_right};
  uint64_t lost;
  assert_int_equal(run(&setup, WORDS("three", "1000000"), "hooked_three", &s, &lost), 0);
  print_message("%llu right, %llu lost\n", (unsigned long long)s.right, (unsigned long long)lost);
  assert_int_equal(s.wrong, 0);
  assert_int_equal(s.late, 0);
  assert_int_equal(s.right + lost, 1000000);
  assert_in_range(s.right, 100000, 1000000);
}

/* block: none is lost but while this machine leaves the reader no time for a quarter of a second. */
static void a_million_with_seven_arguments(void **state) {
  (void)state;
  seen s = {.size = 80, .is_right = seven_is_right};
  scene_setup block = setup;
  uint64_t lost;
  block.policy = SONDE_LANE_BLOCK;
  assert_int_equal(run(&block, WORDS("seven", "1000000"), "hooked_seven", &s, &lost), 0);
  print_message("%llu right, %llu lost\n", (unsigned long long)s.right, (unsigned long long)lost);
  assert_int_equal(s.wrong, 0);
  assert_int_equal(s.right + lost, 1000000);
  assert_in_range(s.right, 500000, 1000000);
}

static void eight_threads(void **state) {
  (void)state;
  seen s = {.size = 56, .is_right = three_is_right};
  uint64_t lost, lanes = 0;
  assert_int_equal(run(&setup, WORDS("threads", "800000"), "hooked_three", &s, &lost), 0);
  assert_int_equal(s.wrong, 0);
  assert_int_equal(s.late, 0);
  assert_int_equal(s.right + lost, 800000);
  for (; s.lanes; s.lanes &= s.lanes - 1)
    lanes++;
  assert_int_equal(lanes, 8);
}

static void floating_arguments_pass(void **state) {
  (void)state;
  seen s = {.size = 16};
  uint64_t lost;
  assert_int_equal(run(&setup, WORDS("doubles", "10000"), "hooked_doubles", &s, &lost), 0);
  assert_int_equal(s.right + lost, 10000);
  assert_int_equal(lost, 0);
}

static void exceptions_and_jumps_pass(void **state) {
  (void)state;
  seen s = {0};
  uint64_t lost;
  assert_int_equal(run(&setup, WORDS("throws", "1000"), "hooked_through", &s, &lost), 0);
  assert_int_equal(s.right + s.wrong, 0); /* none returned */
  assert_int_equal(run(&setup, WORDS("jumps", "1000"), "hooked_through", &s, &lost), 0);
  assert_int_equal(s.right + s.wrong, 0);
}

static bool is_error_of_result(const tracer_call *c) {
  bool is_negative = (int32_t)c->result < 0;
  return is_negative == ((c->about & TRACER_FAILED) != 0) && (int32_t)c->result == -(int32_t)c->arguments[0];
}

static void failures_are_told(void **state) {
  (void)state;
  seen s = {.size = 96}, negative = {.size = 40, .is_right = is_error_of_result};
  uint64_t lost;
  assert_int_equal(run(&setup, WORDS("files", "3"), "CreateFileW", &s, &lost), 0);
  assert_int_equal(s.failed, 3);
  assert_int_equal(s.right, 3);
  assert_in_range(s.error, 2, 3); /* file or path not found */
  assert_string_equal(s.text, "C:\\nowhere\\gr\xC3\xBC\xC3\x9F"
                              "e.txt");
  assert_int_equal(run(&setup, WORDS("negatives", "100"), "hooked_negative", &negative, &lost), 0);
  assert_int_equal(negative.right, 100);
  assert_int_equal(negative.failed, 94);
  assert_int_equal(negative.error, 0);
}

static void only_failed_ones(void **state) {
  (void)state;
  scene_setup failed = setup;
  seen s = {.size = 40, .is_right = is_error_of_result};
  uint64_t lost;
  failed.failed_only = 1;
  assert_int_equal(run(&failed, WORDS("negatives", "100"), "hooked_negative", &s, &lost), 0);
  assert_int_equal(s.right, 94);
  assert_int_equal(lost, 0);
}

/* What Sonde itself does on the held thread is no call of the program. */
static void nothing_before_the_entry_point(void **state) {
  (void)state;
  static const scene_row system[] = {{"SetEvent", 1, 1, AGENT_FORM_FRAMED, TRACER_ZERO, 0, 0, 0},
      {"WaitForMultipleObjects", 4, 4, AGENT_FORM_FRAMED, TRACER_NEVER, 0, 0, 0}};
  seen s = {.size = 40};
  uint64_t lost;
  assert_int_equal(
      run(&(scene_setup){.rows = system, .nrows = 2}, WORDS("negatives", "1"), "SetEvent", &s, &lost), 0);
  assert_int_equal(s.right + s.wrong + s.others, 0);
}

/* Each loading is a new library with a new number, wherever it comes to lie. */
static void see_late(void *self, const tracer_call *c, uint32_t lane, const char *text) {
  seen *s = self;
  (void)lane, (void)text;
  if (c->record.size != 56 || !three_is_right(c)) return;
  s->right++;
  s->lanes |= 1ull << c->record.subject;
}

static void libraries_that_come_and_go(void **state) {
  (void)state;
  seen s = {0};
  scene_setup one = setup;
  one.library = "hookedlate.dll";
  scene *of = scene_new(&one, WORDS("late", "1000"));
  assert_int_equal(scene_function(of, "hooked_three", NULL), 0);
  assert_int_equal(scene_run(of, see_late, &s), 0);
  assert_int_equal(scene_lost(of), 0);
  assert_int_equal(s.right, 3000);
  scene_free(of);
}

/* 8 threads and the 3 x 10 calls of a library that is hooked meanwhile. */
static void hooked_while_threads_run(void **state) {
  (void)state;
  seen s = {0};
  scene *of = scene_new(&setup, WORDS("busy", "4000000"));
  assert_int_equal(scene_run(of, see_late, &s), 0);
  assert_int_equal(s.right + scene_lost(of), 4000030);
  for (; s.lanes; s.lanes &= s.lanes - 1)
    s.others++;
  assert_in_range(s.others, 2, 4);
  scene_free(of);
}

/* CreateEventW calls NtCreateEvent in kernelbase: that one is not the program's. */
static void only_from_some(void **state) {
  (void)state;
  static const scene_row create[] = {{"CreateEventW", 4, 1, AGENT_FORM_FRAMED, TRACER_ZERO, 1, 0, 0},
      {"NtCreateEvent", 5, 1, AGENT_FORM_FRAMED, TRACER_NEGATIVE, 0, TRACER_ERROR_RESULT, 0}};
  scene_setup all = {.rows = create, .nrows = 2}, some = all;
  seen s = {.size = 40}, t = {.size = 40};
  uint64_t lost;
  some.from = "hooktarget.exe";
  assert_int_equal(run(&all, WORDS("mixed", "20"), "CreateEventW", &s, &lost), 0);
  assert_in_range(s.right, 20, 100000);
  assert_in_range(s.others, 20, 100000);
  assert_int_equal(run(&some, WORDS("mixed", "20"), "CreateEventW", &t, &lost), 0);
  assert_in_range(t.right, 20, s.right);
  assert_int_equal(t.others, 0);
}

/* flight: every record is written. */
static void costs_little(void **state) {
  (void)state;
  scene_setup flight = setup;
  flight.policy = SONDE_LANE_FLIGHT;
  scene *of = scene_new(&flight, WORDS("costs", "100000"));
  uint32_t percent = scene_run(of, NULL, NULL);
  print_message("%u %% of the least\n", percent);
  assert_in_range(percent, 50, 300);
  scene_free(of);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_million_with_three_arguments),
      cmocka_unit_test(a_million_with_seven_arguments), cmocka_unit_test(eight_threads),
      cmocka_unit_test(floating_arguments_pass), cmocka_unit_test(exceptions_and_jumps_pass),
      cmocka_unit_test(failures_are_told), cmocka_unit_test(only_failed_ones),
      cmocka_unit_test(nothing_before_the_entry_point), cmocka_unit_test(libraries_that_come_and_go),
      cmocka_unit_test(hooked_while_threads_run), cmocka_unit_test(only_from_some),
      cmocka_unit_test(costs_little)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
