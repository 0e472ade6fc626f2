/* Live logs without a live log: lines of syslog, a fake libsystemd, a fake Evt API that plays what Windows is
 * known to do, datagrams. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "datagram.h"
#include "fixture.h"
#include "journal.h"
#include "syslog.h"
#include "winlog.h"

static arena memory;

static request everything(void) {
  return (request){.numbers = UINT32_MAX,
      .texts = UINT32_MAX,
      .filter = {.from = INT64_MIN, .to = INT64_MAX, .most_level = -1}};
}

static bool text_is(const plain_event *e, int t, const char *s) {
  return s ? e->text[t].s && e->text[t].len == strlen(s) && !memcmp(e->text[t].s, s, e->text[t].len)
           : !e->text[t].s;
}

#define NOW INT64_C(1706702400000000000) /* 2024-01-31T12:00:00Z */
#define SECOND INT64_C(1000000000)

static const struct line {
  const char *line;
  bool known;
  int level; /* -1: none */
  int64_t time_s, pid;
  const char *computer, *provider, *text;
} known_lines[] = {
    {"<11>Jan 30 19:31:01 host tst[42]: it failed", true, 2, 1706643061, 42, "host", "tst", "it failed"},
    {"Dec  3 00:00:00 host kernel: x", true, -1, 1701561600, -1, "host", "kernel", "x"},
    {"Feb 29 12:00:00 host a: b", true, -1, 1582977600, -1, "host", "a",
        "b"}, /* the last one there was before */
    {"2024-01-31T12:00:00.5+01:00 host cron[7]: (root) CMD", true, -1, 1706698800, 7, "host", "cron",
        "(root) CMD"},
    {"<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 111 ID47 [e@1 k=\"a]\\\"b\"][f] "
     "\xef\xbb\xbfText",
        true, 4, 1065910455, 111, "mymachine.example.com", "evntslog", "Text"},
    {"<34>1 - - su - - - no time", true, 1, -1, -1, NULL, "su", "no time"},
    {"Jan 31 12:00:00 host no tag here", true, -1, 1706702400, -1, "host", NULL, "no tag here"},
    {"<13>Nov 31 10:00:00 host a: b", true, 4, -1, -1, NULL, NULL, "Nov 31 10:00:00 host a: b"},
    {"something else", false, -1, -1, -1, NULL, NULL, "something else"},
    {"<999>x", false, -1, -1, -1, NULL, NULL, "<999>x"},
    {"<13>", true, 4, -1, -1, NULL, NULL, ""},
    {"", false, -1, -1, -1, NULL, NULL, ""},
};

static void lines(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof known_lines / sizeof known_lines[0]; i++) {
    const struct line *l = &known_lines[i];
    plain_event e;
    bool known = syslog_parse(l->line, strlen(l->line), NOW, 0, &e);
    bool has_level = e.has >> N_level & 1, has_time = e.has >> N_time & 1, has_pid = e.has >> N_process & 1;
    if (known != l->known || (has_level ? (int)e.number[N_level] : -1) != l->level ||
        (has_time ? e.time / SECOND : -1) != l->time_s ||
        (has_pid ? (int64_t)e.number[N_process] : -1) != l->pid || !text_is(&e, T_computer, l->computer) ||
        !text_is(&e, T_provider, l->provider) || !text_is(&e, T_text, l->text))
      fail_msg("%s: read as time %lld level %d pid %lld text %.*s", l->line, (long long)(e.time / SECOND),
          has_level ? (int)e.number[N_level] : -1, (long long)e.number[N_process], (int)e.text[T_text].len,
          e.text[T_text].s);
  }
}

