/* Lines of words and numbers: /proc/stat, /proc/diskstats, /proc/net/dev (proc(5)). */
#include "proc_devices.h"

#include <string.h>

#define MOST_NUMBERS 16
#define LARGEST (UINT64_MAX / 16)

static bool next_line(const char *s, size_t len, size_t *at, path_part *line) {
  if (*at >= len) return false;
  const char *start = s + *at, *end = memchr(start, '\n', len - *at);
  if (!end) end = s + len;
  *line = (path_part){start, (size_t)(end - start)};
  *at = (size_t)(end - s) + 1;
  return true;
}

static void skip_blanks(path_part *p) {
  while (p->len && (*p->s == ' ' || *p->s == '\t')) {
    p->s++;
    p->len--;
  }
}

/* Up to a blank or `end`, which is skipped. */
static path_part take_word(path_part *p, char end) {
  skip_blanks(p);
  path_part word = {p->s, 0};
  while (word.len < p->len && word.s[word.len] != ' ' && word.s[word.len] != end)
    word.len++;
  size_t skip = word.len + (word.len < p->len && word.s[word.len] == end);
  p->s += skip;
  p->len -= skip;
  return word;
}

/* False: no digit. Too large ones stay at the largest. */
static bool take_number(path_part *p, uint64_t *out) {
  skip_blanks(p);
  uint64_t n = 0;
  size_t i = 0;
  for (; i < p->len && p->s[i] >= '0' && p->s[i] <= '9'; i++)
    n = n > LARGEST / 10 - 1 ? LARGEST : n * 10 + (uint64_t)(p->s[i] - '0');
  p->s += i;
  p->len -= i;
  *out = n;
  return i > 0;
}

static size_t take_numbers(path_part *p, uint64_t *out, size_t most) {
  size_t n = 0;
  while (n < most && take_number(p, &out[n]))
    n++;
  return n;
}

static bool begins(path_part line, const char *word) {
  size_t n = strlen(word);
  return line.len >= n && memcmp(line.s, word, n) == 0;
}

bool proc_next_cpu(const char *s, size_t len, size_t *at, proc_cpu *out) {
  for (path_part line; next_line(s, len, at, &line);) {
    uint64_t v[MOST_NUMBERS] = {0}, number;
    if (!begins(line, "cpu")) continue;
    line.s += 3;
    line.len -= 3;
    if (line.len == 0 || *line.s == ' ' || !take_number(&line, &number) || number > UINT32_MAX) continue;
    if (take_numbers(&line, v, 8) < 4) continue;
    *out = (proc_cpu){(uint32_t)number, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
    return true;
  }
  return false;
}

bool proc_parse_interrupts(const char *s, size_t len, uint64_t *out) {
  size_t at = 0;
  for (path_part line; next_line(s, len, &at, &line);) {
    if (!begins(line, "intr ")) continue;
    line.s += 5;
    line.len -= 5;
    return take_number(&line, out);
  }
  return false;
}

bool proc_next_disk(const char *s, size_t len, size_t *at, proc_disk *out) {
  for (path_part line; next_line(s, len, at, &line);) {
    uint64_t v[MOST_NUMBERS] = {0}, device[2];
    if (take_numbers(&line, device, 2) < 2) continue;
    path_part name = take_word(&line, '\t');
    if (name.len == 0 || take_numbers(&line, v, 11) < 11) continue;
    *out = (proc_disk){name, v[0], v[2], v[3], v[4], v[6], v[7], v[8], v[9], v[10]};
    return true;
  }
  return false;
}

bool proc_next_net(const char *s, size_t len, size_t *at, proc_net *out) {
  for (path_part line; next_line(s, len, at, &line);) {
    uint64_t v[MOST_NUMBERS] = {0};
    path_part name = take_word(&line, ':');
    bool colon = line.s == name.s + name.len + 1;
    if (name.len == 0 || !colon || take_numbers(&line, v, 16) < 16) continue;
    *out = (proc_net){name, v[0], v[1], v[2], v[3], v[8], v[9], v[10], v[11]};
    return true;
  }
  return false;
}
