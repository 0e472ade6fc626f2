/* Entries of journald as events. The fields are those of systemd.journal-fields(7). */
#include "journal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "plain.h"

#define LOCAL_ONLY 1 /* SD_JOURNAL_LOCAL_ONLY */

typedef struct journal {
  source source;
  const journal_api *api;
  void *handle;
  buf texts; /* copies: what get_data gives lives until its next call */
} journal;

/* The value of a field, in j->texts from *at on. */
static bool field(journal *j, const char *name, size_t *at, size_t *len) {
  const void *data;
  size_t n, skip = strlen(name) + 1;
  if (j->api->get_data(j->handle, name, &data, &n) < 0 || n < skip) return false;
  *at = j->texts.len;
  *len = n - skip;
  buf_add(&j->texts, (const char *)data + skip, *len);
  return !j->texts.cut;
}

static bool number(journal *j, const char *name, uint64_t *out) {
  size_t at, len;
  char digits[24], *end;
  if (!field(j, name, &at, &len) || len == 0 || len >= sizeof digits) return false;
  memcpy(digits, j->texts.data + at, len);
  digits[len] = 0;
  *out = strtoull(digits, &end, 10);
  return *end == 0;
}

typedef struct place {
  size_t at, len;
  bool there;
} place;

static const struct {
  int text;
  const char *field, *otherwise;
} texts[] = {{T_provider, "SYSLOG_IDENTIFIER", "_COMM"}, {T_guid, "MESSAGE_ID", NULL},
    {T_channel, "_SYSTEMD_UNIT", NULL}, {T_computer, "_HOSTNAME", NULL}, {T_user, "_UID", NULL},
    {T_text, "MESSAGE", NULL}};

static void fill(journal *j, const request *r, plain_event *e) {
  place found[COUNT(texts)] = {0}, extra[MOST_EXTRAS] = {0};
  uint64_t n;
  memset(e, 0, sizeof *e);
  buf_clear(&j->texts);
  plain_set(e, N_event, 0);
  if (number(j, "PRIORITY", &n) && n < 8) plain_set(e, N_level, plain_level((unsigned)n));
  if (number(j, "_PID", &n)) plain_set(e, N_process, n);
  if (number(j, "TID", &n)) plain_set(e, N_thread, n);
  for (size_t i = 0; i < COUNT(texts); i++) {
    place *p = &found[i];
    p->there = field(j, texts[i].field, &p->at, &p->len);
    if (!p->there && texts[i].otherwise) p->there = field(j, texts[i].otherwise, &p->at, &p->len);
  }
  for (uint32_t i = 0; i < r->nextras; i++)
    extra[i].there = field(j, r->extras[i], &extra[i].at, &extra[i].len);
  for (size_t i = 0; i < COUNT(texts); i++) /* the buffer has stopped moving */
    if (found[i].there)
      e->text[texts[i].text] = (plain_text){buf_chars(&j->texts) + found[i].at, found[i].len};
  for (uint32_t i = 0; i < r->nextras; i++)
    if (extra[i].there) e->extra[i] = (plain_text){buf_chars(&j->texts) + extra[i].at, extra[i].len};
}

static int failed(int code, const char *what, error *e) {
  error_set(
      e, code == -13 || code == -1 ? SONDE_DENIED : SONDE_OS, "%s of journald failed: error %d", what, -code);
  e->os_code = (uint32_t)-code;
  return SOURCE_FAILED;
}

static void refused(int code, const char *folder, error *e) {
  enum { NO_ENTRY = -2, NO_FOLDER = -20 };
  if (folder && (code == NO_ENTRY || code == NO_FOLDER))
    error_set(e, SONDE_MISSING,
        "log: there is no folder '%s' of journal files; without log the machine's own is read", folder);
  else
    failed(code, "opening", e);
}

static int next(source *s, request *r, entry *out, error *e) {
  journal *j = (journal *)(void *)s;
  plain_event event;
  uint64_t usec;
  int code = j->api->next(j->handle);
  if (code < 0) return failed(code, "reading the next entry", e);
  if (code == 0) return SOURCE_END;
  fill(j, r, &event);
  if (j->api->get_realtime_usec(j->handle, &usec) >= 0 && usec < INT64_MAX / 1000) {
    event.time = (int64_t)usec * 1000;
    plain_set(&event, N_time, (uint64_t)event.time);
  }
  return plain_entry(&event, r, out);
}

static void close(source *s) {
  journal *j = (journal *)(void *)s;
  j->api->close(j->handle);
  buf_free(&j->texts);
  memory_free(j);
}

source *journal_source(const journal_api *api, const char *folder, int64_t from_ns, error *e) {
  void *handle = NULL;
  int code = folder ? api->open_directory(&handle, folder, 0) : api->open(&handle, LOCAL_ONLY);
  if (code < 0) {
    refused(code, folder, e);
    return NULL;
  }
  code = from_ns > 0 ? api->seek_realtime_usec(handle, (uint64_t)from_ns / 1000) : api->seek_head(handle);
  if (code < 0) {
    failed(code, "seeking", e);
    api->close(handle);
    return NULL;
  }
  journal *j = NEW(journal);
  j->source = (source){next, close};
  j->api = api;
  j->handle = handle;
  return &j->source;
}
