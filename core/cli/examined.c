/* Launches, awaits and describes the examined program. */
#include "cli/examined.h"

#include <string.h>

#include "base/schema.h"
#include "base/units.h"
#include "os/clock.h"
#include "os/system.h"

#define POLL_NS 20000000
#define SHELL_SIGNAL_BASE                                                                                    \
  128 /* a shell gives 128 + signal as the status of a program that a signal ended                           \
       */

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
  if (x->launched && !x->start.status) process_go(x->process, &x->start);
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
  c->target = (target_context){x->process, argv};
  host_set_first_wait(c->host, let_go, x);
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
  while (process_alive(x->process) &&
         host_wait_until(c->host, host_mono_ns(c->host) + 1000000000, has_ended, x->process))
    ;
  while (process_alive(
      x->process)) { /* a signal came: the host waits no longer, the target may still end in its own time */
    clock_sleep_ns(POLL_NS);
    host_pump(c->host, false);
  }
}

static const char *end_sentence(cli *c, const process_end *end) {
  text ran = {0};
  units_print_duration(&ran, end->end_mono_ns - end->start_mono_ns);
  const char *sentence =
      end->signalled ? arena_format(&c->arena, "ended by %s after %s",
                           system_signal_name(&c->arena, end->code), text_chars(&ran))
                     : arena_format(&c->arena, "exited with status %u after %s", end->code, text_chars(&ran));
  text_free(&ran);
  return sentence;
}

const char *examined_command_line(cli *c) {
  text line = {0};
  for (const char *const *word = c->args.target; word && *word; word++)
    text_printf(&line, "%s%s", word == c->args.target ? "" : " ", *word);
  const char *copy = arena_text(&c->arena, text_chars(&line), line.len);
  text_free(&line);
  return copy;
}

void examined_identify(const examined *x, session *s) {
  if (!x->process) return;
  s->target_pid = process_pid(x->process);
  s->target_start_id = process_start_id(x->process);
}

void examined_tell(cli *c, examined *x, session *s) {
  const char *line = examined_command_line(c);
  s->command = arena_text(&s->arena, line, strlen(line));
  s->target_status = -1;
  s->target_end = "";
  if (!x->process) return;
  process_end end = {0};
  bool alive = process_alive(x->process);
  process_get_end(x->process, &end);
  if (end.known) {
    const char *sentence = end_sentence(c, &end);
    s->target_end = arena_text(&s->arena, sentence, strlen(sentence));
    s->target_status = end.signalled ? SHELL_SIGNAL_BASE + (int)(end.code & 0x7F) : (int)(end.code & 0xFF);
  } else {
    s->target_end = alive ? "still running" : "ended; its status is only known to its parent";
  }
}

void examined_close(examined *x) {
  process_free(x->process);
  x->process = NULL;
}
