/* Checks a JSON document strictly and notes where its keys and numbers lie. */
#include "base/json_scan.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

#define DEEPEST 64
#define LONGEST_NUMBER 60 /* cJSON copies numbers into 64 bytes */

typedef struct scanner {
  const char *s;
  size_t len, at;
  json_tokens *tokens;
  error *e;
  int depth;
} scanner;

sonde_status json_refuse(error *e, size_t at, const char *what) {
  return error_set(e, SONDE_ARG, "JSON: byte %zu: %s", at, what);
}

static sonde_status refuse(scanner *c, const char *what) {
  return json_refuse(c->e, c->at, c->at < c->len ? what : "the text ends too early");
}

static char peek(const scanner *c) {
  return c->at < c->len ? c->s[c->at] : 0;
}

static bool is_digit(const scanner *c) {
  return peek(c) >= '0' && peek(c) <= '9';
}

static void skip_spaces(scanner *c) {
  while (peek(c) == ' ' || peek(c) == '\t' || peek(c) == '\n' || peek(c) == '\r')
    c->at++;
}

static void add_token(scanner *c, size_t from) {
  json_tokens *t = c->tokens;
  if (t->count == t->capacity) {
    t->capacity = t->capacity ? t->capacity * 2 : 32;
    t->items = memory_resize(t->items, t->capacity * sizeof *t->items);
  }
  t->items[t->count++] = (json_token){from, c->at - from};
}

static void skip_digits(scanner *c) {
  while (is_digit(c))
    c->at++;
}

static sonde_status scan_number(scanner *c) {
  size_t from = c->at;
  c->at += peek(c) == '-';
  if (!is_digit(c)) return refuse(c, "a digit is missing");
  if (peek(c) == '0')
    c->at++;
  else
    skip_digits(c);
  if (is_digit(c)) return refuse(c, "a number must not begin with 0");
  if (peek(c) == '.') {
    c->at++;
    if (!is_digit(c)) return refuse(c, "a digit is missing behind the point");
    skip_digits(c);
  }
  if (peek(c) == 'e' || peek(c) == 'E') {
    c->at++;
    c->at += peek(c) == '+' || peek(c) == '-';
    if (!is_digit(c)) return refuse(c, "a digit is missing in the exponent");
    skip_digits(c);
  }
  if (c->at - from > LONGEST_NUMBER) return json_refuse(c->e, from, "a number of more than 60 characters");
  add_token(c, from);
  return SONDE_OK;
}

/* Four hexadecimal digits at the scanner; -1: they are not there. */
static long read_hex4(scanner *c) {
  long code = 0;
  for (int i = 0; i < 4; i++, c->at++) {
    char d = peek(c);
    int digit = d >= '0' && d <= '9'   ? d - '0'
                : d >= 'a' && d <= 'f' ? d - 'a' + 10
                : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                       : -1;
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

static sonde_status scan_unicode(scanner *c) {
  size_t from = c->at;
  c->at += 2;
  long code = read_hex4(c);
  if (code < 0) return refuse(c, "\\u wants four hexadecimal digits");
  if (code == 0) return json_refuse(c->e, from, "\\u0000 is not allowed in a text");
  if (code < 0xD800 || code > 0xDFFF) return SONDE_OK;
  if (code > 0xDBFF || peek(c) != '\\' || c->at + 1 >= c->len || c->s[c->at + 1] != 'u')
    return json_refuse(c->e, from, "half of a surrogate pair");
  c->at += 2;
  code = read_hex4(c);
  return code >= 0xDC00 && code <= 0xDFFF ? SONDE_OK : json_refuse(c->e, from, "half of a surrogate pair");
}

static sonde_status scan_escape(scanner *c) {
  if (c->at + 1 >= c->len) {
    c->at = c->len;
    return refuse(c, "");
  }
  if (c->s[c->at + 1] == 'u') return scan_unicode(c);
  if (!c->s[c->at + 1] || !strchr("\"\\/bfnrt", c->s[c->at + 1]))
    return refuse(c, "unknown escape in a text");
  c->at += 2;
  return SONDE_OK;
}

/* Up to the next quote, escape or control character all must be UTF-8. */
static sonde_status scan_chars(scanner *c) {
  size_t from = c->at;
  while (c->at < c->len && c->s[c->at] != '"' && c->s[c->at] != '\\' && (unsigned char)c->s[c->at] >= 0x20)
    c->at++;
  size_t good = utf8_valid_prefix(c->s + from, c->at - from);
  return good == c->at - from ? SONDE_OK : json_refuse(c->e, from + good, "invalid UTF-8");
}

static sonde_status scan_string(scanner *c) {
  if (peek(c) != '"') return refuse(c, "a text in quotes is wanted");
  c->at++;
  for (;;) {
    sonde_status s = scan_chars(c);
    if (s) return s;
    if (c->at >= c->len) return refuse(c, "");
    if (peek(c) == '"') break;
    if (peek(c) != '\\') return refuse(c, "a control character must be escaped");
    s = scan_escape(c);
    if (s) return s;
  }
  c->at++;
  return SONDE_OK;
}

static sonde_status scan_value(scanner *c);

static sonde_status scan_pair(scanner *c) {
  size_t from = c->at;
  sonde_status s = scan_string(c);
  if (s) return s;
  add_token(c, from);
  skip_spaces(c);
  if (peek(c) != ':') return refuse(c, "':' is wanted");
  c->at++;
  return scan_value(c);
}

/* Behind the opening bracket. */
static sonde_status scan_items(scanner *c, char close, sonde_status (*scan_item)(scanner *)) {
  if (++c->depth > DEEPEST) return json_refuse(c->e, c->at, "more than 64 levels deep");
  c->at++;
  skip_spaces(c);
  bool empty = peek(c) == close;
  while (!empty) {
    skip_spaces(c);
    sonde_status s = scan_item(c);
    if (s) return s;
    skip_spaces(c);
    if (peek(c) == close) break;
    if (peek(c) != ',') return refuse(c, close == '}' ? "',' or '}' is wanted" : "',' or ']' is wanted");
    c->at++;
  }
  c->at++;
  c->depth--;
  return SONDE_OK;
}

static sonde_status scan_word(scanner *c, const char *word) {
  size_t n = strlen(word);
  if (c->len - c->at < n || memcmp(c->s + c->at, word, n) != 0) return refuse(c, "a value is wanted");
  c->at += n;
  return SONDE_OK;
}

static sonde_status scan_value(scanner *c) {
  skip_spaces(c);
  switch (peek(c)) {
  case '{': return scan_items(c, '}', scan_pair);
  case '[': return scan_items(c, ']', scan_value);
  case '"': return scan_string(c);
  case 't': return scan_word(c, "true");
  case 'f': return scan_word(c, "false");
  case 'n': return scan_word(c, "null");
  default: return is_digit(c) || peek(c) == '-' ? scan_number(c) : refuse(c, "a value is wanted");
  }
}

sonde_status json_scan(const char *s, size_t len, json_tokens *tokens, error *e) {
  scanner c = {.s = s, .len = len, .tokens = tokens, .e = e};
  if (len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) c.at = 3;
  sonde_status status = scan_value(&c);
  skip_spaces(&c);
  if (!status && c.at < len) status = refuse(&c, "there is more behind the value");
  return status;
}
