/* Permission for actions: on the command line, in sonde.ini, or from whoever sits at the terminal. */
#include "cli/permission.h"

#include <stdio.h>
#include <string.h>

#include "os/console.h"

bool permission_is_given(cli *c, const char *action, const char **how) {
  *how = "by --yes";
  if (options_has(&c->args, "yes")) return true;
  *how = "by allow in sonde.ini"; /* [sonde] allow = restart-process, restart-service */
  const char *at = config_get(c->config, "sonde", "allow");
  size_t len = strlen(action);
  while (at && *at) {
    at += strspn(at, ", ");
    size_t n = strcspn(at, ", ");
    if (n == len && strncmp(at, action, n) == 0) return true;
    at += n;
  }
  return false;
}

bool permission_can_ask(void) {
  return console_is_terminal(0) && console_is_terminal(2);
}

/* "y" or "yes" in any case, with blanks around. */
static bool is_yes(const char *line) {
  static const char word[] = "yes";
  line += strspn(line, " \t");
  size_t n = strcspn(line, " \t\r\n");
  for (size_t i = 0; i < n; i++)
    if (i >= sizeof word - 1 || (line[i] | 0x20) != word[i]) return false;
  return (n == 1 || n == sizeof word - 1) && line[n + strspn(line + n, " \t\r\n")] == 0;
}

action_answer permission_question(const char *question, const char **how) {
  char line[80] = "";
  console_write(2, question, strlen(question));
  bool yes = fgets(line, sizeof line, stdin) && is_yes(line);
  *how = yes ? "yes on the terminal" : "no on the terminal";
  return yes ? ACTION_ALLOWED : ACTION_FORBIDDEN;
}
