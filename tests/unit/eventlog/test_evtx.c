/* Whole and damaged files of .evtx, made by our own writer: every whole record is given once, with its
 * values. */
#include <stdio.h>

#include "fixture.h"

#include "event.h"
#include "evtx.h"
#include "leaves.h"

static arena memory;

typedef struct result {
  evtx_counts counts;
  uint32_t events, errors, right; /* right: all values as the fixture wrote them */
  char error[160];
} result;

typedef struct values {
  char index[16], name[40], pids[40];
  uint32_t others, npids;
} values;

static void take_leaf(void *self, const leaf *l) {
  values *v = self;
  char *to = l->name_len == 5 && !memcmp(l->name, "Index", 5)  ? v->index
             : l->name_len == 4 && !memcmp(l->name, "Name", 4) ? v->name
             : l->name_len == 4 && !memcmp(l->name, "Pids", 4) ? v->pids + 10 * v->npids
                                                               : NULL;
  if (to == v->pids + 10 * v->npids) v->npids++;
  if (to && l->value_len < 16 && v->npids < 4)
    memcpy(to, l->value, l->value_len);
  else
    v->others++;
}

static bool is_right(decoder *d, const instance *i, uint64_t number) {
  char name[40], index[16], pid[2][16];
  uint64_t record, time, event;
  values v = {0};
  snprintf(index, sizeof index, "%u", (unsigned)number);
  snprintf(name, sizeof name, "user %u", (unsigned)number);
  snprintf(pid[0], sizeof pid[0], "%u", (unsigned)number);
  snprintf(pid[1], sizeof pid[1], "%u", (unsigned)number + 1);
  leaves_walk(d, i, take_leaf, &v);
  return event_number(d, i, FIELD_RECORD, &record) && record == 5000 + number &&
         event_number(d, i, FIELD_TIME, &time) && time == FIXTURE_START + number * FIXTURE_SECOND &&
         event_number(d, i, FIELD_EVENT, &event) && event == 1000 + number % 4 && !strcmp(v.index, index) &&
         !strcmp(v.name, name) && v.npids == 2 && !strcmp(v.pids, pid[0]) && !strcmp(v.pids + 10, pid[1]) &&
         v.others == 0 && !d->error[0];
}

static void read_all(const char *path, result *out) {
  error e = {0};
  evtx *x = evtx_open(path, &e);
  memset(out, 0, sizeof *out);
  if (!x) return;
  decoder d;
  evtx_record r;
  instance i;
  buf xml = {0};
  decoder_init(&d);
  while (evtx_next_chunk(x)) {
    decoder_next_chunk(&d, x->chunk);
    while (evtx_next_record(x, &r)) {
      out->events++;
      buf_clear(&xml);
      if (event_begin(&d, r.at + 24, r.at + r.size - 4, &i)) {
        out->right += is_right(&d, &i, r.number);
        event_xml(&d, &i, &xml);
      }
      out->errors += d.error[0] != 0;
      if (d.error[0] && !out->error[0]) memcpy(out->error, d.error, sizeof out->error);
    }
  }
  out->counts = x->counts;
  assert_int_equal(x->error.status, SONDE_OK);
  buf_free(&xml);
  decoder_free(&d);
  evtx_close(x);
}

static void whole(void **state) {
  (void)state;
  evtx_writer w;
  result r;
  const char *path = fixture_path(&memory, "whole");
  fixture_make(&w);
  assert_true(written_save(&w, path));
  read_all(path, &r);
  assert_int_equal(r.events, FIXTURE_RECORDS);
  assert_int_equal(r.right, FIXTURE_RECORDS);
  assert_int_equal(r.errors, 0);
  assert_int_equal(r.counts.chunks, 3);
  assert_int_equal(r.counts.damaged_chunks, 0);
  assert_int_equal(r.counts.recovered, 0);
  assert_int_equal(r.counts.broken_places, 0);
  written_free(&w);
  remove(path);
}

