/* Events of a channel in batches; what the API does not manage at once is asked for again, from the last
 * record on. */
#include "winlog.h"

#include <stdio.h>

#include "base/memory.h"
#include "plain.h"
#include "slot.h"

#define BATCH 64u
#define MOST_TRIES 8 /* of a query that went stale, without an event in between */

typedef struct winlog {
  source source;
  const winlog_api *api;
  char *channel;
  int64_t from_ns;
  void *results;
  void *events[BATCH];
  uint32_t at, n, batch, tries;
  uint64_t last_record; /* given out; 0: none */
  winlog_variant *system, *user;
  uint32_t system_size, user_size; /* bytes */
  buf texts;
} winlog;

static int failed(uint32_t code, const char *what, const char *channel, error *e) {
  sonde_status s = code == WINLOG_DENIED       ? SONDE_DENIED
                   : code == WINLOG_NO_CHANNEL ? SONDE_MISSING
                   : code == UINT32_MAX        ? SONDE_UNSUPPORTED
                                               : SONDE_OS;
  if (code == UINT32_MAX)
    error_set(
        e, s, "%s the log '%s' failed without a reason: this system has no event log service", what, channel);
  else
    error_set(e, s, "%s the log '%s' failed: Windows error %u%s", what, channel, (unsigned)code,
        code == WINLOG_DENIED ? "; run Sonde as administrator" : "");
  e->os_code = code == UINT32_MAX ? 0 : code;
  return SOURCE_FAILED;
}

/* Opens the query behind the last record that was given out. */
static uint32_t query(winlog *w) {
  char xpath[200] = "*", time[48];
  buf out = {.data = time, .capacity = sizeof time - 1, .limit = sizeof time - 1};
  if (w->results) w->api->close(w->api->self, w->results);
  w->results = NULL;
  if (w->last_record) {
    snprintf(xpath, sizeof xpath, "*[System[EventRecordID>%llu]]", (unsigned long long)w->last_record);
  } else if (w->from_ns > 0) {
    filetime_add(&out, (uint64_t)(w->from_ns / 100) + FILETIME_1970);
    time[out.len > 24 ? 23 : out.len] = 0; /* three digits of seconds, rounded down */
    snprintf(xpath, sizeof xpath, "*[System[TimeCreated[@SystemTime>='%sZ']]]", time);
  }
  return w->api->query(w->api->self, w->channel, xpath, &w->results);
}

/* The next batch. 0, WINLOG_NO_MORE or what went wrong for good. */
static uint32_t next_batch(winlog *w) {
  for (;;) {
    w->at = w->n = 0;
    uint32_t code = w->api->next(w->api->self, w->results, w->batch, w->events, &w->n);
    if (code == 0 && w->n > w->batch) w->n = w->batch;
    if (code == 0) return w->n ? 0 : WINLOG_NO_MORE;
    bool again = code == WINLOG_INVALID_BOUND || code == WINLOG_STALE;
    if (!again || ++w->tries > MOST_TRIES) return code;
    if (code == WINLOG_INVALID_BOUND && w->batch > 1) w->batch /= 2;
    code = query(w);
    if (code) return code;
  }
}

static uint32_t render(
    winlog *w, void *event, bool user, winlog_variant **buffer, uint32_t *size, uint32_t *count) {
  uint32_t used = 0;
  uint32_t code = w->api->render(w->api->self, event, user, *buffer, *size, &used, count);
  if (code == WINLOG_SMALL_BUFFER && used > *size && used < 1u << 24) {
    *buffer = memory_resize(*buffer, used);
    *size = used;
    code = w->api->render(w->api->self, event, user, *buffer, *size, &used, count);
  }
  if (code == 0 && *count > *size / sizeof **buffer) *count = *size / sizeof **buffer;
  return code;
}

static size_t wide_len(const uint8_t *s) {
  size_t n = 0;
  while (s[2 * n] || s[2 * n + 1])
    n++;
  return n;
}

/* The bytes of a variant as a slot of binary XML has them; false: another form. */
static bool bytes_of(const winlog_variant *v, const uint8_t **p, size_t *len) {
  static const uint8_t sizes[] = {0, 0, 0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 4, 0, 16, 8, 8, 16, 0, 4, 8};
  if (v->type >= sizeof sizes) return false;
  bool pointer = v->type == SLOT_STRING || v->type == SLOT_ANSI || v->type == SLOT_BINARY ||
                 v->type == SLOT_GUID || v->type == SLOT_SYSTEMTIME || v->type == SLOT_SID;
  *p = pointer ? v->value.p : (const uint8_t *)&v->value;
  if (!*p) return false;
  *len = v->type == SLOT_STRING   ? 2 * wide_len(*p)
         : v->type == SLOT_ANSI   ? strlen((const char *)*p)
         : v->type == SLOT_BINARY ? v->count
         : v->type == SLOT_SID    ? 8 + 4u * (*p)[1]
                                  : sizes[v->type];
  return v->type != SLOT_NULL && *len < 65536;
}