static void syslog_file(void **state) {
  (void)state;
  const char *path = fixture_path(&memory, "syslog");
  FILE *f = fopen(path, "wb");
  fputs("<11>1 2024-01-31T12:00:00Z h app 1 - - first\r\n\n<14>1 2024-01-31T12:00:01Z hh app 1 - - ", f);
  for (int i = 0; i < 17500; i++)
    fputs("<11>", f); /* the rest begins like a line of its own, which it is not */
  fputs("\n<11>1 2024-01-31T12:00:02Z h other 1 - - \xff last", f);
  fclose(f);
  request r = everything();
  error e = {0};
  source *s = syslog_source(&path, 1, &e);
  assert_non_null(s);
  entry one;
  uint32_t n = 0, errors = 0, bytes = 0, levels = 0;
  int got;
  while ((got = s->next(s, &r, &one, &e)) == SOURCE_ENTRY || got == SOURCE_SKIPPED) {
    if (got == SOURCE_SKIPPED) continue;
    n++;
    errors += one.text[T_error].len > 0;
    bytes += one.text[T_text].len;
    levels += one.numbers >> N_level & 1;
    if (n == 1) assert_int_equal(one.text[T_text].len, 5);
  }
  assert_int_equal(got, SOURCE_END);
  assert_int_equal(n, 4);
  assert_int_equal(errors, 1);
  assert_int_equal(levels, 3);
  assert_int_equal(bytes, 5 + 70000 + 8); /* the wrong byte became three */
  s->close(s);
  buf_clear(&r.heap);
  r.filter.source = "oth*";
  r.filter.source_len = 4;
  s = syslog_source(&path, 1, &e);
  for (n = 0; (got = s->next(s, &r, &one, &e)) != SOURCE_END;)
    n += got == SOURCE_ENTRY;
  assert_int_equal(n, 2); /* and the rest of the long line, of which nobody knows who wrote it */
  s->close(s);
  buf_free(&r.heap);
  remove(path);
}

/* ---------------------------------------------------------------------------------------------- journald --
 */

static struct {
  int at, open, closed;
  uint64_t seek;
  int fail_open;
} fake_journal;

static int journal_open(void **j, int flags) {
  (void)flags;
  fake_journal.at = -1;
  if (fake_journal.fail_open) return fake_journal.fail_open;
  fake_journal.open++;
  *j = &fake_journal;
  return 0;
}

static int journal_open_directory(void **j, const char *path, int flags) {
  assert_string_equal(path, "/some/where");
  return journal_open(j, flags);
}

static void journal_close(void *j) {
  (void)j;
  fake_journal.closed++;
}

static int journal_seek_head(void *j) {
  (void)j;
  return 0;
}

static int journal_seek(void *j, uint64_t usec) {
  (void)j;
  fake_journal.seek = usec;
  return 0;
}

static int journal_next(void *j) {
  (void)j;
  return ++fake_journal.at < 3;
}

static int journal_time(void *j, uint64_t *usec) {
  (void)j;
  *usec = 1706702400000000u + (uint64_t)fake_journal.at;
  return 0;
}

/* The buffer of one call is overwritten by the next, as libsystemd may do. */
static int journal_data(void *j, const char *name, const void **data, size_t *len) {
  static char room[100];
  static const char *const values[][3] = {{"PRIORITY", "3", "7"}, {"SYSLOG_IDENTIFIER", "app", NULL},
      {"_COMM", "c", "comm"}, {"MESSAGE", "it broke", "fine"}, {"_PID", "12", "x"}, {"FOO", "bar", NULL}};
  (void)j;
  for (size_t i = 0; i < COUNT(values); i++)
    if (!strcmp(values[i][0], name) && values[i][1 + (fake_journal.at > 0)]) {
      *len = (size_t)snprintf(room, sizeof room, "%s=%s", name, values[i][1 + (fake_journal.at > 0)]);
      *data = room;
      return 0;
    }
  return -2;
}

static const journal_api fake_api = {journal_open, journal_open_directory, journal_close, journal_seek_head,
    journal_seek, journal_next, journal_time, journal_data};

static bool column_is(const entry *one, const request *r, int t, const char *s) {
  return one->text[t].len == strlen(s) && !memcmp(r->heap.data + one->text[t].at, s, one->text[t].len);
}

