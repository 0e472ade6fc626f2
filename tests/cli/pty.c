/* pty [-w COLUMNS] [-o FILE] [-s TEXT=BYTES]... COMMAND ARGUMENTS: runs the command on a terminal of its own,
 * in the foreground of a new session, and passes on what it writes there. -o: its standard output is this
 * file, not the terminal. -s: types BYTES once TEXT has been written ("ready=^C": ^C is the interrupt key);
 * several are done one after the other. Ends with the command's status, 128 + signal as a shell has it, or
 * 124 when nothing was written for a minute. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_KEYS = 8, QUIET_MS = 60000, STATUS_QUIET = 124 };

static struct {
  const char *when;
  char what[64];
} keys[MOST_KEYS];
static size_t nkeys, pressed;
static char seen[1 << 16];
static size_t nseen, looked; /* looked: where the text of the next key may begin */

static void add_key(char *words) {
  char *equals = strchr(words, '=');
  if (!equals || nkeys == MOST_KEYS) exit(125);
  *equals = 0;
  keys[nkeys].when = words;
  size_t n = 0;
  for (const char *s = equals + 1; *s && n + 1 < sizeof keys[0].what; s++)
    keys[nkeys].what[n++] = s[0] == '^' && s[1] ? (char)(*++s & 0x1F) : *s;
  nkeys++;
}

static void press(int terminal) {
  while (pressed < nkeys) {
    const char *at = strstr(seen + looked, keys[pressed].when);
    if (!at) return;
    looked = (size_t)(at - seen) + strlen(keys[pressed].when);
    const char *what = keys[pressed++].what;
    if (write(terminal, what, strlen(what)) < 0) return;
  }
}

/* Until the terminal is closed by everyone, or nothing comes. */
static int copy(int terminal) {
  for (;;) {
    struct pollfd p = {.fd = terminal, .events = POLLIN};
    if (poll(&p, 1, QUIET_MS) <= 0) return STATUS_QUIET;
    char block[4096];
    ssize_t n = read(terminal, block, sizeof block);
    if (n <= 0) return 0; /* EIO: closed */
    if (write(1, block, (size_t)n) != n) return 1;
    if (nseen + (size_t)n < sizeof seen) memcpy(seen + nseen, block, (size_t)n), nseen += (size_t)n;
    press(terminal);
  }
}

int main(int argc, char **argv) {
  struct winsize size = {.ws_row = 24, .ws_col = 100};
  const char *file = NULL;
  for (int c; (c = getopt(argc, argv, "+w:o:s:")) != -1;) {
    if (c == 'w') size.ws_col = (unsigned short)strtoul(optarg, NULL, 10);
    if (c == 'o') file = optarg;
    if (c == 's') add_key(optarg);
  }
  int terminal;
  pid_t pid = forkpty(&terminal, NULL, NULL, &size);
  if (pid == 0) {
    int out = file ? open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644) : 1;
    if (out != 1) dup2(out, 1), close(out);
    execvp(argv[optind], argv + optind);
    _exit(127);
  }
  int status, quiet = copy(terminal);
  if (quiet) kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  if (quiet) return quiet;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
