/* Faults: each leak goes by the clock, so that a late turn leaks the more and the rate stays as asked for. */
#include "faults.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "orders.h"
#include "platform.h"

enum { SPIN_MOST = 64, BLOCK_LEAST = 32 << 10, BLOCK_SPREAD = 64 << 10 };

#define SPIN_LEAST_CPU_NS (6 * SHOP_SECOND)
#define SPIN_LONGEST_NS (60 * SHOP_SECOND)
#define LOAD_CPU_NS (SHOP_SECOND * 5 / 4)

typedef struct spinner {
  platform_thread *thread;
  faults *owner;
  _Atomic int64_t cpu_ns;
} spinner;

/* What was leaked, and from when to when. */
typedef struct account {
  double total;
  int64_t first_ns, last_ns;
} account;

struct faults {
  shop_faults wanted;
  uint64_t random;
  account memory, handles;
  void *newest; /* chain of what was leaked: it is reachable, so no compiler takes it away */
  int64_t idle_ns, load_cpu_ns;
  int64_t spin_start_ns, spin_ns, spin_cpu_ns; /* CPU time of the whole process */
  spinner spinners[SPIN_MOST];
  atomic_bool stop;
};

faults *faults_new(const shop_faults *wanted, uint64_t seed) {
  faults *f = calloc(1, sizeof *f);
  if (!f) return NULL;
  f->wanted = *wanted;
  f->random = seed ^ 0xfau;
  return f;
}

void faults_free(faults *f) {
  free(f);
}

/* Work that the compiler cannot leave out. */
static void burn_a_little(void) {
  static volatile uint64_t sink;
  uint64_t state = sink;
  for (int i = 0; i < 20000; i++)
    state ^= orders_random(&state, UINT64_MAX);
  sink = state;
}

void faults_burn(int64_t cpu_ns) {
  int64_t end = platform_thread_cpu_ns() + cpu_ns;
  while (platform_thread_cpu_ns() < end)
    burn_a_little();
}

void faults_idle(faults *f) {
  if (f->wanted.start_idle_ns == 0) return;
  int64_t start = platform_now_ns();
  platform_sleep_until(start + f->wanted.start_idle_ns);
  f->idle_ns = platform_now_ns() - start;
}

void faults_load(faults *f) {
  if (f->wanted.start_idle_ns == 0) return;
  int64_t start = platform_thread_cpu_ns();
  faults_burn(LOAD_CPU_NS);
  f->load_cpu_ns = platform_thread_cpu_ns() - start;
}

static void spin(void *arg) {
  spinner *s = arg;
  while (!atomic_load(&s->owner->stop)) {
    burn_a_little();
    atomic_store(&s->cpu_ns, platform_thread_cpu_ns());
  }
}

void faults_start_spin(faults *f) {
  f->spin_start_ns = platform_now_ns();
  f->spin_cpu_ns = platform_process_cpu_ns();
  for (int i = 0; i < f->wanted.spin_threads; i++) {
    f->spinners[i].owner = f;
    f->spinners[i].thread = platform_thread_start(spin, &f->spinners[i]);
  }
}

bool faults_wants_time(faults *f) {
  if (platform_now_ns() - f->spin_start_ns > SPIN_LONGEST_NS) return false;
  for (int i = 0; i < f->wanted.spin_threads; i++)
    if (f->spinners[i].thread && atomic_load(&f->spinners[i].cpu_ns) < SPIN_LEAST_CPU_NS) return true;
  return false;
}

static bool leak_block(faults *f, size_t size) {
  void **block = malloc(size);
  if (!block) return false;
  memset(block, 0xa5, size);
  block[0] = f->newest;
  f->newest = block;
  return true;
}

/* How much should be leaked by now but is not. */
static double due(account *a, double per_s) {
  int64_t now = platform_now_ns();
  if (a->first_ns == 0) a->first_ns = now;
  a->last_ns = now;
  return per_s * (double)(now - a->first_ns) / 1e9 - a->total;
}

static void leak_memory(faults *f) {
  double left = due(&f->memory, f->wanted.memory_bytes_per_s);
  size_t size = BLOCK_LEAST + orders_random(&f->random, BLOCK_SPREAD);
  while (left >= (double)size && leak_block(f, size)) {
    f->memory.total += (double)size;
    left -= (double)size;
  }
}

static void leak_handles(faults *f) {
  double left = due(&f->handles, f->wanted.handles_per_s);
  while (left >= 1 && platform_leak_handle()) {
    f->handles.total += 1;
    left -= 1;
  }
}

void faults_tick(faults *f) {
  if (f->wanted.memory_bytes_per_s > 0) leak_memory(f);
  if (f->wanted.handles_per_s > 0) leak_handles(f);
}

void faults_stop(faults *f) {
  f->spin_ns = platform_now_ns() - f->spin_start_ns;
  f->spin_cpu_ns = platform_process_cpu_ns() - f->spin_cpu_ns;
  atomic_store(&f->stop, true);
  for (int i = 0; i < f->wanted.spin_threads; i++)
    if (f->spinners[i].thread) platform_thread_join(f->spinners[i].thread);
}

static double seconds(int64_t ns) {
  return (double)ns / 1e9;
}

static void print_rate(const account *a, const char *kind, double unit, FILE *out) {
  double s = seconds(a->last_ns - a->first_ns);
  if (s <= 0) return;
  fprintf(out, "%s figure=%.4f total=%.0f seconds=%.3f\n", kind, a->total / unit / s, a->total, s);
}

void faults_print(const faults *f, FILE *out) {
  const shop_faults *w = &f->wanted;
  if (w->memory_bytes_per_s > 0) print_rate(&f->memory, "memory.growth", 1048576, out);
  if (w->handles_per_s > 0) print_rate(&f->handles, "handles.growth", 1, out);
  if (w->spin_threads > 0)
    fprintf(out, "cpu.busy figure=%.4f threads=%d seconds=%.3f\n",
        seconds(f->spin_cpu_ns) / seconds(f->spin_ns), w->spin_threads, seconds(f->spin_ns));
  if (w->start_idle_ns > 0)
    fprintf(out, "start.slow figure=%.4f cpu_after=%.3f\n", seconds(f->idle_ns), seconds(f->load_cpu_ns));
  if (w->exit_status == SHOP_EXIT_DIE) fprintf(out, "exit.status figure=killed\n");
  if (w->exit_status > 0) fprintf(out, "exit.status figure=%d\n", w->exit_status);
}