static bool variant_text(const winlog_variant *v, buf *out) {
  const uint8_t *p;
  size_t len;
  if (!bytes_of(v, &p, &len)) return false;
  slot_add(out, p, (slot){0, (uint16_t)len, (uint8_t)v->type}, 0);
  return true;
}

static bool variant_number(const winlog_variant *v, uint64_t *n) {
  const uint8_t *p;
  size_t len;
  return bytes_of(v, &p, &len) && slot_number(p, (slot){0, (uint16_t)len, (uint8_t)v->type}, n);
}

static const uint8_t numbers[][2] = {{WINLOG_EVENT, N_event}, {WINLOG_QUALIFIERS, N_qualifiers},
    {WINLOG_LEVEL, N_level}, {WINLOG_TASK, N_task}, {WINLOG_OPCODE, N_opcode}, {WINLOG_KEYWORDS, N_keywords},
    {WINLOG_RECORD, N_record}, {WINLOG_PROCESS, N_process}, {WINLOG_THREAD, N_thread},
    {WINLOG_VERSION, N_version}};
static const uint8_t texts[][2] = {{WINLOG_PROVIDER, T_provider}, {WINLOG_GUID, T_guid},
    {WINLOG_CHANNEL, T_channel}, {WINLOG_COMPUTER, T_computer}, {WINLOG_USER, T_user},
    {WINLOG_ACTIVITY, T_activity}, {WINLOG_RELATED, T_related}};

typedef struct place {
  size_t at, len;
  bool there;
} place;

static void add_user(winlog *w, uint32_t count, place *p) {
  p->at = w->texts.len;
  p->there = true;
  for (uint32_t i = 0; i < count; i++) {
    size_t before = w->texts.len;
    if (before > p->at) buf_puts(&w->texts, "; ");
    if (!variant_text(&w->user[i], &w->texts)) w->texts.len = before;
  }
  p->len = w->texts.len - p->at;
}

static void fill(winlog *w, uint32_t nsystem, uint32_t nuser, plain_event *e) {
  place found[T_COUNT] = {0};
  uint64_t n;
  buf_clear(&w->texts);
  for (size_t i = 0; i < COUNT(numbers); i++)
    if (numbers[i][0] < nsystem && variant_number(&w->system[numbers[i][0]], &n))
      plain_set(e, numbers[i][1], n);
  if (WINLOG_TIME < nsystem && variant_number(&w->system[WINLOG_TIME], &n) && filetime_to_ns(n, &e->time))
    plain_set(e, N_time, (uint64_t)e->time);
  for (size_t i = 0; i < COUNT(texts); i++) {
    place *p = &found[texts[i][1]];
    p->at = w->texts.len;
    p->there = texts[i][0] < nsystem && variant_text(&w->system[texts[i][0]], &w->texts);
    p->len = w->texts.len - p->at;
  }
  add_user(w, nuser, &found[T_text]);
  for (int t = 0; t < T_COUNT; t++)
    if (found[t].there) e->text[t] = (plain_text){buf_chars(&w->texts) + found[t].at, found[t].len};
}

static int next(source *s, request *r, entry *out, error *e) {
  winlog *w = (winlog *)(void *)s;
  char problem[100];
  plain_event event = {0};
  uint32_t code = w->at < w->n ? 0 : next_batch(w), nsystem = 0, nuser = 0;
  if (code == WINLOG_NO_MORE) return SOURCE_END;
  if (code) return failed(code, "reading", w->channel, e);
  void *handle = w->events[w->at++];
  code = render(w, handle, false, &w->system, &w->system_size, &nsystem);
  uint32_t user_code = render(w, handle, true, &w->user, &w->user_size, &nuser);
  w->api->close(w->api->self, handle);
  fill(w, code ? 0 : nsystem, user_code ? 0 : nuser, &event);
  if (event.has >> N_record & 1) w->last_record = event.number[N_record];
  w->tries = 0;
  if (code || user_code) {
    int len = snprintf(problem, sizeof problem, "the event could not be rendered: Windows error %u",
        (unsigned)(code ? code : user_code));
    event.text[T_error] = (plain_text){problem, (size_t)len};
  }
  return plain_entry(&event, r, out);
}

static void close(source *s) {
  winlog *w = (winlog *)(void *)s;
  while (w->at < w->n)
    w->api->close(w->api->self, w->events[w->at++]);
  if (w->results) w->api->close(w->api->self, w->results);
  memory_free(w->channel);
  memory_free(w->system);
  memory_free(w->user);
  buf_free(&w->texts);
  memory_free(w);
}

source *winlog_source(const winlog_api *api, const char *channel, int64_t from_ns, error *e) {
  winlog *w = NEW(winlog);
  w->source = (source){next, close};
  w->api = api;
  w->channel = memory_text(channel, strlen(channel));
  w->from_ns = from_ns;
  w->batch = BATCH;
  w->system_size = w->user_size = 4096;
  w->system = memory_new(w->system_size);
  w->user = memory_new(w->user_size);
  uint32_t code = query(w);
  if (code == 0) return &w->source;
  failed(code, "opening", w->channel, e);
  close(&w->source);
  return NULL;
}