static void journald(void **state) {
  (void)state;
  request r = everything();
  error e = {0};
  entry one;
  r.extras[r.nextras++] = "FOO";
  source *s = journal_source(&fake_api, NULL, INT64_C(5000), &e);
  assert_non_null(s);
  assert_int_equal(fake_journal.seek, 5);
  assert_int_equal(s->next(s, &r, &one, &e), SOURCE_ENTRY);
  assert_int_equal(one.number[N_level], 2);
  assert_int_equal(one.number[N_process], 12);
  assert_int_equal(one.number[N_time], INT64_C(1706702400000000000));
  assert_true(column_is(&one, &r, T_provider, "app") && column_is(&one, &r, T_text, "it broke"));
  assert_true(one.extra[0].len == 3 && !memcmp(r.heap.data + one.extra[0].at, "bar", 3));
  assert_int_equal(s->next(s, &r, &one, &e), SOURCE_ENTRY);
  assert_int_equal(one.number[N_level], 5);
  assert_false(one.numbers >> N_process & 1);
  assert_true(column_is(&one, &r, T_provider, "comm"));
  assert_int_equal(one.extra[0].len, 0);
  r.filter.most_level = 4;
  assert_int_equal(s->next(s, &r, &one, &e), SOURCE_SKIPPED);
  assert_int_equal(s->next(s, &r, &one, &e), SOURCE_END);
  s->close(s);
  fake_journal.fail_open = -13;
  assert_null(journal_source(&fake_api, "/some/where", 0, &e));
  assert_int_equal(e.status, SONDE_DENIED);
  fake_journal.fail_open = -2;
  assert_null(journal_source(&fake_api, "/some/where", 0, &e));
  assert_int_equal(e.status, SONDE_MISSING);
  assert_non_null(strstr(e.text, "no folder '/some/where'"));
  assert_int_equal(fake_journal.open, fake_journal.closed);
  buf_free(&r.heap);
}

/* ----------------------------------------------------------------------------- the Evt API, a fake of it --
 */

#define FAKE_EVENTS 100u

static struct {
  uint64_t next;     /* record number to come */
  uint32_t most;     /* events a batch before 1734 */
  uint64_t stale_at; /* record before which the query goes stale, once */
  uint32_t refuse;   /* code of query */
  uint32_t unrenderable;
  int handles, queries;
} fake;

static uint32_t fake_query(void *self, const char *channel, const char *xpath, void **results) {
  (void)self;
  assert_string_equal(channel, "System");
  fake.queries++;
  if (fake.refuse) return fake.refuse;
  const char *behind = strstr(xpath, "EventRecordID>");
  if (behind)
    fake.next = strtoull(behind + 14, NULL, 10) + 1;
  else
    fake.next = 1;
  fake.handles++;
  *results = &fake;
  return 0;
}

static uint32_t fake_next(void *self, void *results, uint32_t most, void **events, uint32_t *got) {
  (void)self;
  (void)results;
  if (most > fake.most) return WINLOG_INVALID_BOUND;
  if (fake.stale_at && fake.next >= fake.stale_at) {
    fake.stale_at = 0;
    return WINLOG_STALE;
  }
  for (*got = 0; *got < most && fake.next <= FAKE_EVENTS; ++*got, fake.handles++)
    events[*got] = (void *)(uintptr_t)fake.next++;
  return *got ? 0 : WINLOG_NO_MORE;
}

static uint32_t fake_render(
    void *self, void *event, bool user, void *buffer, uint32_t size, uint32_t *used, uint32_t *count) {
  static const uint8_t provider[] = {'P', 0, 0, 0}, big[] = {'v', 0, 0, 0};
  uint64_t n = (uint64_t)(uintptr_t)event;
  (void)self;
  if (n == fake.unrenderable) return 15029;
  uint32_t variants = user ? 300 : WINLOG_COUNT;
  *used = variants * (uint32_t)sizeof(winlog_variant);
  if (*used > size) return WINLOG_SMALL_BUFFER;
  winlog_variant *v = buffer;
  memset(v, 0, *used);
  *count = user ? 2 : WINLOG_COUNT;
  if (user) {
    v[0] = (winlog_variant){{.p = big}, 1, 1};
    v[1] = (winlog_variant){{.u = n}, 1, 8};
    return 0;
  }
  v[WINLOG_PROVIDER] = (winlog_variant){{.p = provider}, 1, 1};
  v[WINLOG_EVENT] = (winlog_variant){{.u = 7}, 1, 6};
  v[WINLOG_LEVEL] = (winlog_variant){{.u = n % 2 ? 2 : 4}, 1, 4};
  v[WINLOG_TIME] = (winlog_variant){{.u = UINT64_C(131126659716816408)}, 1, 0x11};
  v[WINLOG_RECORD] = (winlog_variant){{.u = n}, 1, 0x0a};
  return 0;
}