static void xml_text(void **state) {
  (void)state;
  evtx_writer w;
  const char *path = fixture_path(&memory, "xml");
  static const written_data data[] = {{"a<b", SLOT_STRING, "x & \"y\" 'z' <\x01>", 0}};
  written_event one = {.number = 1,
      .id = 7,
      .level = 3,
      .filetime = FIXTURE_START,
      .provider = "P",
      .process = 4,
      .thread = 8,
      .data = data,
      .ndata = 1};
  written_begin(&w);
  written_chunk(&w);
  written_add(&w, &one);
  one.number = 2;
  one.literal = true;
  written_add(&w, &one);
  written_end(&w);
  assert_true(written_save(&w, path));
  error e = {0};
  evtx *x = evtx_open(path, &e);
  assert_non_null(x);
  decoder d;
  evtx_record r;
  instance i;
  buf xml = {0};
  decoder_init(&d);
  assert_true(evtx_next_chunk(x));
  decoder_next_chunk(&d, x->chunk);
  assert_true(evtx_next_record(x, &r) && event_begin(&d, r.at + 24, r.at + r.size - 4, &i));
  event_xml(&d, &i, &xml);
  buf_putc(&xml, 0);
  assert_string_equal(xml.data,
      "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\"P\"/>"
      "<EventID>7</EventID><Level>3</Level><Keywords>0x8000000000000000</Keywords>"
      "<TimeCreated SystemTime=\"2016-07-10T23:12:51.6816408Z\"/><EventRecordID>1</EventRecordID>"
      "<Execution ProcessID=\"4\" "
      "ThreadID=\"8\"/><Channel>Fixture</Channel><Computer>machine</Computer><Security/>"
      "</System><EventData><Data Name=\"a&lt;b\">x &amp; &quot;y&quot; &apos;z&apos; "
      "&lt;\xef\xbf\xbd&gt;</Data>"
      "</EventData></Event>");
  buf_clear(&xml);
  assert_true(evtx_next_record(x, &r) && event_begin(&d, r.at + 24, r.at + r.size - 4, &i));
  event_xml(&d, &i, &xml);
  buf_putc(&xml, 0);
  assert_string_equal(
      xml.data, "<Event><System><Provider Name=\"P\"/><EventID>7</EventID><Level>3</Level></System></Event>");
  buf_free(&xml);
  decoder_free(&d);
  evtx_close(x);
  written_free(&w);
  remove(path);
}

/* ----------------------------------------------------------------------------------------------- damage --
 */

static void set32(evtx_writer *w, size_t at, uint32_t v) {
  memcpy(w->bytes + at, &v, 4);
}

static void cut(evtx_writer *w, size_t from, size_t len) {
  memmove(w->bytes, w->bytes + from, len);
  w->len = len;
}

static void cut_in_record(evtx_writer *w) {
  w->len = written_place(w, 13) + 40;
}

static void cut_last_byte(evtx_writer *w) {
  w->len--;
}

static void head_only(evtx_writer *w) {
  w->len = WRITTEN_HEAD;
}

static void short_head(evtx_writer *w) {
  w->len = 100;
}

static void no_head(evtx_writer *w) {
  cut(w, WRITTEN_HEAD, w->len - WRITTEN_HEAD);
}

static void shifted(evtx_writer *w) {
  cut(w, WRITTEN_HEAD - 3, w->len - WRITTEN_HEAD + 3);
}

static void zero_head(evtx_writer *w) {
  memset(w->bytes, 0, 8);
}

static void chunk_magic(evtx_writer *w) {
  w->bytes[WRITTEN_HEAD] = 'X';
}

static void dirty(evtx_writer *w) {
  w->bytes[120] = 1;
}

static void many_chunks(evtx_writer *w) {
  memset(w->bytes + 42, 0xff, 2);
}

static void huge_free_space(evtx_writer *w) {
  set32(w, WRITTEN_HEAD + 44, 0x7fffffff);
  set32(w, WRITTEN_HEAD + 48, 0x7fffffff);
  written_fix(w);
}

static void size_zero(evtx_writer *w) {
  set32(w, written_place(w, 0) + 4, 0);
  written_fix(w);
}

