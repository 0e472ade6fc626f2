/* Descriptors that lie: each kind of lie is refused, with the sentence. The honest ones beside them pass. */
#include "check.h"

#include "base/memory.h"
#include "base/schema.h"

/* An honest field, of which a row spoils one member. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define FIELD(...)                                                                                           \
  { .name = "a", .unit = "", .doc = "d", .kind = SONDE_U64, __VA_ARGS__ }

typedef struct row {
  sonde_field field;
  const char *sentence;
} row;

static const sonde_field inner_bad = {.name = "x", .unit = "", .doc = NULL, .kind = SONDE_I64};

/* A descriptor that contains itself. */
static sonde_field circle = {
    .name = "circle", .unit = "", .doc = "d", .kind = SONDE_MAP, .members = &circle, .nmembers = 1};

static void check_rows(const row *rows, size_t n, uint32_t record_size) {
  for (size_t i = 0; i < n; i++) {
    error e = {0};
    sonde_status s = schema_verify("p.f", &rows[i].field, 1, record_size, &e);
    if (strcmp(e.text, rows[i].sentence ? rows[i].sentence : "") != 0)
      fail_msg("row %zu: '%s' instead of '%s'", i, e.text, rows[i].sentence ? rows[i].sentence : "");
    assert_int_equal(s, rows[i].sentence ? SONDE_ARG : SONDE_OK);
  }
}

static void parameters_that_lie(void **state) {
  (void)state;
  const row rows[] = {
      {FIELD(), NULL},
      {FIELD(.name = NULL), "p.f: field 1: name is NULL"},
      {FIELD(.name = ""), "p.f: field 1: name '' is not [a-z][a-z0-9_]* of at most 63 bytes"},
      {FIELD(.name = "Pid"), "p.f: field 1: name 'Pid' is not [a-z][a-z0-9_]* of at most 63 bytes"},
      {FIELD(.name = "1st"), "p.f: field 1: name '1st' is not [a-z][a-z0-9_]* of at most 63 bytes"},
      {FIELD(.name = "a-b"), "p.f: field 1: name 'a-b' is not [a-z][a-z0-9_]* of at most 63 bytes"},
      {FIELD(.unit = NULL), "p.f: a: unit is NULL"},
      {FIELD(.doc = NULL), "p.f: a: doc is NULL"},
      {FIELD(.kind = SONDE_NIL), "p.f: a: unknown kind 0"},
      {FIELD(.kind = SONDE_UNKNOWN), "p.f: a: unknown kind 1"},
      {FIELD(.kind = SONDE_KIND_COUNT), "p.f: a: unknown kind 13"},
      {FIELD(.kind = SONDE_SYMBOL), "p.f: a: kind symbol occurs in columns of records only"},
      {FIELD(.flags = 0x40), "p.f: a: unknown flag 0x40"},
      {FIELD(.flags = 0x10000), NULL},
      {FIELD(.flags = SONDE_FIELD_SUBJECT), "p.f: a: flags SUBJECT and QUALITY are for columns of records"},
      {FIELD(.offset = 16), "p.f: a: offset, shift and width are for columns of records"},
      {FIELD(.width = 3), "p.f: a: offset, shift and width are for columns of records"},
      {FIELD(.unit = "Watt h"), "p.f: a: unit 'Watt h' is not a word of a-z, 0-9 and _"},
      {FIELD(.unit = "celsius"), NULL},
      {FIELD(.unit = "ns", .kind = SONDE_TEXT), "p.f: a: unit 'ns' is for numbers, the kind is text"},
      {FIELD(.unit = "handle:process"),
          "p.f: a: unit 'handle:process' and kind integer do not go together: a handle has the "
          "unit handle:TYPE"},
      {FIELD(.unit = "", .kind = SONDE_HANDLE),
          "p.f: a: unit '' and kind handle do not go together: a handle has the unit handle:TYPE"},
      {FIELD(.unit = "handle:process", .kind = SONDE_HANDLE), NULL},
      {FIELD(.initial = "5s", .unit = "ns"), NULL},
      {FIELD(.initial = "5", .unit = "ns"),
          "p.f: a: initial: '5' is not a duration: write a number and ns, us, ms, s, m, h or "
          "d, as in \"250 ms\" or \"1h30m\""},
      {FIELD(.initial = "-1"), "p.f: a: initial: '-1' is not an integer of 0 or more"},
      {FIELD(.initial = "9", .most = "8"), "p.f: a: initial: must be at most 8, is 9"},
      {FIELD(.least = "x"), "p.f: a: least: 'x' is not an integer of 64 bits"},
      {FIELD(.least = "2", .most = "1"), "p.f: a: least '2' is above most '1'"},
      {FIELD(.kind = SONDE_BOOL, .most = "1"), "p.f: a: most is given, but kind boolean has no limits"},
      {FIELD(.kind = SONDE_TEXT, .most = "4 KiB"), NULL},
      {FIELD(.choices = "a b"), "p.f: a: choices are for texts, the kind is integer"},
      {FIELD(.kind = SONDE_TEXT, .choices = "  "), "p.f: a: choices are empty"},
      {FIELD(.kind = SONDE_TEXT, .choices = "fast slow", .initial = "fats"),
          "p.f: a: initial: must be one of: fast, slow; is 'fats', did you mean 'fast'?"},
      {FIELD(.kind = SONDE_LIST, .item_kind = SONDE_TEXT, .choices = "a b", .most = "3", .initial = "a, b"),
          NULL},
      {FIELD(.item_kind = SONDE_I64), "p.f: a: item_kind 3, but it is no list"},
      {FIELD(.kind = SONDE_LIST, .item_kind = SONDE_SYMBOL), "p.f: a: unknown item_kind 11"},
      {FIELD(.members = &inner_bad, .nmembers = 1),
          "p.f: a: members are for maps and lists of maps, the kind is integer"},
      {FIELD(.kind = SONDE_MAP, .nmembers = 2), "p.f: a: members is NULL, nmembers is 2"},
      {FIELD(.kind = SONDE_MAP, .members = &inner_bad), "p.f: a: members is given, nmembers is 0"},
      {FIELD(.kind = SONDE_MAP, .members = &inner_bad, .nmembers = 1), "p.f: a: x: doc is NULL"},
      {FIELD(.kind = SONDE_MAP), NULL},
  };
  check_rows(rows, COUNT(rows), 0);
}