static void fake_close(void *self, void *handle) {
  (void)self;
  (void)handle;
  fake.handles--;
}

static const winlog_api fake_windows = {NULL, fake_query, fake_next, fake_render, fake_close};

static uint64_t read_fake(const filter *f, uint32_t *n, uint32_t *errors, error *e) {
  request r = everything();
  if (f) r.filter = *f;
  entry one;
  uint64_t sum = 0;
  int got;
  *n = *errors = 0;
  source *s = winlog_source(&fake_windows, "System", 0, e);
  if (!s) return 0;
  while ((got = s->next(s, &r, &one, e)) == SOURCE_ENTRY || got == SOURCE_SKIPPED) {
    if (got == SOURCE_SKIPPED) continue;
    ++*n;
    *errors += one.text[T_error].len > 0;
    if (one.numbers >> N_record & 1) sum += one.number[N_record];
    if (*n == 1) assert_true(column_is(&one, &r, T_text, "v; 1") && column_is(&one, &r, T_provider, "P"));
  }
  s->close(s);
  buf_free(&r.heap);
  return sum;
}

static void windows(void **state) {
  (void)state;
  error e = {0};
  uint32_t n, errors;
  memset(&fake, 0, sizeof fake);
  fake.most = 1000;
  assert_int_equal(read_fake(NULL, &n, &errors, &e), 5050);
  assert_int_equal(n, FAKE_EVENTS);
  assert_int_equal(fake.handles, 0);
  fake.most = 5; /* 1734 until the batch is small enough; nothing twice, nothing lost */
  assert_int_equal(read_fake(NULL, &n, &errors, &e), 5050);
  assert_int_equal(n, FAKE_EVENTS);
  fake.stale_at = 50;
  assert_int_equal(read_fake(NULL, &n, &errors, &e), 5050);
  assert_int_equal(n, FAKE_EVENTS);
  fake.unrenderable = 10; /* is given all the same, with its error */
  assert_int_equal(read_fake(NULL, &n, &errors, &e), 5040);
  assert_int_equal(n, FAKE_EVENTS);
  assert_int_equal(errors, 1);
  fake.unrenderable = 0;
  filter errors_only = {.from = INT64_MIN, .to = INT64_MAX, .most_level = 2};
  assert_int_equal(read_fake(&errors_only, &n, &errors, &e), 2500);
  assert_int_equal(n, 50);
  assert_int_equal(fake.handles, 0);
  fake.most = 0; /* never works */
  read_fake(NULL, &n, &errors, &e);
  assert_int_equal(e.status, SONDE_OS);
  assert_int_equal(e.os_code, WINLOG_INVALID_BOUND);
  static const uint32_t codes[][2] = {
      {WINLOG_DENIED, SONDE_DENIED}, {WINLOG_NO_CHANNEL, SONDE_MISSING}, {UINT32_MAX, SONDE_UNSUPPORTED}};
  for (size_t i = 0; i < COUNT(codes); i++) {
    fake.refuse = codes[i][0];
    memset(&e, 0, sizeof e);
    read_fake(NULL, &n, &errors, &e);
    assert_int_equal(e.status, codes[i][1]);
  }
  assert_int_equal(fake.handles, 0);
}

static void datagrams(void **state) {
  (void)state;
  buf out = {0};
  live_message m = {.text = "a\nb", .source = "me", .level = 2};
  datagram_journal(&out, &m);
  static const char journal[] = "PRIORITY=3\nSYSLOG_IDENTIFIER=me\nMESSAGE\n\3\0\0\0\0\0\0\0a\nb\n";
  assert_int_equal(out.len, sizeof journal - 1);
  assert_memory_equal(out.data, journal, out.len);
  buf_clear(&out);
  datagram_syslog(&out, &m);
  assert_int_equal(out.len, 11);
  assert_memory_equal(out.data, "<11>me: a b", 11);
  buf_free(&out);
}

static int end(void **state) {
  (void)state;
  arena_free(&memory);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(syslog_file),
      cmocka_unit_test(journald), cmocka_unit_test(windows), cmocka_unit_test(datagrams)};
  return cmocka_run_group_tests(tests, NULL, end);
}
