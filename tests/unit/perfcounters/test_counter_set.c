/* Label: fake. Paths against the catalogue and against a made-up PDH: who is asked for what, what its codes
 * mean, and when it is not believed. It proves our logic, nothing about Windows. */
#include "check.h"

#include <stdio.h>

#include "counter_set.h"

/* What the fake PDH has: a path as it must be asked for, and the instances that answer. */
typedef struct fake_counter {
  const char *path;
  pdh_item items[4];
  size_t n;
} fake_counter;

static double fake_processes, fake_available;
static char asked[8][128];
static size_t nasked;
static int open_queries;

#define ITEM(NAME, VALUE, STATUS)                                                                            \
  { NAME, sizeof(NAME) - 1, VALUE, STATUS }

static const fake_counter fakes[] = {
    {"\\System\\Processes", {ITEM("", 0, 0)}, 1},
    {"\\Memory\\Available Bytes", {ITEM("", 0, 0)}, 1},
    {"\\Memory\\Page Faults/sec", {ITEM("", 123.5, 0)}, 1},
    {"\\Memory\\Page Reads/sec", {ITEM("", 9, 0x800007D6u)}, 1},
    {"\\PhysicalDisk(*)\\Disk Reads/sec", {ITEM("0 C:", 3, 0), ITEM("_Total", 4, 1)}, 2},
    {"\\PhysicalDisk(0 C:)\\Disk Reads/sec", {ITEM("0 C:", 3, 0)}, 1},
    {"\\Shop(*)\\Orders",
        {ITEM("east", 1, 0), ITEM("west", 2, 0), ITEM("west", 3, 0), ITEM("north", 4, 0xC0000BDBu)}, 4},
    {"\\Shop(gone)\\Orders", {ITEM("", 0, 0)}, 0},
    {"\\Process(x)\\Pool Paged Bytes", {ITEM("x", 77, 0)}, 1},
};

static uint32_t fake_open(void **query) {
  open_queries++;
  *query = &open_queries;
  return 0;
}

static void fake_close(void *query) {
  assert_ptr_equal(query, &open_queries);
  open_queries--;
}

static uint32_t fake_add(void *query, const char *path, void **counter) {
  (void)query;
  if (nasked < 8) snprintf(asked[nasked++], sizeof asked[0], "%s", path);
  for (size_t i = 0; i < sizeof fakes / sizeof fakes[0]; i++)
    if (strcmp(fakes[i].path, path) == 0) {
      *counter = (void *)(uintptr_t)&fakes[i];
      return 0;
    }
  return 0xC0000BB9u;
}

static uint32_t fake_collect(void *query) {
  (void)query;
  return 0;
}

static uint32_t fake_read(void *counter, bool many, pdh_each each, void *self) {
  const fake_counter *f = counter;
  assert_int_equal(many, strchr(f->path, '*') != NULL);
  for (size_t i = 0; i < f->n; i++) {
    pdh_item item = f->items[i];
    if (f == &fakes[0]) item.value = fake_processes;
    if (f == &fakes[1]) item.value = fake_available;
    each(self, &item);
  }
  return f->n ? 0 : 0x800007D1u;
}

static const pdh_api fake_pdh = {fake_open, fake_add, fake_collect, fake_read, fake_close};

typedef struct got {
  char path[128], source[8], unit[16];
  double value;
  uint32_t why;
  bool absent;
} got;

static got rows[32];
static size_t nrows;

static void keep(void *self, const counter_row *row) {
  (void)self;
  got *g = &rows[nrows < 31 ? nrows : 31];
  nrows++;
  g->path[counter_row_path(row, g->path, sizeof g->path - 1)] = 0;
  snprintf(g->source, sizeof g->source, "%s", row->source);
  snprintf(g->unit, sizeof g->unit, "%s", row->unit);
  g->value = row->value;
  g->why = row->why;
  g->absent = row->absent;
}

static counter_set *made(const char *path, int choice, const pdh_api *pdh, error *e) {
  path_part part = {path, strlen(path)};
  counter_sources sources = {choice, pdh, "it is not there"};
  *e = (error){0};
  nasked = nrows = 0;
  return counter_set_new(&part, 1, &sources, e);
}

static void read_path(const char *path, int choice) {
  error e;
  counter_set *s = made(path, choice, &fake_pdh, &e);
  if (!s) fail_msg("%s", e.text);
  if (counter_set_read(s, &e) || counter_set_read(s, &e)) fail_msg("%s", e.text);
  counter_set_rows(s, keep, NULL);
  counter_set_free(s);
  assert_int_equal(open_queries, 0);
}

