/* What commands say: data on stdout, everything else as "sonde: ..." on stderr. */
#include <stdarg.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "os/console.h"
#include "os/file.h"
#include "os/system.h"

static const char not_written[] = "the output could not be written: the stream is closed or full";

int cli_print(text *out) {
  progress_clear();
  bool written = console_write(1, text_chars(out), out->len), unwanted = !written && console_is_unread();
  text_free(out);
  if (written) return EXIT_CLEAN;
  if (!unwanted) cli_note(not_written);
  return EXIT_NOT_RUN;
}

sonde_status cli_write(const char *path, text *out, error *e) {
  sonde_status status = SONDE_OK;
  if (strcmp(path, "-") != 0)
    status = file_write(path, text_chars(out), out->len, e);
  else if (!console_write(1, text_chars(out), out->len))
    status = error_set(e, SONDE_OS, not_written);
  text_free(out);
  return status;
}

void cli_note(const char *line) {
  text out = {0};
  text_printf(&out, "sonde: %s\n", line);
  progress_clear();
  console_write(2, text_chars(&out), out.len);
  text_free(&out);
}

int cli_fail(const cli *c, const error *e) {
  (void)c;
  cli_note(e->text);
  switch (e->status) {
  case SONDE_ARG: return EXIT_USAGE;
  case SONDE_DENIED: return EXIT_DENIED;
  case SONDE_TIMEOUT:
  case SONDE_MEMORY: return EXIT_LIMIT;
  case SONDE_CANCELLED: return EXIT_INTERRUPTED;
  default: return EXIT_NOT_RUN;
  }
}

int cli_usage(const cli *c, const char *format, ...) {
  text line = {0};
  va_list list;
  va_start(list, format);
  text_vprintf(&line, format, list);
  va_end(list);
  text_printf(&line, "\n       sonde %s\n       'sonde help %s' shows options and examples",
      c->command->usage, c->command->name);
  cli_note(text_chars(&line));
  text_free(&line);
  return EXIT_USAGE;
}

bool cli_colour(const cli *c, int stream) {
  const char *when = options_value(&c->args, "color");
  if (when && strcmp(when, "never") == 0) return false;
  if (when && strcmp(when, "always") == 0) return true;
  arena a = {0};
  const char *no_colour = system_environment(&a, "NO_COLOR"); /* an empty one counts as none */
  bool refused = no_colour && *no_colour;
  arena_free(&a);
  return !refused && console_is_terminal(stream) && console_enable_colour(stream);
}

/* Log lines stand on lines of their own, also beside progress. Any thread. */
void cli_log(void *self, int level, const char *source, const char *line) {
  static const char *const words[] = {"", "error", "warning", "info", "debug"};
  text out = {0};
  (void)self;
  text_printf(&out, "%s: %s: %s", words[level], source, line);
  cli_note(text_chars(&out));
  text_free(&out);
}
