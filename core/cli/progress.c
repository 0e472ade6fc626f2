/* The progress line. There is one terminal, so there is one line. */
#include "cli/progress.h"

#include <stdatomic.h>
#include <string.h>

#include "base/units.h"
#include "base/utf8.h"
#include "os/clock.h"
#include "os/console.h"

enum { INTERVAL_NS = 100000000, FIRST_NS = 500000000, MOST_WIDTH = 200 };

static const char *what; /* NULL: no line in this run */
static int64_t start_ns, of_ns, next_ns;
static atomic_int width; /* of what stands there; 0: nothing */

void progress_start(const cli *c, const char *doing, int64_t for_ns) {
  bool wanted = console_is_terminal(2) && !c->quiet && !c->args.target;
  what = wanted ? doing : NULL;
  start_ns = clock_mono_ns();
  next_ns = start_ns + FIRST_NS;
  of_ns = for_ns;
}

void progress_clear(void) {
  char blank[MOST_WIDTH + 2];
  int n = atomic_exchange(&width, 0);
  if (!n) return;
  memset(blank, ' ', sizeof blank);
  blank[0] = blank[n + 1] = '\r';
  console_write(2, blank, (size_t)n + 2);
}

/* Whether it is time again. */
static bool is_due(void) {
  int64_t now_ns = what ? clock_mono_ns() : 0;
  if (!what || now_ns < next_ns) return false;
  next_ns = now_ns + INTERVAL_NS;
  return true;
}

static void draw(text *line) {
  int most = console_width(2) - 1;
  size_t len = utf8_cut(text_chars(line), line->len,
      (size_t)(most < 1            ? 1
               : most > MOST_WIDTH ? MOST_WIDTH
                                   : most));
  progress_clear();
  atomic_store(&width, (int)len);
  console_write(2, text_chars(line), len);
  text_free(line);
}

void progress_turn(void) {
  if (!is_due()) return;
  text line = {0};
  text_printf(&line, "%s: ", what);
  units_print_duration(&line, (clock_mono_ns() - start_ns) / INTERVAL_NS * INTERVAL_NS);
  if (of_ns) {
    text_puts(&line, " of ");
    units_print_duration(&line, of_ns);
  }
  draw(&line);
}

void progress_call(void *self, const char *name, double done, const char *words) {
  (void)self;
  if (!is_due()) return;
  text line = {0};
  text_printf(&line, "%s: %.0f %% %s", name, 100 * done, words);
  draw(&line);
}