static void is_row(size_t i, const char *path, const char *source, double value, uint32_t why) {
  assert_true(i < nrows);
  assert_string_equal(rows[i].path, path);
  assert_string_equal(rows[i].source, source);
  assert_int_equal(rows[i].why, why);
  if (rows[i].value < value || rows[i].value > value)
    fail_msg("%s is %g, not %g", path, rows[i].value, value);
}

static void belief(void **state) {
  (void)state;
  reading truth;
  reading_clear(&truth);
  reading_set(&truth, P_processes, 100);
  reading_set(&truth, S_memory_available, 1 << 30);
  fake_processes = 90;
  fake_available = 1.1 * (1 << 30);
  assert_null(pdh_refusal(&fake_pdh, &truth));
  fake_processes = 10;
  assert_non_null(strstr(pdh_refusal(&fake_pdh, &truth), "not so"));
  fake_processes = 100;
  fake_available = 0;
  assert_non_null(strstr(pdh_refusal(&fake_pdh, &truth), "not so"));
  assert_non_null(strstr(pdh_refusal(NULL, &truth), "no pdh.dll"));
  assert_int_equal(open_queries, 0);
}

static uint32_t lacking_add(void *query, const char *path, void **counter) {
  (void)query;
  (void)path;
  (void)counter;
  return 0xC0000BB9u; /* as Wine answers */
}

static void lacking(void **state) {
  (void)state;
  const pdh_api wine = {fake_open, lacking_add, fake_collect, fake_read, fake_close};
  reading truth;
  reading_clear(&truth);
  assert_non_null(strstr(pdh_refusal(&wine, &truth), "lacks"));
}

static void foreign_first(void **state) {
  (void)state;
  fake_available = 4096;
  read_path("\\memory\\available bytes", SOURCE_AUTO);
  assert_int_equal(nrows, 1);
  is_row(0, "\\Memory\\Available Bytes", "pdh", 4096, SONDE_WHY_KNOWN);
  assert_string_equal(rows[0].unit, "bytes");
  read_path("\\Memory\\Page Reads/sec", SOURCE_AUTO);
  is_row(0, "\\Memory\\Page Reads/sec", "pdh", 0, SONDE_WHY_IMPLAUSIBLE);
  read_path("\\Memory\\Page Faults/sec", SOURCE_PDH);
  is_row(0, "\\Memory\\Page Faults/sec", "pdh", 123.5, SONDE_WHY_KNOWN);
}

/* What PDH lacks, and processes, are our own. */
static void own_where_it_lacks(void **state) {
  (void)state;
  read_path("\\System\\System Up Time", SOURCE_AUTO);
  assert_int_equal(nrows, 1);
  assert_string_equal(rows[0].source, "own");
  assert_true(rows[0].why == SONDE_WHY_KNOWN && rows[0].value > 1);
  char path[64];
  snprintf(path, sizeof path, "\\Process(pid:%u)\\ID Process", platform_self());
  read_path(path, SOURCE_AUTO);
  assert_int_equal(nasked, 0);
  assert_string_equal(rows[0].source, "own");
  assert_true(rows[0].value >= platform_self() && rows[0].value <= platform_self());
  fake_available = 4096;
  read_path("\\Memory\\Available Bytes", SOURCE_OWN);
  assert_int_equal(nasked, 0);
  assert_true(rows[0].value > 1 << 20);
}

static void foreign_instances(void **state) {
  (void)state;
  read_path("\\PhysicalDisk(*)\\Disk Reads/sec", SOURCE_AUTO);
  assert_int_equal(nrows, 2);
  is_row(0, "\\PhysicalDisk(0 C:)\\Disk Reads/sec", "pdh", 3, SONDE_WHY_KNOWN);
  is_row(1, "\\PhysicalDisk(_Total)\\Disk Reads/sec", "pdh", 4, SONDE_WHY_KNOWN);
  read_path("\\PhysicalDisk(_t*)\\Disk Reads/sec", SOURCE_AUTO); /* matched here: PDH is asked for "*" */
  assert_string_equal(asked[0], "\\PhysicalDisk(*)\\Disk Reads/sec");
  assert_int_equal(nrows, 1);
  read_path("\\PhysicalDisk(0 C:)\\Disk Reads/sec", SOURCE_AUTO);
  is_row(0, "\\PhysicalDisk(0 C:)\\Disk Reads/sec", "pdh", 3, SONDE_WHY_KNOWN);
}

