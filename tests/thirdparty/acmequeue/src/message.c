/* Parsing a message's head. A key that is not known is passed over: newer queues may write more. */
#include "message.h"

#include <stdio.h>
#include <string.h>

#define MOST_SECONDS 9000000000 /* in the year 2255: its nanoseconds fit */

typedef struct line {
  const char *at;
  size_t len;
} line;

/* Cuts the next line off; 0: what is left does not end. */
static int take_line(const char **at, const char *end, line *out) {
  const char *stop = (const char *)memchr(*at, '\n', (size_t)(end - *at));
  if (!stop) return 0;
  out->at = *at;
  out->len = (size_t)(stop - *at);
  if (out->len && out->at[out->len - 1] == '\r') out->len--;
  *at = stop + 1;
  return 1;
}

static int is(const line *l, const char *word) {
  return l->len == strlen(word) && memcmp(l->at, word, l->len) == 0;
}

/* "key: value" becomes key and value. */
static int split(const line *l, line *key, line *value) {
  const char *colon = (const char *)memchr(l->at, ':', l->len);
  if (!colon) return 0;
  *key = (line){l->at, (size_t)(colon - l->at)};
  *value = (line){colon + 1, l->len - key->len - 1};
  while (value->len && *value->at == ' ')
    value->at++, value->len--;
  return 1;
}

static int read_number(const line *l, int64_t most, int64_t *out) {
  *out = 0;
  for (size_t i = 0; i < l->len; i++) {
    if (l->at[i] < '0' || l->at[i] > '9') return 0;
    *out = *out * 10 + (l->at[i] - '0');
    if (*out > most) return 0;
  }
  return l->len > 0;
}

static void take_text(message *m, uint32_t bit, const line *value, const char **s, size_t *len) {
  *s = value->at;
  *len = value->len;
  if (value->len) m->has |= bit;
}

static int take_number(message *m, uint32_t bit, const line *value, int64_t most, int64_t *out) {
  m->has |= bit;
  return read_number(value, most, out);
}

/* 0: the value is wrong. */
static int take_value(message *m, const line *key, const line *value) {
  if (is(key, "id")) take_text(m, HAS_ID, value, &m->id, &m->id_len);
  if (is(key, "sender")) take_text(m, HAS_SENDER, value, &m->sender, &m->sender_len);
  if (is(key, "priority")) return take_number(m, HAS_PRIORITY, value, 9, &m->priority);
  if (is(key, "attempts")) return take_number(m, HAS_ATTEMPTS, value, 1000000, &m->attempts);
  if (!is(key, "submitted")) return 1;
  int good = take_number(m, HAS_SUBMITTED, value, MOST_SECONDS, &m->submitted_ns);
  m->submitted_ns *= 1000000000;
  return good;
}

static int fail(message *m, unsigned number, const char *what) {
  *m = (message){0};
  snprintf(m->error, sizeof m->error, "line %u: %s", number, what);
  return 0;
}

int message_parse(const char *bytes, size_t len, message *out) {
  const char *at = bytes, *end = bytes + len;
  line one, key, value;
  *out = (message){0};
  if (!take_line(&at, end, &one) || !is(&one, "AQM1")) return fail(out, 1, "it does not begin with AQM1");
  for (unsigned number = 2;; number++) {
    if (!take_line(&at, end, &one)) return fail(out, number, "the head does not end");
    if (!one.len) break;
    if (!split(&one, &key, &value)) return fail(out, number, "no colon");
    if (!take_value(out, &key, &value)) return fail(out, number, "the number is none, or too large");
  }
  out->body = (size_t)(at - bytes);
  return 1;
}
