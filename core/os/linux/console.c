/* Standard streams: terminal or not, width, writing. */
#include "os/console.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "os/linux/internal.h"

bool console_is_terminal(int stream) {
  return isatty(stream) == 1;
}

int console_width(int stream) {
  struct winsize size;
  if (ioctl(stream, TIOCGWINSZ, &size)) return 0;
  return size.ws_col ? size.ws_col : 80;
}

bool console_enable_colour(int stream) {
  const char *term = getenv("TERM");
  return console_is_terminal(stream) && term && *term && strcmp(term, "dumb") != 0;
}

static bool names_utf8(const char *locale) {
  return strstr(locale, "UTF-8") || strstr(locale, "utf8") || strstr(locale, "UTF8") ||
         strstr(locale, "utf-8");
}

bool console_speaks_utf8(int stream) {
  if (!console_is_terminal(stream)) return true;
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *locale = getenv(names[i]);
    if (locale && *locale) return names_utf8(locale);
  }
  return false;
}

/* A stream shared with others may be non-blocking. */
static bool wait_writable(int stream) {
  struct pollfd p = {.fd = stream, .events = POLLOUT};
  return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

bool console_write(int stream, const char *bytes, size_t len) {
  while (len) {
    ssize_t n = write(stream, bytes, len);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN && wait_writable(stream)) continue;
    if (n < 0) return false;
    bytes += n;
    len -= (size_t)n;
  }
  return true;
}

bool console_is_unread(void) {
  return errno == EPIPE;
}

void console_start(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  signals_ignore_pipe(); /* a closed stream is an answer of console_write, not the end of Sonde */
}
