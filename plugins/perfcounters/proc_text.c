/* Parsers of /proc/PID/stat, of "Name: number" files and of command lines (proc(5)). */
#include "proc_text.h"

#include <string.h>

#include "base/utf8.h"

typedef struct cursor {
  const char *at, *end;
} cursor;

static void skip_blanks(cursor *c) {
  while (c->at < c->end && (*c->at == ' ' || *c->at == '\t'))
    c->at++;
}

/* Reads digits, with a sign that is dropped together with its number (negative becomes 0). Saturates. */
static bool take_number(cursor *c, uint64_t *out) {
  skip_blanks(c);
  bool negative = c->at < c->end && *c->at == '-';
  if (negative) c->at++;
  const char *start = c->at;
  uint64_t n = 0;
  for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
    uint64_t digit = (uint64_t)(*c->at - '0');
    n = n > (UINT64_MAX - digit) / 10 ? UINT64_MAX : n * 10 + digit;
  }
  *out = negative ? 0 : n;
  return c->at > start;
}

/* Where field `index` (proc(5) counts from 1) of stat goes; NULL: not used. */
static uint64_t *stat_field(proc_stat *s, int index, uint64_t narrow[2]) {
  switch (index) {
  case 4: return &narrow[0];
  case 9: return &s->flags;
  case 10: return &s->minor_faults;
  case 12: return &s->major_faults;
  case 14: return &s->user;
  case 15: return &s->kernel;
  case 16: return &s->children_user;
  case 17: return &s->children_kernel;
  case 20: return &narrow[1];
  case 22: return &s->start;
  case 23: return &s->virtual_bytes;
  case 24: return &s->resident;
  case 42: return &s->disk_wait;
  default: return NULL;
  }
}

static const char *last_of(const char *s, size_t len, char wanted) {
  while (len > 0)
    if (s[--len] == wanted) return s + len;
  return NULL;
}

/* The name may hold blanks and brackets: it ends at the last ')'. */
static bool take_name(cursor *c, proc_stat *out) {
  uint64_t pid;
  if (!take_number(c, &pid) || pid > UINT32_MAX) return false;
  out->pid = (uint32_t)pid;
  skip_blanks(c);
  const char *close = last_of(c->at, (size_t)(c->end - c->at), ')');
  if (c->at >= c->end || *c->at != '(' || !close) return false;
  out->name = c->at + 1;
  out->name_len = (uint32_t)(close - c->at - 1);
  c->at = close + 1;
  return true;
}

bool proc_parse_stat(const char *s, size_t len, proc_stat *out) {
  memset(out, 0, sizeof *out);
  cursor c = {s, s + len};
  uint64_t narrow[2] = {0, 0}, unused;
  if (!take_name(&c, out)) return false;
  skip_blanks(&c);
  if (c.at >= c.end) return false;
  out->state = *c.at++;
  for (int index = 4; index <= 42; index++) {
    uint64_t *to = stat_field(out, index, narrow);
    if (!take_number(&c, to ? to : &unused)) return false;
  }
  out->parent = (uint32_t)narrow[0];
  out->threads = (uint32_t)narrow[1];
  return true;
}

/* A key's name at the start of a line, followed by ':' or a blank. */
static bool line_has(const char *line, const char *end, const char *name, size_t name_len) {
  return (size_t)(end - line) > name_len && memcmp(line, name, name_len) == 0 &&
         (line[name_len] == ':' || line[name_len] == ' ');
}

static bool take_key(const char *line, const char *end, const proc_key *key) {
  size_t name_len = strlen(key->name);
  if (!line_has(line, end, key->name, name_len)) return false;
  cursor c = {line + name_len + 1, end};
  uint64_t n;
  if (!take_number(&c, &n)) return false;
  if (c.end - c.at >= 3 && memcmp(c.at, " kB", 3) == 0) n = n > UINT64_MAX / 1024 ? UINT64_MAX : n * 1024;
  *key->value = n;
  *key->found = true;
  return true;
}

size_t proc_parse_keys(const char *s, size_t len, const proc_key *keys, size_t nkeys) {
  const char *end = s + len;
  size_t found = 0, next = 0;
  for (const char *line = s; line < end && found < nkeys;) {
    const char *line_end = memchr(line, '\n', (size_t)(end - line));
    if (!line_end) line_end = end;
    for (size_t i = 0; i < nkeys; i++) {
      size_t k = (next + i) % nkeys;
      if (line[0] != keys[k].name[0] || *keys[k].found || !take_key(line, line_end, &keys[k])) continue;
      found++;
      next = k + 1;
      break;
    }
    line = line_end + 1;
  }
  return found;
}

size_t proc_clean_command(char *s, size_t len) {
  while (len > 0 && (s[len - 1] == 0 || s[len - 1] == ' '))
    len--;
  for (size_t at = 0; at < len;) {
    size_t valid = utf8_valid_prefix(s + at, len - at);
    for (size_t i = at; i < at + valid; i++)
      if (s[i] == 0)
        s[i] = ' ';
      else if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
        s[i] = '?';
    at += valid;
    if (at < len) s[at++] = '?';
  }
  return len;
}
