/* What commands say: data on stdout, everything else as "sonde: ..." on stderr. */
#include <stdarg.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "os/console.h"
#include "os/system.h"

int cli_print(text *out) {
  progress_clear();
  bool written = console_write(1, text_chars(out), out->len);
  text_free(out);
  if (written) return EXIT_CLEAN;
  cli_note("the output could not be written: the stream is closed or full");
  return EXIT_NOT_RUN;
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
  bool refused = system_environment(&a, "NO_COLOR") != NULL;
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
