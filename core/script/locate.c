/* Finds the line of a key in the table that a script returns, without running it. */
#include "script/locate.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { DEPTH_LIMIT = 24, PATH_SIZE = 200 };

typedef enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_MARK } token_kind;

/* A token; of a text without its quotes; a mark is its first character, or '~' when it is a longer operator
 * with '='. */
typedef struct token {
  token_kind kind;
  char mark;
  const char *s;
  size_t len;
  uint32_t line;
} token;

typedef struct scanner {
  const char *s, *end;
  uint32_t line;
  const char *wanted;
  char path[PATH_SIZE];
  uint32_t found;
} scanner;

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Behind a long bracket "[==[": moves past its end and counts lines. False: none starts at s. */
static bool skip_long(scanner *c) {
  const char *s = c->s + 1;
  size_t level = 0;
  while (s < c->end && *s == '=')
    s++, level++;
  if (s >= c->end || *s != '[') return false;
  for (s++; s < c->end; s++) {
    if (*s == '\n') c->line++;
    if (*s != ']') continue;
    const char *t = s + 1;
    size_t n = 0;
    while (t < c->end && *t == '=' && n < level)
      t++, n++;
    if (n == level && t < c->end && *t == ']') {
      c->s = t + 1;
      return true;
    }
  }
  c->s = c->end;
  return true;
}

static void skip_blank(scanner *c) {
  while (c->s < c->end) {
    if (*c->s == '\n') c->line++;
    if (*c->s == ' ' || (*c->s >= '\t' && *c->s <= '\r')) {
      c->s++;
    } else if (c->end - c->s >= 2 && c->s[0] == '-' && c->s[1] == '-') {
      c->s += 2;
      if (c->s < c->end && *c->s == '[' && skip_long(c)) continue;
      while (c->s < c->end && *c->s != '\n')
        c->s++;
    } else {
      return;
    }
  }
}

static void read_quoted(scanner *c, token *t) {
  char quote = *c->s++;
  t->s = c->s;
  while (c->s < c->end && *c->s != quote && *c->s != '\n')
    c->s += *c->s == '\\' && c->s + 1 < c->end ? 2 : 1;
  t->len = (size_t)(c->s - t->s);
  if (c->s < c->end && *c->s == quote) c->s++;
}

static token next_token(scanner *c) {
  skip_blank(c);
  token t = {.kind = TOKEN_END, .s = c->s, .line = c->line};
  if (c->s >= c->end) return t;
  char first = *c->s;
  if (is_letter(first) || is_digit(first)) {
    t.kind = is_digit(first) ? TOKEN_NUMBER : TOKEN_NAME;
    while (c->s < c->end && (is_letter(*c->s) || is_digit(*c->s)))
      c->s++;
    t.len = (size_t)(c->s - t.s);
    return t;
  }
  t.kind = TOKEN_TEXT;
  if (first == '"' || first == '\'') {
    read_quoted(c, &t);
    return t;
  }
  if (first == '[' && skip_long(c)) return t;
  t.kind = TOKEN_MARK;
  t.mark = first;
  c->s++;
  if (c->s < c->end && *c->s == '=' && strchr("=~<>", first)) {
    t.mark = '~';
    c->s++;
  }
  return t;
}

static bool is_mark(token t, char mark) {
  return t.kind == TOKEN_MARK && t.mark == mark;
}

static bool is_word(token t, const char *word) {
  return t.kind == TOKEN_NAME && t.len == strlen(word) && memcmp(t.s, word, t.len) == 0;
}

/* +1 for words that open a block, -1 for those that close one. */
static int block_step(token t) {
  static const char *const open[] = {"function", "if", "do", "repeat"};
  for (size_t i = 0; i < COUNT(open); i++)
    if (is_word(t, open[i])) return 1;
  return is_word(t, "end") || is_word(t, "until") ? -1 : 0;
}

/* Moves to the ',', ';' or '}' that ends the value. */
static void skip_value(scanner *c) {
  int nest = 0;
  for (;;) {
    scanner before = *c;
    token t = next_token(c);
    if (t.kind == TOKEN_END) return;
    nest += block_step(t);
    if (t.kind != TOKEN_MARK) continue;
    if (nest <= 0 && strchr(",;}", t.mark)) {
      *c = before;
      return;
    }
    if (strchr("({[", t.mark))
      nest++;
    else if (strchr(")}]", t.mark))
      nest--;
  }
}

/* Reads "name =" or "[key] =", or counts a positional item and leaves its value unread. Returns the length of
 * the path with the key. */
static size_t read_key(scanner *c, size_t path_len, uint32_t *index, uint32_t *line) {
  scanner before = *c;
  token key = next_token(c);
  *line = key.line;
  bool named = key.kind == TOKEN_NAME;
  if (is_mark(key, '[')) {
    key = next_token(c);
    named = (key.kind == TOKEN_TEXT || key.kind == TOKEN_NUMBER) && is_mark(next_token(c), ']');
  }
  if (named && is_mark(next_token(c), '=')) {
    int n = snprintf(c->path + path_len, PATH_SIZE - path_len, "%s%.*s", path_len ? "." : "",
        (int)(key.len < 99 ? key.len : 99), key.s);
    return n > 0 && path_len + (size_t)n < PATH_SIZE ? path_len + (size_t)n : PATH_SIZE - 1;
  }
  uint32_t found = c->found;
  memcpy(before.path, c->path, sizeof c->path);
  *c = before;
  c->found = found;
  int n = snprintf(c->path + path_len, PATH_SIZE - path_len, "[%u]", ++*index);
  return n > 0 && path_len + (size_t)n < PATH_SIZE ? path_len + (size_t)n : PATH_SIZE - 1;
}

/* The scanner stands behind '{'. */
static void scan_table(scanner *c, size_t path_len, int depth) {
  for (uint32_t index = 0; !c->found;) {
    scanner before = *c;
    token t = next_token(c);
    if (t.kind == TOKEN_END || is_mark(t, '}')) return;
    if (is_mark(t, ',') || is_mark(t, ';')) continue;
    *c = before;
    uint32_t line = 0;
    size_t len = read_key(c, path_len, &index, &line);
    c->path[len] = 0;
    if (strcmp(c->path, c->wanted) == 0) {
      c->found = line;
      return;
    }
    before = *c;
    if (is_mark(next_token(c), '{') && depth < DEPTH_LIMIT)
      scan_table(c, len, depth + 1);
    else
      *c = before;
    if (!c->found) skip_value(c);
  }
}

uint32_t locate_key(const char *source, size_t len, const char *key_path) {
  scanner c = {.s = source, .end = source + len, .line = 1, .wanted = key_path};
  if (len && source[0] == '#') /* a first line for the shell */
    while (c.s < c.end && *c.s != '\n')
      c.s++;
  int nest = 0;
  for (;;) {
    token t = next_token(&c);
    if (t.kind == TOKEN_END) return c.found;
    nest += block_step(t);
    if (nest || !is_word(t, "return")) continue;
    token open = next_token(&c);
    if (!is_mark(open, '{')) return 0;
    if (!*key_path) return t.line;
    scan_table(&c, 0, 0);
    return c.found;
  }
}
