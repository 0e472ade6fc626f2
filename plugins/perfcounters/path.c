/* Taking counter paths apart, and matching what exists against them. */
#include "path.h"

#include <stdio.h>
#include <string.h>

#include "base/like.h"
#include "base/utf8.h"

static path_part part(const char *s, const char *end) {
  return (path_part){s, (size_t)(end - s)};
}

static const char *find(path_part p, char c) {
  return memchr(p.s, c, p.len);
}

static const char *find_last(path_part p, char c) {
  for (size_t i = p.len; i-- > 0;)
    if (p.s[i] == c) return p.s + i;
  return NULL;
}

static sonde_status refuse(const char *start, const char *at, const char *why, error *e) {
  return error_set(e, SONDE_ARG,
      "this is no counter path, at character %zu: %s; write \\Object\\Counter or \\Object(instance)\\Counter",
      (size_t)(at - start) + 1, why);
}

static sonde_status check_text(const char *s, size_t len, error *e) {
  if (len == 0) return refuse(s, s, "it is empty", e);
  if (len > PATH_LONGEST)
    return error_set(e, SONDE_ARG, "a counter path has at most %u bytes, this one %zu", PATH_LONGEST, len);
  size_t good = utf8_valid_prefix(s, len);
  if (good < len) return refuse(s, s + good, "it is not UTF-8", e);
  for (size_t i = 0; i < len; i++)
    if ((unsigned char)s[i] < ' ') return refuse(s, s + i, "a control character", e);
  return SONDE_OK;
}

/* Decimal digits to the end, at most nine; -1: something else. */
static int64_t whole_number(const char *s, const char *end) {
  int64_t n = 0;
  if (s == end || end - s > 9) return -1;
  for (; s < end; s++) {
    if (*s < '0' || *s > '9') return -1;
    n = n * 10 + (*s - '0');
  }
  return n;
}

static void take_pid(counter_path *p) {
  static const path_part word = {"pid:*", 5};
  if (!path_like(word, p->instance.s, p->instance.len)) return;
  int64_t pid = whole_number(p->instance.s + 4, p->instance.s + p->instance.len);
  if (pid > 0) p->pid = (uint32_t)pid;
}

static void take_instance(counter_path *p, path_part all) {
  const char *end = all.s + all.len, *hash = find_last(all, '#');
  p->has_instance = true;
  p->index = hash ? whole_number(hash + 1, end) : -1;
  p->instance = p->index >= 0 ? part(all.s, hash) : all;
  const char *slash = find(p->instance, '/');
  p->child = p->instance;
  if (slash) {
    p->parent = part(p->instance.s, slash);
    p->child = part(slash + 1, p->instance.s + p->instance.len);
  }
  take_pid(p);
}

/* rest: "Object" or "Object(instance)". */
static sonde_status take_object(const char *start, path_part rest, counter_path *p, error *e) {
  const char *end = rest.s + rest.len, *open = find(rest, '(');
  p->object = open ? part(rest.s, open) : rest;
  if (p->object.len == 0) return refuse(start, rest.s, "the object is missing", e);
  const char *bad = find(p->object, '\\');
  if (bad) return refuse(start, bad, "a '\\' in the object's name", e);
  if (path_is_pattern(p->object)) return refuse(start, rest.s, "the object must be named, not a pattern", e);
  if (!open) return SONDE_OK;
  if (end[-1] != ')') return refuse(start, end, "a ')' is missing before the last '\\'", e);
  if (end - open == 2) return refuse(start, open, "the instance is empty", e);
  take_instance(p, part(open + 1, end - 1));
  return p->instance.len ? SONDE_OK : refuse(start, open, "the instance has no name", e);
}

sonde_status path_parse(const char *s, size_t len, counter_path *out, error *e) {
  *out = (counter_path){.index = -1};
  sonde_status status = check_text(s, len, e);
  if (status) return status;
  const char *at = s, *end = s + len;
  if (*at++ != '\\') return refuse(s, s, "it does not begin with '\\'", e);
  if (at < end && *at == '\\') {
    const char *machine = at + 1;
    at = memchr(machine, '\\', (size_t)(end - machine));
    if (!at) return refuse(s, end, "nothing follows the machine", e);
    out->machine = part(machine, at++);
    if (!out->machine.len) return refuse(s, machine, "the machine's name is missing", e);
  }
  const char *last = find_last(part(at, end), '\\');
  if (!last) return refuse(s, end, "the counter is missing", e);
  out->counter = part(last + 1, end);
  if (!out->counter.len) return refuse(s, end, "the counter is missing", e);
  return take_object(s, part(at, last), out, e);
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t fold(const char *s, size_t len, char out[PATH_LONGEST]) {
  if (len > PATH_LONGEST) len = PATH_LONGEST;
  for (size_t i = 0; i < len; i++)
    out[i] = lower(s[i]);
  return len;
}

bool path_is_pattern(path_part p) {
  return like_is_pattern(p.s, p.len);
}

static bool same(path_part p, const char *s, size_t len) {
  if (p.len != len) return false;
  for (size_t i = 0; i < len; i++)
    if (lower(p.s[i]) != lower(s[i])) return false;
  return true;
}

bool path_like(path_part pattern, const char *s, size_t len) {
  if (!path_is_pattern(pattern)) return same(pattern, s, len);
  char folded[PATH_LONGEST], text[PATH_LONGEST];
  size_t n = fold(pattern.s, pattern.len, folded);
  return like_match(folded, n, text, fold(s, len, text));
}

size_t path_instance_text(const instance_name *n, char *out, size_t size) {
  size_t len = n->len < size ? n->len : size;
  memcpy(out, n->s, len);
  if (n->index == 0 || size - len < 12) return len;
  return len + (size_t)snprintf(out + len, size - len, "#%u", n->index);
}

bool path_has_instance(const counter_path *p, const instance_name *n) {
  if (p->pid) return p->pid == n->pid;
  if (p->index >= 0) return n->index == (uint32_t)p->index && path_like(p->instance, n->s, n->len);
  if (!path_is_pattern(p->instance)) return n->index == 0 && path_like(p->instance, n->s, n->len);
  if (path_like(p->instance, n->s, n->len)) return true;
  char text[PATH_LONGEST];
  return path_like(p->instance, text, path_instance_text(n, text, sizeof text));
}
