/* All exports of the system's libraries are hooked, or refused with a reason, and a program that uses much of
 * them does what it does without. */
#include "scene.h"

#include "os/clock.h"

#define WORDS(...)                                                                                           \
  (const char *const[]) {                                                                                    \
    __VA_ARGS__, NULL                                                                                        \
  }

typedef struct survey {
  uint32_t functions, hooked, unsafe, unmovable, others;
} survey;

static survey count(const scene *s) {
  const agent_head *h = scene_head(s);
  const agent_function *all =
      (const agent_function *)(const void *)((const uint8_t *)h + h->functions.offset);
  survey n = {.functions = h->nfunctions};
  for (uint32_t i = 0; i < n.functions; i++) {
    n.hooked += all[i].form != AGENT_FORM_NONE;
    n.unsafe += all[i].why == AGENT_WHY_UNSAFE;
    n.unmovable += all[i].why == AGENT_WHY_SHORT;
    n.others += all[i].why && all[i].why != AGENT_WHY_UNSAFE && all[i].why != AGENT_WHY_SHORT;
  }
  return n;
}

/* At least 19 of 20 functions of such a library are hooked. */
static void look(const char *library, uint32_t least) {
  int64_t start = clock_mono_ns();
  scene *s = scene_new(&(scene_setup){.library = library, .unknown = 1}, WORDS("mixed", "20"));
  int64_t end = clock_mono_ns();
  survey n = count(s);
  print_message("%s: %u functions, %u hooked, %u unsafe, %u not movable, %u for other reasons; launched and "
                "hooked in %d ms\n",
      library ? library : "all", n.functions, n.hooked, n.unsafe, n.unmovable, n.others,
      (int)((end - start) / 1000000));
  assert_in_range(n.functions, least, 100000);
  assert_in_range(n.hooked * 100, n.functions * 95, n.functions * 100);
  assert_int_equal(n.functions, n.hooked + n.unsafe + n.unmovable + n.others);
  assert_int_equal(scene_run(s, NULL, NULL), 0);
  scene_free(s);
}

static void kernelbase(void **state) {
  (void)state;
  look("kernelbase.dll", 1000);
}

static void kernel32(void **state) {
  (void)state;
  look("kernel32.dll", 1000);
}

static void ntdll(void **state) {
  (void)state;
  look("ntdll.dll", 1000);
}

static void all_at_once(void **state) {
  (void)state;
  look(NULL, 3000);
}

/* What does not fit any more is told. */
static void more_than_there_are_thunks(void **state) {
  (void)state;
  scene *s = scene_new(&(scene_setup){.unknown = 1}, WORDS("libraries", "20"));
  assert_int_equal(scene_run(s, NULL, NULL), 0);
  survey n = count(s);
  print_message("%u functions, %u hooked, %u for other reasons\n", n.functions, n.hooked, n.others);
  assert_in_range(n.functions, 5000, 100000);
  assert_int_equal(n.functions, n.hooked + n.unsafe + n.unmovable + n.others);
  scene_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(kernelbase), cmocka_unit_test(kernel32),
      cmocka_unit_test(ntdll), cmocka_unit_test(all_at_once), cmocka_unit_test(more_than_there_are_thunks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
