/* Pure: CPU shares, membership of trees and totals that never shrink. */
#include "check.h"

#include "rates.h"
#include "plugin.h"
#include "tree.h"

#define MS INT64_C(1000000)

static void assert_near(double a, double b) {
  assert_true(a > b - 1e-9 && a < b + 1e-9);
}

static void shares(void **state) {
  (void)state;
  rates *r = rates_new();
  assert_near(rates_share(r, RATE_PROCESS, 5, 1, 300 * MS, 1000 * MS, 600 * MS), 0.5);
  assert_near(rates_share(r, RATE_PROCESS, 5, 1, 400 * MS, 1400 * MS, 1000 * MS), 0.25);
  assert_near(rates_share(r, RATE_TREE, 5, 1, 400 * MS, 1400 * MS, 1000 * MS), 0.4);
  /* too soon: the same again */
  assert_near(rates_share(r, RATE_PROCESS, 5, 1, 401 * MS, 1400 * MS + 1000, 1000 * MS), 0.25);
  /* the number belongs to another process now */
  assert_near(rates_share(r, RATE_PROCESS, 5, 2, 10 * MS, 1500 * MS, 100 * MS), 0.1);
  /* a counter that shrinks is no negative share */
  assert_near(rates_share(r, RATE_PROCESS, 5, 1, 0, 2000 * MS, 0), 0);
  rates_free(r);
}

static void shares_of_many(void **state) {
  (void)state;
  rates *r = rates_new();
  for (uint32_t pid = 1; pid <= 200000; pid++)
    rates_share(r, RATE_QUERY, pid, pid, pid, (int64_t)pid * MS, 10 * MS);
  assert_true(rates_count(r) <= 65536);
  assert_near(rates_share(r, RATE_QUERY, 200000, 200000, 200000 + MS, 200002 * MS, 10 * MS), 0.5);
  rates_free(r);
}

static reading root_now(void) {
  reading r;
  reading_clear(&r);
  r.start_id = 100;
  reading_set(&r, P_started, 7);
  return r;
}

static bool has(const tree *t, uint32_t pid) {
  for (size_t i = 0; i < t->nmembers; i++)
    if (t->members[i].pid == pid) return true;
  return false;
}

static void members(void **state) {
  (void)state;
  reading now = root_now();
  tree t;
  tree_init(&t, 10, &now, 3);
  /* 4 is a grandchild whose number is smaller than its parent's; 11 is a stranger; 12 was left behind and
   * adopted by 3 */
  const kin first[] = {
      {1, 0, 1, 1}, {3, 1, 2, 1}, {4, 20, 3, 1}, {10, 3, 4, 1}, {11, 1, 5, 1}, {12, 3, 6, 1}, {20, 10, 7, 1}};
  tree_update(&t, first, 7, 1);
  assert_int_equal(t.nmembers, 4);
  assert_true(has(&t, 10) && has(&t, 20) && has(&t, 4) && has(&t, 12));
  /* 20 ends, 4 goes to init and stays a member; 11's number goes to a new process, child of 4; 12's to a
   * stranger */
  const kin second[] = {
      {1, 0, 1, 1}, {3, 1, 2, 1}, {4, 1, 3, 1}, {10, 3, 4, 1}, {11, 4, 50, 2}, {12, 1, 60, 2}};
  tree_update(&t, second, 6, 2);
  assert_int_equal(t.nmembers, 3);
  assert_true(has(&t, 10) && has(&t, 4) && has(&t, 11));
  assert_int_equal(t.nlost, 2);
  tree_free(&t);
}

/* Members 10 and 20 without a census. */
static tree two_members(void) {
  reading now = root_now();
  tree t;
  tree_init(&t, 10, &now, 0);
  const kin list[] = {{10, 1, 4, 1}, {20, 10, 7, 1}, {21, 20, 8, 1}};
  tree_update(&t, list, 3, 1);
  return t;
}

static void add(tree *t, reading *sum, uint32_t pid, int64_t cpu, int64_t children, int64_t written) {
  reading r;
  reading_clear(&r);
  r.start_id = 100;
  reading_set(&r, P_pid, pid);
  reading_set(&r, P_processes, 1);
  reading_set(&r, P_cpu_time, cpu);
  reading_set(&r, P_cpu_user, cpu);
  reading_set(&r, P_cpu_children, children);
  r.children_user_ns = children;
  reading_set(&r, P_io_written, written);
  reading_set(&r, P_faults_minor, 3);
  reading_set(&r, P_resident, 1000);
  for (size_t i = 0; i < t->nmembers; i++)
    if (t->members[i].pid == pid) tree_sum_add(t, i, sum, &r);
}