static void size_huge(evtx_writer *w) {
  set32(w, written_place(w, 0) + 4, 0x7fffffff);
  written_fix(w);
}

/* The chains point to themselves, or anywhere. */
static void loops(evtx_writer *w) {
  for (uint32_t i = 0; i < 64 + 32; i++)
    set32(w, WRITTEN_HEAD + 128 + 4 * i, WRITTEN_RECORDS + 40);
  set32(w, written_place(w, 0) + 24 + 4 + 10, WRITTEN_RECORDS + 38);
  written_fix(w);
}

static void random_tables(evtx_writer *w) {
  uint32_t seed = 1;
  for (uint32_t i = 0; i < 64 + 32; i++)
    set32(w, WRITTEN_HEAD + 128 + 4 * i, seed = seed * 1664525u + 1013904223u);
  written_fix(w);
}

/* The first record without a definition of its own says that its template is defined where it is itself. */
static void own_template(evtx_writer *w) {
  size_t at = written_place(w, 3);
  set32(w, at + 24 + 4 + 6, (uint32_t)(at - WRITTEN_HEAD) + 24 + 4);
  written_fix(w);
}

/* A page of zeros over whole records in the middle of the second chunk. */
static void zero_page(evtx_writer *w) {
  memset(w->bytes + WRITTEN_HEAD + WRITTEN_CHUNK + 8192, 0, 4096);
}

/* A bit of the event id of one record, its checksum left as it was. */
static void flipped_value(evtx_writer *w) {
  w->bytes[written_place(w, 20) + 24 + 4 + 10 + 4 + 36 + 1] ^= 1;
}

static void more_values_than_bytes(evtx_writer *w) {
  set32(w, written_place(w, 20) + 24 + 4 + 10, 0x00ffffff);
  written_fix(w);
}

/* aim: records given; wrong: of these, how many have other values than written; broken: places. */
static const struct damage {
  const char *name;
  void (*make)(evtx_writer *w);
  uint32_t aim, wrong, errors, broken;
} damages[] = {
    {"cut_in_record", cut_in_record, 13, 0, 0, 1},
    {"cut_last_byte", cut_last_byte, 120, 0, 0, 0},
    {"head_only", head_only, 0, 0, 0, 0},
    {"short_head", short_head, 0, 0, 0, 0},
    {"no_head", no_head, 120, 0, 0, 0},
    {"shifted", shifted, 120, 0, 0, 0},
    {"zero_head", zero_head, 120, 0, 0, 0},
    {"chunk_magic", chunk_magic, 120, 0, 0, 0},
    {"dirty", dirty, 120, 0, 0, 0},
    {"many_chunks", many_chunks, 120, 0, 0, 0},
    {"huge_free_space", huge_free_space, 120, 0, 0, 0},
    {"size_zero", size_zero, 119, 0, 0, 1},
    {"size_huge", size_huge, 119, 0, 0, 1},
    {"loops", loops, 120, 0, 0, 0},
    {"random_tables", random_tables, 120, 0, 0, 0},
    {"own_template", own_template, 120, 1, 1, 0},
    {"zero_page", zero_page, 113, 0, 0, 1},
    {"flipped_value", flipped_value, 120, 1, 0, 0},
    {"more_values_than_bytes", more_values_than_bytes, 120, 1, 1, 0},
};

static void damaged(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
    const struct damage *d = &damages[i];
    evtx_writer w;
    result r;
    const char *path = fixture_path(&memory, d->name);
    fixture_make(&w);
    d->make(&w);
    assert_true(written_save(&w, path));
    read_all(path, &r);
    remove(path);
    written_free(&w);
    printf("%s: %u records, %u right, %u errors (%s), %u broken\n", d->name, (unsigned)r.events,
        (unsigned)r.right, (unsigned)r.errors, r.error, (unsigned)r.counts.broken_places);
    if (r.events != d->aim || r.events - r.right != d->wrong || r.errors != d->errors ||
        r.counts.broken_places != d->broken)
      fail_msg("%s differs from what was damaged", d->name);
  }
}