/* Objects that only PDH knows pass through; names that come again are numbered. */
static void unlisted(void **state) {
  (void)state;
  read_path("\\Shop(*)\\Orders", SOURCE_AUTO);
  assert_int_equal(nrows, 4);
  is_row(0, "\\Shop(east)\\Orders", "pdh", 1, SONDE_WHY_KNOWN);
  is_row(1, "\\Shop(west)\\Orders", "pdh", 2, SONDE_WHY_KNOWN);
  is_row(2, "\\Shop(west#1)\\Orders", "pdh", 3, SONDE_WHY_KNOWN);
  is_row(3, "\\Shop(north)\\Orders", "pdh", 0, SONDE_WHY_DENIED);
  assert_string_equal(rows[0].unit, "");
  read_path("\\Shop(w*)\\Orders", SOURCE_AUTO);
  assert_int_equal(nrows, 2);
  read_path("\\Shop(gone)\\Orders", SOURCE_AUTO);
  is_row(0, "\\Shop(gone)\\Orders", "pdh", 0, SONDE_WHY_GONE);
  read_path("\\Process(x)\\Pool Paged Bytes", SOURCE_AUTO);
  is_row(0, "\\Process(x)\\Pool Paged Bytes", "pdh", 77, SONDE_WHY_KNOWN);
}

static void refused(
    const char *path, int choice, const pdh_api *pdh, sonde_status status, const char *words) {
  error e;
  counter_set *s = made(path, choice, pdh, &e);
  if (s) fail_msg("%s is taken", path);
  assert_int_equal(e.status, status);
  if (!strstr(e.text, words)) fail_msg("'%s' does not tell '%s'", e.text, words);
  assert_int_equal(open_queries, 0);
}

static void wrong(void **state) {
  (void)state;
  refused("\\Proces(x)\\Working Set", SOURCE_AUTO, NULL, SONDE_ARG, "'Proces', did you mean 'Process'?");
  refused("\\Zebra\\X", SOURCE_AUTO, &fake_pdh, SONDE_ARG, "no counter object 'Zebra'; 'sonde query");
  refused(
      "\\Process(x)\\Workin Set", SOURCE_AUTO, NULL, SONDE_ARG, "of Process, did you mean 'Working Set'?");
  refused("\\Shop(*)\\Or*", SOURCE_AUTO, &fake_pdh, SONDE_ARG, "no counter object 'Shop'");
  refused("\\Process\\Working Set", SOURCE_AUTO, NULL, SONDE_ARG, "write \\Process(*)\\Working Set");
  refused("\\Memory(x)\\Available Bytes", SOURCE_AUTO, NULL, SONDE_ARG, "write \\Memory\\Available Bytes");
  refused("Memory", SOURCE_AUTO, NULL, SONDE_ARG, "does not begin with");
  refused("\\Memory\\Available Bytes", SOURCE_PDH, NULL, SONDE_UNSUPPORTED, "it is not there");
  refused("\\System\\Threads", SOURCE_PDH, &fake_pdh, SONDE_UNSUPPORTED, "0xc0000bb9");
}

static void machines(void **state) {
  (void)state;
  char own[210] = "\\\\", text[260];
  size_t len = platform_machine_name(own + 2, 200);
  assert_true(len > 0);
  snprintf(text, sizeof text, "%s\\Memory\\Available Bytes", own);
  read_path(text, SOURCE_OWN);
  assert_string_equal(rows[0].path, "\\Memory\\Available Bytes");
  read_path("\\\\LOCALHOST\\Memory\\Available Bytes", SOURCE_OWN);
  assert_int_equal(nrows, 1);
  refused("\\\\no-such-machine-of-ours\\Memory\\Available Bytes", SOURCE_OWN, NULL, SONDE_UNSUPPORTED,
      "another machine, 'no-such-machine-of-ours', cannot be read");
  refused("\\\\*\\Memory\\Available Bytes", SOURCE_OWN, NULL, SONDE_UNSUPPORTED, "another machine");
}

static void codes(void **state) {
  (void)state;
  assert_int_equal(pdh_why(0), SONDE_WHY_KNOWN);
  assert_int_equal(pdh_why(0xC0000BB8u), SONDE_WHY_UNSUPPORTED);
  assert_int_equal(pdh_why(0xC0000BBAu), SONDE_WHY_IMPLAUSIBLE);
  assert_int_equal(pdh_why(0x800007D5u), SONDE_WHY_UNKNOWN); /* no data */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(belief), cmocka_unit_test(lacking),
      cmocka_unit_test(foreign_first), cmocka_unit_test(own_where_it_lacks),
      cmocka_unit_test(foreign_instances), cmocka_unit_test(unlisted), cmocka_unit_test(wrong),
      cmocka_unit_test(machines), cmocka_unit_test(codes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
