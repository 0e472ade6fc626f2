/* The list of the tests, and running one: here, or in a process of its own where a crash is a result. */
#include "check/check.h"

#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/wire.h"
#include "check/internal.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include "os/system.h"

#define TEST_LIMIT_NS 60000000000
#define VERDICT_BYTES (1u << 20)

static const struct test {
  const char *name, *summary;
  void (*run)(check *c);
} tests[] = {
    {"table.head", "it is a library with an entry, and its table begins as sonde.h says", table_head},
    {"table.entry-pure", "the entry gives the same table every time", table_entry_pure},
    {"table.names", "names are well formed, unique, and that of the file", table_names},
    {"table.docs", "each row and field says in a sentence what it is", table_docs},
    {"table.fields", "kinds, units, limits and offsets go together", table_fields},
    {"table.needs", "capabilities are those of the list, or VENDOR.WORD", table_needs},
    {"table.rows", "the host loads it", table_rows},
    {"life.create-destroy", "it starts with its default settings and ends", life_create_destroy},
    {"life.twice", "it starts again after it has ended", life_twice},
    {"life.stop-joins-threads", "no thread of it runs when stop() has returned", life_stop_joins_threads},
    {"settings.bounds", "it starts with every setting at its limits", settings_bounds},
    {"calls.defaults", "each function answers as its row promises, or refuses", calls_defaults},
    {"calls.fuzz", "the same with random arguments within the limits", calls_fuzz},
    {"calls.wire", "answers survive their serialised form", calls_wire},
    {"calls.errors-have-sentences", "each failure says why", calls_errors_have_sentences},
    {"calls.cancel", "SLOW rows stop within 200 ms when they are cancelled", calls_cancel},
    {"queries.end", "each query comes to its end", queries_end},
    {"queries.spans", "spans are well formed, of at most 4096 records, within 50 ms", queries_spans},
    {"queries.close-early", "a query may be closed before its end, and opened again", queries_close_early},
    {"events.deliver-or-refuse", "each event opens a lane, or refuses", events_deliver_or_refuse},
    {"events.unsubscribe-stops", "nothing is written when unsubscribe() has returned",
        events_unsubscribe_stops},
    {"events.time-order", "times never go back", events_time_order},
    {"handles.release", "each handle ends with release()", handles_release},
};

size_t check_count(void) {
  return COUNT(tests);
}

const char *check_name(size_t i) {
  return tests[i].name;
}

const char *check_summary(size_t i) {
  return tests[i].summary;
}

bool check_is_open(const check *c) {
  return c->verdict->outcome == CHECK_PASSED;
}

static void say(check *c, check_outcome outcome, const char *format, va_list list) {
  if (!check_is_open(c)) return;
  c->verdict->outcome = outcome;
  text_vprintf(&c->verdict->sentence, format, list);
}

void check_fail(check *c, const char *format, ...) {
  va_list list;
  va_start(list, format);
  say(c, CHECK_FAILED, format, list);
  va_end(list);
}

void check_skip(check *c, const char *format, ...) {
  va_list list;
  va_start(list, format);
  say(c, CHECK_NOT_RUN, format, list);
  va_end(list);
}

void check_untried(check *c, const char *row_name) {
  text *out = &c->verdict->untried;
  if (strstr(text_chars(out), row_name)) return;
  text_printf(out, out->len ? " %s" : "%s", row_name);
}

/* What the host says of the plugin comes in the verdict, not in the log. */
static void drop(void *self, int level, const char *source, const char *line) {
  (void)self, (void)level, (void)source, (void)line;
}

void check_run_here(const check_options *options, size_t i, check_verdict *out) {
  *out = (check_verdict){.outcome = CHECK_PASSED};
  check c = {.file = options->file, .seed = options->seed, .verdict = out};
  int64_t begin = clock_mono_ns();
  log_set_sink(drop, NULL);
  tests[i].run(&c);
  log_set_sink(NULL, NULL);
  arena_free(&c.memory);
  out->duration_ns = clock_mono_ns() - begin;
}

/* --------------------------------------------------------------------------------- a process of its own --
 */

static void set_failed(check_verdict *out, const char *sentence) {
  out->outcome = CHECK_FAILED;
  text_puts(&out->sentence, sentence);
}

/* The process has ended, or its time is over. */
static void judge_end(process *p, bool ended, const char *result, check_verdict *out) {
  process_end end;
  error e = {0};
  arena a = {0};
  process_get_end(p, &end);
  if (!ended) {
    process_end_now(p, true, NULL);
    process_wait_until(p, clock_mono_ns() + TEST_LIMIT_NS);
    set_failed(out, "it did not end within 60 s; run it with --in-process in a debugger");
  } else if (end.known && end.signalled) {
    set_failed(out, arena_format(&a, "it crashed: %s; run it with --in-process in a debugger",
                        system_signal_name(&a, end.code)));
  } else if (check_read_verdict(result, out, &e)) {
    set_failed(out,
        arena_format(&a, "its process ended with status %u before the test was over", (unsigned)end.code));
  }
  arena_free(&a);
}

void check_run_apart(const check_options *options, size_t i, check_verdict *out) {
  *out = (check_verdict){0};
  error e = {0};
  arena a = {0};
  int64_t begin = clock_mono_ns();
  const char *result = file_join(&a, file_temporary_folder(&a),
      arena_format(&a, "sonde-check-%u-%u", (unsigned)process_self(), (unsigned)i));
  const char *seed = arena_format(&a, "%llu", (unsigned long long)options->seed);
  const char *argv[] = {options->program, "check-plugin", options->file, "--only", tests[i].name,
      "--in-process", "--seed", seed, "--result", result, NULL};
  process *p = process_launch(argv, &e);
  if (p && process_go(p, &e) == SONDE_OK)
    judge_end(p, process_wait_until(p, clock_mono_ns() + TEST_LIMIT_NS), result, out);
  else
    set_failed(out, e.text);
  process_free(p);
  if (file_probe(result) == FILE_REGULAR) file_remove(result, NULL);
  arena_free(&a);
  out->duration_ns = clock_mono_ns() - begin;
}

sonde_status check_write_verdict(const char *path, const check_verdict *v, error *e) {
  text bytes;
  text_init(&bytes, 0);
  wire_put_u32(&bytes, (uint32_t)v->outcome);
  wire_put_text(&bytes, text_chars(&v->sentence), v->sentence.len);
  wire_put_text(&bytes, text_chars(&v->untried), v->untried.len);
  sonde_status s = file_write(path, text_chars(&bytes), bytes.len, e);
  text_free(&bytes);
  return s;
}

sonde_status check_read_verdict(const char *path, check_verdict *out, error *e) {
  size_t len, n;
  char *bytes = file_read(path, VERDICT_BYTES, &len, e);
  if (!bytes) return e->status;
  arena a = {0};
  wire_reader r = {.data = (const uint8_t *)bytes, .len = len};
  out->outcome = (check_outcome)wire_get_u32(&r);
  text_puts(&out->sentence, wire_get_text(&r, &a, &n));
  text_puts(&out->untried, wire_get_text(&r, &a, &n));
  bool good = !r.failed && out->outcome >= CHECK_PASSED && out->outcome <= CHECK_NOT_RUN;
  arena_free(&a);
  memory_free(bytes);
  return good ? SONDE_OK : error_set(e, SONDE_ARG, "%s: is no verdict", path);
}

void check_verdict_free(check_verdict *v) {
  text_free(&v->sentence);
  text_free(&v->untried);
}