/* Whatever record loses its size, all others are found. */
static void each_record(void **state) {
  (void)state;
  const char *path = fixture_path(&memory, "each");
  for (uint32_t n = 0; n < 40; n++) {
    evtx_writer w;
    result r;
    fixture_make(&w);
    set32(&w, written_place(&w, n) + 4, 0);
    assert_true(written_save(&w, path));
    read_all(path, &r);
    written_free(&w);
    assert_int_equal(r.events, FIXTURE_RECORDS - 1);
    assert_int_equal(r.right, FIXTURE_RECORDS - 1);
    assert_int_equal(r.counts.recovered, 39 - n);
  }
  remove(path);
}

static bool replace_wide(uint8_t *p, size_t len, const char *word, const char *by) {
  size_t n = strlen(word);
  for (size_t at = 0; at + 2 * n <= len; at++) {
    size_t i = 0;
    while (i < n && p[at + 2 * i] == (uint8_t)word[i] && p[at + 2 * i + 1] == 0)
      i++;
    if (i < n) continue;
    for (i = 0; i < n; i++)
      p[at + 2 * i] = (uint8_t)by[i];
    return true;
  }
  return false;
}

/* The second chunk has the same template of data, byte for byte, but the name it refers to is another one
 * there. */
static void other_name(void **state) {
  (void)state;
  evtx_writer w;
  error e = {0};
  decoder d;
  evtx_record r;
  instance i;
  const char *path = fixture_path(&memory, "names");
  fixture_make(&w);
  assert_true(replace_wide(w.bytes + WRITTEN_HEAD + WRITTEN_CHUNK, WRITTEN_CHUNK, "Name", "Nome"));
  assert_true(written_save(&w, path));
  written_free(&w);
  evtx *x = evtx_open(path, &e);
  assert_non_null(x);
  decoder_init(&d);
  for (int chunk = 0; chunk < 3; chunk++) {
    buf xml = {0};
    assert_true(evtx_next_chunk(x));
    decoder_next_chunk(&d, x->chunk);
    assert_true(evtx_next_record(x, &r) && event_begin(&d, r.at + 24, r.at + r.size - 4, &i));
    event_xml(&d, &i, &xml);
    buf_putc(&xml, 0);
    assert_non_null(strstr(xml.data, chunk == 1 ? "<Data Nome=\"Index\">" : "<Data Name=\"Index\">"));
    buf_free(&xml);
  }
  decoder_free(&d);
  evtx_close(x);
  remove(path);
}

static void not_a_log(void **state) {
  (void)state;
  const char *path = fixture_path(&memory, "other");
  error e = {0};
  FILE *f = fopen(path, "wb");
  fputs("this is no event log", f);
  fclose(f);
  assert_null(evtx_open(path, &e));
  assert_int_equal(e.status, SONDE_ARG);
  assert_non_null(strstr(e.text, "is not an event log"));
  remove(path);
  assert_null(evtx_open(path, &e));
  assert_int_equal(e.status, SONDE_MISSING);
}

/* Somebody cuts the file while it is read: that is no end. */
static void cut_meanwhile(void **state) {
  (void)state;
  evtx_writer w;
  error e = {0};
  const char *path = fixture_path(&memory, "meanwhile");
  fixture_make(&w);
  assert_true(written_save(&w, path));
  evtx *x = evtx_open(path, &e);
  assert_non_null(x);
  assert_true(evtx_next_chunk(x));
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  fwrite(w.bytes, 1, WRITTEN_HEAD + WRITTEN_CHUNK, f);
  fclose(f);
  written_free(&w);
  assert_false(evtx_next_chunk(x));
  assert_int_equal(x->error.status, SONDE_OS);
  assert_non_null(strstr(x->error.text, "became shorter"));
  evtx_close(x);
  remove(path);
}

static int end(void **state) {
  (void)state;
  arena_free(&memory);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(xml_text),
      cmocka_unit_test(damaged), cmocka_unit_test(each_record), cmocka_unit_test(other_name),
      cmocka_unit_test(not_a_log), cmocka_unit_test(cut_meanwhile)};
  return cmocka_run_group_tests(tests, NULL, end);
}
