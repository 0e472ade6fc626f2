/* Launches, awaits and describes the examined program. */
#include "cli/examined.h"

#include <string.h>

#include "base/schema.h"
#include "base/units.h"
#include "cli/progress.h"
#include "os/clock.h"
#include "os/command_line.h"
#include "os/system.h"

enum {
  SECOND_NS = 1000000000,
  GRACE_NS = SECOND_NS,    /* for the last words of checks */
  SHELL_SIGNAL_BASE = 128, /* a shell gives 128 + signal as the status of a program that a signal ended */
  MOST_LEFT = 64           /* descendants that are listed */
};

const option examined_options[] = {
    {"pid", 0, "PID", "examine this running process"},
    {0},
};

static sonde_status attach(cli *c, const char *word, process **out, error *e) {
  static const sonde_field pid = {
      .name = "--pid", .unit = "pid", .doc = "", .least = "1", .most = "4294967295", .kind = SONDE_U64};
  sonde_value v;
  sonde_status status = schema_parse(&c->arena, &pid, word, strlen(word), &v, e);
  if (status) return status;
  *out = process_attach((uint32_t)v.u.u, e);
  return *out ? SONDE_OK : e->status;
}

static void let_go(void *self) {
  examined *x = self;
  if (x->launched && !x->start.status && process_go(x->process, &x->start))
    error_prefix(&x->start, x->command);
}

/* A target that got the signal too has its own time to end, and the checks look on until then; those that
 * still wait when it is gone are stopped. */
static bool turn(void *self) {
  const examined *x = self;
  progress_turn();
  if (!process_signal_seen()) return false;
  if (!x->launched) return true;
  if (process_alive(x->process)) return false;
  process_end end;
  process_get_end(x->process, &end);
  return clock_mono_ns() - end.end_mono_ns > GRACE_NS;
}

sonde_status examined_open(cli *c, examined *x, error *e) {
  memset(x, 0, sizeof *x);
  const char *pid = options_value(&c->args, "pid");
  const char *const *argv = c->args.target;
  if (pid && argv) return error_set(e, SONDE_ARG, "--pid and a command behind -- exclude each other");
  if (argv && !*argv) return error_set(e, SONDE_ARG, "there is no command behind --");
  if (pid) {
    sonde_status status = attach(c, pid, &x->process, e);
    if (status) return status;
  } else if (argv) {
    x->process = process_launch(argv, e);
    if (!x->process) return e->status;
  }
  x->launched = argv != NULL;
  x->command = argv ? argv[0] : "";
  c->target = (target_context){.root = x->process, .argv = argv};
  host_set_first_wait(c->host, let_go, x);
  host_set_turn(c->host, turn, x);
  process_signals_start(argv ? x->process : NULL);
  return SONDE_OK;
}

static bool has_ended(void *target) {
  return !process_alive(target);
}

void examined_await(cli *c, examined *x) {
  if (!x->launched) return;
  let_go(x);
  if (x->start.status) return;
  while (process_alive(x->process))
    host_wait_until(c->host, host_mono_ns(c->host) + SECOND_NS, has_ended, x->process);
}

static const char *end_sentence(arena *a, const process_end *end) {
  text ran = {0};
  units_print_duration(&ran, end->end_mono_ns - end->start_mono_ns);
  const char *sentence =
      end->signalled
          ? arena_format(a, "ended by %s after %s", system_signal_name(a, end->code), text_chars(&ran))
          : arena_format(a, "exited with status %u after %s", end->code, text_chars(&ran));
  text_free(&ran);
  return sentence;
}

/* What stands behind `--`, as one line. */
static const char *command_line(arena *a, const char *const *words) {
  text line = {0};
  command_line_show(&line, words);
  const char *copy = arena_text(a, text_chars(&line), line.len);
  text_free(&line);
  return copy;
}

void examined_identify(const cli *c, const examined *x, session *s) {
  if (!x->process) return;
  s->target_pid = process_pid(x->process);
  s->target_start_id = process_start_id(x->process);
  s->command = x->launched ? command_line(&s->arena, c->args.target) : process_name(&s->arena, s->target_pid);
}

/* An attached one may have had its children before, and they are no news. */
static void tell_left(const examined *x, session *s) {
  uint32_t pids[MOST_LEFT];
  if (!x->launched || process_alive(x->process)) return;
  s->nleft = (uint32_t)process_tree(x->process, pids, MOST_LEFT);
  left_process *left = arena_alloc(&s->arena, (s->nleft + 1u) * sizeof *left);
  for (uint32_t i = 0; i < s->nleft; i++)
    left[i] = (left_process){pids[i], process_name(&s->arena, pids[i])};
  s->left = left;
}

void examined_tell(examined *x, session *s) {
  if (!x->process) return;
  process_end end = {0};
  bool alive = process_alive(x->process);
  process_get_end(x->process, &end);
  if (end.known) {
    s->target_end = end_sentence(&s->arena, &end);
    s->target_status =
        end.signalled ? SHELL_SIGNAL_BASE + (int)(end.code & 0x7F) : (int)(end.code & 0x7FFFFFFF);
  } else {
    s->target_end = alive ? "still running" : "ended; its status is only known to its parent";
  }
  tell_left(x, s);
}

void examined_close(examined *x) {
  process_free(x->process);
  x->process = NULL;
}