static void ends(tree *t, uint32_t pid) {
  for (size_t i = 0; i < t->nmembers; i++)
    if (t->members[i].pid == pid) {
      tree_drop(t, i);
      return;
    }
  fail_msg("no member %u", pid);
}

/* 20 ends and nobody waits for it: its 500 ms and 7 bytes stay, and what the root does meanwhile comes on top
 * at once. */
static void totals_never_shrink(void **state) {
  (void)state;
  reading sum;
  tree t = two_members();
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 100 * MS, 0, 5);
  add(&t, &sum, 20, 500 * MS, 0, 7);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.value[P_cpu_time].i, 600 * MS);
  assert_int_equal(sum.value[P_io_written].i, 12);
  assert_int_equal(sum.value[P_resident].i, 2000);
  assert_int_equal(sum.value[P_processes].i, 2);
  ends(&t, 20);
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 150 * MS, 0, 6);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.value[P_cpu_time].i, 650 * MS);
  assert_int_equal(sum.value[P_cpu_user].i, 650 * MS);
  assert_int_equal(sum.value[P_io_written].i, 13);
  assert_int_equal(sum.value[P_faults_minor].i, 6);
  assert_int_equal(sum.value[P_resident].i, 1000);
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 250 * MS, 0, 9);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.value[P_cpu_time].i, 750 * MS);
  tree_free(&t);
}

/* The child's time comes back in the root's account, cut to 10 ms: neither a loss nor counted twice. Its
 * bytes come with it. */
static void waited_children_are_counted_once(void **state) {
  (void)state;
  reading sum;
  tree t = two_members();
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 100 * MS, 0, 1);
  add(&t, &sum, 20, 505 * MS, 0, 7);
  tree_sum_end(&t, &sum);
  ends(&t, 20);
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 100 * MS, 500 * MS, 8);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.value[P_cpu_time].i, 605 * MS);
  assert_int_equal(sum.value[P_io_written].i, 8);
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 200 * MS, 500 * MS, 9);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.value[P_cpu_time].i, 700 * MS);
  assert_int_equal(sum.value[P_io_written].i, 9);
  tree_free(&t);
}

/* Of two that end together, one was waited for. */
static void one_of_two_is_claimed(void **state) {
  (void)state;
  reading sum;
  tree t = two_members();
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 100 * MS, 0, 0);
  add(&t, &sum, 20, 300 * MS, 0, 0);
  add(&t, &sum, 21, 400 * MS, 0, 0);
  tree_sum_end(&t, &sum);
  ends(&t, 20);
  ends(&t, 21);
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, 200 * MS, 300 * MS, 0);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.value[P_cpu_time].i, 900 * MS);
  tree_free(&t);
}

static void a_denied_part_makes_the_sum_unknown(void **state) {
  (void)state;
  reading sum, denied;
  tree t = two_members();
  tree_sum_begin(&t, &sum);
  add(&t, &sum, 10, MS, 0, 5);
  reading_clear(&denied);
  reading_set(&denied, P_pid, 20);
  denied.why[P_io_written] = SONDE_WHY_DENIED;
  denied.why[P_resident] = SONDE_WHY_GONE; /* a zombie has no memory: nothing is missing */
  tree_sum_add(&t, 1, &sum, &denied);
  add(&t, &sum, 21, MS, 0, 5);
  tree_sum_end(&t, &sum);
  assert_int_equal(sum.why[P_io_written], SONDE_WHY_DENIED);
  assert_int_equal(sum.why[P_resident], SONDE_WHY_KNOWN);
  assert_int_equal(sum.value[P_resident].i, 2000);
  tree_free(&t);
}

/* Late by less than an interval: nothing is missed and the grid stays. Late by more: what passed is counted,
 * and the grid stays too. */
static void the_grid_does_not_drift(void **state) {
  (void)state;
  int64_t missed = -1;
  assert_int_equal(sample_next_due(1000, 1000, 100, &missed), 1100);
  assert_int_equal(missed, 0);
  assert_int_equal(sample_next_due(1000, 1099, 100, &missed), 1100);
  assert_int_equal(missed, 0);
  assert_int_equal(sample_next_due(1000, 1350, 100, &missed), 1400);
  assert_int_equal(missed, 3);
  assert_int_equal(sample_next_due(1000, 990, 100, &missed), 1100);
  assert_int_equal(missed, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares),
      cmocka_unit_test(shares_of_many),
      cmocka_unit_test(members),
      cmocka_unit_test(totals_never_shrink),
      cmocka_unit_test(waited_children_are_counted_once),
      cmocka_unit_test(one_of_two_is_claimed),
      cmocka_unit_test(the_grid_does_not_drift),
      cmocka_unit_test(a_denied_part_makes_the_sum_unknown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
