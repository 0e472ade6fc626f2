/* Quoting and splitting of command lines. Backslashes count only in front of a quote: 2n and a quote give n
 * and a delimiter, 2n+1 and a quote give n and a plain quote. In quotes, "" is a plain quote. */
#include "os/command_line.h"

#include <string.h>

#include "base/memory.h"

static void add_backslashes(text *out, size_t n) {
  while (n--)
    text_putc(out, '\\');
}

void command_line_add(text *out, const char *argument) {
  if (out->len) text_putc(out, ' ');
  if (*argument && !strpbrk(argument, " \t\n\v\"")) {
    text_puts(out, argument);
    return;
  }
  size_t slashes = 0;
  text_putc(out, '"');
  for (const char *c = argument; *c; c++) {
    if (*c == '"') add_backslashes(out, slashes + 1); /* doubles them and escapes the quote */
    text_putc(out, *c);
    slashes = *c == '\\' ? slashes + 1 : 0;
  }
  add_backslashes(out, slashes);
  text_putc(out, '"');
}

void command_line_show(text *out, const char *const *words) {
  for (; *words; words++) {
    if (strpbrk(*words, "$`\"|&;<>()*?#") && !strchr(*words, '\''))
      text_printf(out, "%s'%s'", out->len ? " " : "", *words);
    else
      command_line_add(out, *words);
  }
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/* The program's name: no escapes. */
static const char *split_name(const char *line, char **out) {
  bool quoted = false;
  for (; *line && (quoted || !is_blank(*line)); line++) {
    if (*line == '"')
      quoted = !quoted;
    else
      *(*out)++ = *line;
  }
  *(*out)++ = 0;
  return line;
}

static const char *split_argument(const char *line, char **out) {
  bool quoted = false;
  while (*line && (quoted || !is_blank(*line))) {
    size_t slashes = strspn(line, "\\");
    line += slashes;
    size_t kept = *line == '"' ? slashes / 2 : slashes;
    memset(*out, '\\', kept);
    *out += kept;
    if (*line != '"') {
      if (*line && (quoted || !is_blank(*line))) *(*out)++ = *line++;
      continue;
    }
    if (slashes % 2 == 1 || (quoted && line[1] == '"')) {
      line += slashes % 2 == 0;
      *(*out)++ = '"';
    } else {
      quoted = !quoted;
    }
    line++;
  }
  *(*out)++ = 0;
  return line;
}

char **command_line_split(const char *line, int *argc) {
  size_t len = strlen(line), most = len / 2 + 2; /* an argument and its blank take two bytes */
  char **argv = memory_new((most + 1) * sizeof *argv + len + most + 1);
  char *out = (char *)(argv + most + 1);
  int n = 0;
  argv[n++] = out;
  line = split_name(line, &out);
  for (;;) {
    while (is_blank(*line))
      line++;
    if (!*line) break;
    argv[n++] = out;
    line = split_argument(line, &out);
  }
  *argc = n;
  return argv;
}