#define COLUMN(...) FIELD(.offset = 16, __VA_ARGS__)

static void columns_that_lie(void **state) {
  (void)state;
  const row rows[] = {
      {COLUMN(), NULL},
      {COLUMN(.offset = 24), NULL},
      {COLUMN(.offset = 32), "p.f: a: offset 32 lies outside its record of 32 bytes"},
      {COLUMN(.offset = 0xFFFFFFF8u), "p.f: a: offset 4294967288 lies outside its record of 32 bytes"},
      {COLUMN(.offset = 20), "p.f: a: offset 20 is not a multiple of 8"},
      {COLUMN(.offset = 8), "p.f: a: offset 8 lies inside the record's header of 16 bytes"},
      {COLUMN(.offset = 0), "p.f: a: offset 0 lies inside the record's header of 16 bytes"},
      {COLUMN(.kind = SONDE_LIST), "p.f: a: a column cannot be a list"},
      {COLUMN(.kind = SONDE_SYMBOL), NULL},
      {COLUMN(.flags = SONDE_FIELD_SUBJECT),
          "p.f: a: SUBJECT is a symbol at offset 4, but this is of kind integer at offset 16"},
      {COLUMN(.offset = 4, .kind = SONDE_SYMBOL, .flags = SONDE_FIELD_SUBJECT), NULL},
      {COLUMN(.flags = SONDE_FIELD_POSITIONAL),
          "p.f: a: flags POSITIONAL and REQUIRED are for parameters, this is a column"},
      {COLUMN(.flags = SONDE_FIELD_QUALITY), NULL},
      {COLUMN(.flags = SONDE_FIELD_QUALITY, .kind = SONDE_I64),
          "p.f: a: QUALITY is a whole u64, the kind is integer"},
      {COLUMN(.shift = 60, .width = 4), NULL},
      {COLUMN(.shift = 61, .width = 4), "p.f: a: shift 61 and width 4 do not lie in a word of 64 bits"},
      {COLUMN(.shift = 0xFFFFFFFFu, .width = 2),
          "p.f: a: shift 4294967295 and width 2 do not lie in a word of 64 bits"},
      {COLUMN(.width = 64), "p.f: a: shift 0 and width 64 do not lie in a word of 64 bits"},
      {COLUMN(.shift = 3), "p.f: a: shift 3 and width 0 do not lie in a word of 64 bits"},
      {COLUMN(.width = 3, .kind = SONDE_F64),
          "p.f: a: shift and width are for integers and bools, the kind is number"},
  };
  check_rows(rows, COUNT(rows), 32);
}

static void refuse_pair(sonde_field first, sonde_field second, uint32_t record_size, const char *sentence) {
  sonde_field fields[] = {first, second};
  error e = {0};
  assert_int_equal(schema_verify("p.f", fields, 2, record_size, &e), sentence ? SONDE_ARG : SONDE_OK);
  assert_string_equal(e.text, sentence ? sentence : "");
}

static void fields_that_contradict_each_other(void **state) {
  (void)state;
  sonde_field a = FIELD(.flags = SONDE_FIELD_POSITIONAL),
              b = FIELD(.name = "b", .flags = SONDE_FIELD_POSITIONAL);
  refuse_pair(a, a, 0, "p.f: a: the name is there twice");
  refuse_pair(a, b, 0, "p.f: b: a is POSITIONAL already; there can be one");
  sonde_field c = COLUMN(), d = COLUMN(.name = "d"), e = COLUMN(.name = "e", .shift = 8, .width = 8);
  sonde_field f = COLUMN(.name = "f", .kind = SONDE_F64);
  refuse_pair(c, d, 24, "p.f: d: lies on a at offset 16");
  refuse_pair(c, e, 24, NULL);
  refuse_pair(e, f, 24, "p.f: f: lies on e at offset 16");
}

static void rows_that_lie(void **state) {
  (void)state;
  sonde_field good = COLUMN();
  static const struct {
    uint32_t size;
    const char *sentence;
  } rows[] = {{8, "p.f: record_size 8 is not a multiple of 8 from 16 to 65528"},
      {20, "p.f: record_size 20 is not a multiple of 8 from 16 to 65528"},
      {65536, "p.f: record_size 65536 is not a multiple of 8 from 16 to 65528"},
      {16, "p.f: a: offset 16 lies outside its record of 16 bytes"}};
  for (size_t i = 0; i < COUNT(rows); i++) {
    error e = {0};
    assert_int_equal(schema_verify("p.f", &good, 1, rows[i].size, &e), SONDE_ARG);
    assert_string_equal(e.text, rows[i].sentence);
  }
  error e = {0};
  assert_int_equal(schema_verify("p.f", NULL, 0, 0, &e), SONDE_OK);
  assert_int_equal(schema_verify("p.f", NULL, 3, 0, &e), SONDE_ARG);
  assert_string_equal(e.text, "p.f: there are 3 fields, but the pointer to them is NULL");
  assert_int_equal(schema_verify("p.f", &good, 1u << 31, 0, &e), SONDE_ARG);
  assert_string_equal(e.text, "p.f: 2147483648 fields; at most 256 are allowed");
  assert_int_equal(schema_verify("p.f", &circle, 1, 0, &e), SONDE_ARG);
  assert_non_null(strstr(e.text, "members lie more than 8 levels deep"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_that_lie),
      cmocka_unit_test(columns_that_lie),
      cmocka_unit_test(fields_that_contradict_each_other),
      cmocka_unit_test(rows_that_lie),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
